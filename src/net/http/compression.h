#pragma once
// Compression: answers in gzip for clients that take it (RFC 9110 sections 8.4 and 12.5.3).
//
//   compress(response, {.coding = coding_for(request.header("accept-encoding")), .least = 1024});
//
// A compressed answer is another representation, so its ETag is another one: "3" becomes "3-gzip", which is as strong.
// Whoever compares tags takes the mark off first (without_coding).
//
// What must not be compressed is for the caller to know: the length of an answer that holds a secret beside text that an
// attacker chooses tells the secret, byte by byte (BREACH).

#include "net/http/exchange.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::net {

enum class Coding : std::uint8_t {
  kIdentity,
  kGzip,      // preferred, or as good
  kOnlyGzip,  // the client takes nothing else ("identity;q=0")
};

// What the value of Accept-Encoding asks for. Without one, and for whatever is malformed in it: kIdentity. A client that
// takes neither gets what there is, as the standard advises.
Coding coding_for(std::string_view accept_encoding);

struct Compression {
  Coding coding = Coding::kIdentity;
  std::size_t least = 0;  // bytes below which it is not worth it; 0: nothing is compressed
};

// Larger answers stay as they are: this much takes some 12 ms.
inline constexpr std::size_t kCompressMax = 4 << 20;

// In gzip (RFC 1952), with an effort of 1 (quick) to 9. Thread-safe, as is all here.
std::string gzip(std::string_view bytes, int effort);

// Compresses the body, if that is asked for, its type is one of text and it gets smaller. Sets Content-Encoding, Vary and
// ETag. About 3 µs for each KiB and up to 0.1 ms for the start, so not on the event loop's thread.
void compress(Response& response, const Compression& compression);

// "3" for "3-gzip", and any other tag as it is. Quotes and W/ stay.
std::string without_coding(std::string_view tag);
// "3-gzip" for "3".
std::string with_coding(std::string_view tag);

// A text that stays the same, and its compressed form. Each is made when it is first asked for: what nobody reads costs
// no memory. One thread.
class StaticText {
 public:
  explicit StaticText(std::function<std::string()> make) : make_(std::move(make)) {}

  const std::string& text() const;
  // A copy of either form, in an answer with this type and status 200.
  Response response(std::string_view content_type, const Compression& compression) const;

 private:
  const std::function<std::string()> make_;
  mutable std::optional<std::string> text_;
  mutable std::optional<Response> compressed_;  // body and headers
};

}  // namespace nsl::net
