#pragma once
// Test support: a certificate that nobody but the test trusts, and a TLS client.

#include "net/tls/server_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace nsl::net::testing {

// A P-256 key and a self-signed certificate for 127.0.0.1, in files that are removed with the object.
class SelfSigned {
 public:
  SelfSigned();
  ~SelfSigned();
  SelfSigned(const SelfSigned&) = delete;
  SelfSigned& operator=(const SelfSigned&) = delete;

  tls::ServerFiles files() const;

 private:
  std::filesystem::path folder_;
};

struct TlsClientOptions {
  int version_max = 0;    // as OpenSSL names it, TLS1_2_VERSION; 0: the highest
  std::string protocols{};  // ALPN: names with their lengths in front; "": none
  std::string certificate_file{};  // to show; "": none
  std::string key_file{};
};

// A blocking client with a plain socket under it. Gives up after ten seconds.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsClientOptions& options = {});
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }  // the handshake went well
  std::string version() const;
  std::string protocol() const;
  bool may_resume() const;  // the server has given something to resume the session with, so far
  bool send(std::string_view bytes);
  std::string read_until(std::string_view end);  // what came, up to and with `end`, or until the connection ended
  bool ended_properly();                         // close_notify, not just a broken connection

 private:
  int socket_;
  ssl_ctx_st* context_;
  ssl_st* ssl_;
  bool connected_ = false;
  std::string buffer_;
};

}  // namespace nsl::net::testing
