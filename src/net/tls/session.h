#pragma once
// Session: one TLS connection without a socket. Bytes from the network go in, plain text comes out, and the other way
// round; who owns the socket moves the bytes. So the server has one way to read and write, with TLS or without.

#include "net/tls/client_certificate.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct ssl_st;

namespace nsl::net::tls {

// One thread.
class Session {
 public:
  explicit Session(ssl_st* ssl);  // takes ownership
  ~Session();

  // Bytes that came from the network. Read until nothing more comes before giving the next ones.
  void feed(std::string_view encrypted);

  enum class State : std::uint8_t {
    kOpen,    // more may come (the handshake included)
    kEnded,   // the other side has said that it will send no more
    kFailed,  // not TLS, no common version or cipher, a broken record
  };
  struct ReadResult {
    std::size_t bytes = 0;
    State state = State::kOpen;
  };
  // Decrypts into `into` what was fed, as far as it goes. Does the handshake on the way.
  ReadResult read(std::span<char> into);

  // Whom the other side's certificate stands for; nullopt when there is none. Once there was plain text, it stays so.
  std::optional<ClientCertificate> client_certificate() const { return client_certificate_of(*ssl_); }

  // Encrypts. False when the session has failed or the handshake is not done. Appends to what take_output() gives.
  bool write(std::string_view plain);

  // Says that no more will be sent (close_notify).
  void end();

  // Appends the bytes that must go to the network. Call after read(), write() and end().
  void take_output(std::string& out);

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };
  std::unique_ptr<ssl_st, Free> ssl_;
};

}  // namespace nsl::net::tls
