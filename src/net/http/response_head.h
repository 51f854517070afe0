#pragma once
// ResponseHead: status line and header fields of an answer, with the fields that every answer has.

#include "base/error.h"
#include "base/id.h"

#include <cstdint>
#include <ctime>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace nsl::net {

enum class AfterAnswer : std::uint8_t { kKeepAlive, kClose };

struct ResponseHead {
  int status = 200;
  std::string_view content_type;  // empty: no such field
  std::span<const std::pair<std::string, std::string>> headers;
  std::optional<std::size_t> content_length;  // absent: chunked
  RequestId request;
  AfterAnswer after = AfterAnswer::kKeepAlive;
};

// Writes heads. Keeps the text of the date for a second, because making it costs more than the rest of the head.
// One thread.
class HeadWriter {
 public:
  void append(std::string& out, const ResponseHead& head);

 private:
  std::string_view date();

  std::time_t second_ = -1;
  std::string date_;
};

// Whether name and value can be written as a header field without changing the meaning of the message: a token
// (RFC 9110 section 5.6.2), and no control characters in the value.
bool is_header_field(std::string_view name, std::string_view value);

// 204 and 304 answers have no body, and 204 no length either (RFC 9110 section 8.6).
constexpr bool may_have_body(int status) { return status != 204 && status != 304; }

}  // namespace nsl::net
