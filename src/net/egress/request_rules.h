#pragma once
// What of a function's request goes out. The framing of a request is libcurl's alone: nothing that a function passes
// can end a message early, begin another, or turn the connection into something else.
//
// * Methods: any token but CONNECT, TRACE and TRACK. GET and HEAD have no body.
// * Fields that are dropped without a word, as browsers do it, because libcurl computes them or because they are
//   between neighbours: Accept-Encoding, Connection, Content-Length, Expect, Host, HTTP2-Settings, Keep-Alive,
//   Proxy-*, TE, Trailer, Transfer-Encoding, Upgrade.
// * Fields that are refused: names that are no token; values with control characters (CR, LF, NUL ...) or characters
//   above U+00FF.

#include "base/error.h"
#include "base/units.h"
#include "net/egress/egress.h"

namespace nsl::net {

inline constexpr ByteCount kRequestBodyMax = 8_MiB;      // as much as one host call can carry
inline constexpr ByteCount kRequestHeadersMax = 32_KiB;  // most servers stop at 8 or 16 KiB
inline constexpr std::size_t kRequestHeaderCountMax = 128;

Status check_method(const FetchRequest& request);

// The fields that are sent: dropped ones are gone, values are trimmed and in ISO 8859-1.
Result<HeaderList> sendable_headers(const HeaderList& headers);

// Whether the credentials in these fields would belong to the connection instead of the request (NTLM, Negotiate):
// such a connection must not be used for anything else.
bool authenticates_connection(const HeaderList& headers);

}  // namespace nsl::net
