#pragma once
// TLS for the server: certificate and key, whose clients' certificates are trusted, and sessions made from them. TLS 1.2
// and 1.3, ALPN http/1.1.

#include "base/error.h"
#include "net/tls/session.h"

#include <cstdint>
#include <memory>
#include <string>

namespace nsl::net::tls {

// Whether clients are asked for a certificate. One that is shown is checked either way: the chain up to the authorities,
// the validity, and the extended key usage clientAuth, which it must have (RFC 5280 section 4.2.1.12). Who fails that gets
// no connection.
enum class ClientCertificates : std::uint8_t {
  kOff,       // nobody is asked
  kOptional,  // who has none is served as well
  kRequired,  // who has none gets no connection
};

struct ServerFiles {
  std::string certificate_file;  // PEM: the server's certificate, then the intermediate ones
  std::string key_file;          // PEM, not encrypted
  ClientCertificates clients = ClientCertificates::kOff;
  std::string client_ca_file = {};  // PEM: the authorities of clients, and no others; needed unless kOff
};

// Immutable after create(); sessions may be made from one thread.
class ServerContext {
 public:
  // kInvalidArgument names the file that cannot be used.
  static Result<std::unique_ptr<ServerContext>> create(const ServerFiles& files);
  ~ServerContext();

  // The server's side of a new connection.
  std::unique_ptr<Session> accept() const;

 private:
  struct State;
  explicit ServerContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nsl::net::tls
