#pragma once
// Http2Server: test support, a TLS server on the loopback that speaks HTTP/2 and nothing else (node's own, in a
// process).
//
//   /status/CODE   answers with that status            /redirect      303 to /after
//   /large         1 MiB of 'x'                        /reset         resets the stream in the middle of the body
//   /gzip          compressed "unpacked"               /goaway        closes the session without an answer
// Everything else is answered with "METHOD PATH AUTHORITY BODY".

#include "net/testing/self_signed.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::net::testing {

class Http2Server {
 public:
  Http2Server();
  ~Http2Server();
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;

  // False when there is no node on this machine.
  bool started() const { return port_ != 0; }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(std::string_view path) const { return "https://" + authority() + std::string(path); }
  std::string certificate_file() const { return certificate_.files().certificate_file; }

 private:
  SelfSigned certificate_;
  int process_ = -1;
  int input_ = -1;  // the process ends when it is closed
  std::uint16_t port_ = 0;
};

}  // namespace nsl::net::testing
