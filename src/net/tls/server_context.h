#pragma once
// TLS for the server: certificate and key, and sessions made from them. TLS 1.2 and 1.3, ALPN http/1.1.

#include "base/error.h"
#include "net/tls/session.h"

#include <memory>
#include <string>

namespace nsl::net::tls {

struct ServerFiles {
  std::string certificate_file;  // PEM: the server's certificate, then the intermediate ones
  std::string key_file;          // PEM, not encrypted
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
