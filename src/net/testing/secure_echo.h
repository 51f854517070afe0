#pragma once
// Test support: a WebSocket with TLS that answers each message with itself, and "bye" with the end of the connection.

#include "net/tls/server_context.h"

#include <cstdint>
#include <memory>

namespace nsl::net::testing {

// One client after the other, on a thread of its own.
class SecureEcho {
 public:
  explicit SecureEcho(const tls::ServerFiles& files);
  ~SecureEcho();  // when the last client has gone
  SecureEcho(const SecureEcho&) = delete;
  SecureEcho& operator=(const SecureEcho&) = delete;

  std::uint16_t port() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace nsl::net::testing
