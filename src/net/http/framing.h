#pragma once
// Framing: where a request ends and the next one begins (RFC 9112 section 6), decided so strictly that no proxy in
// front of us can have read the same bytes differently. Request smuggling lives from such differences.
//
// The parser finds the header fields; this guard then decides alone how the body is framed. What is unusual but
// legal (transfer codings other than chunked, HTTP/1.0, several equal Content-Length values) is refused.

#include "base/error.h"
#include "net/http/exchange.h"

#include <cstdint>
#include <span>

namespace nsl::net {

enum class BodyFraming : std::uint8_t { kNone, kLength, kChunked };

struct Framing {
  BodyFraming body = BodyFraming::kNone;
  std::uint64_t length = 0;       // for kLength
  bool expects_continue = false;  // the client waits for "100 Continue" before it sends the body
};

// Pure. Refuses with
//   kMalformedRequest  no Host or several, a Host that cannot be one; Content-Length that is not one plain number, or
//                      together with Transfer-Encoding; Transfer-Encoding that does not end the message in one way
//   kNotImplemented    a transfer coding besides chunked
Result<Framing> check_framing(std::span<const HeaderView> headers);

}  // namespace nsl::net
