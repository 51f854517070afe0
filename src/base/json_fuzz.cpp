// Any bytes: parse() and validate() must agree, apart from duplicate members, and what is
// written must be readable.
#include "base/check.h"
#include "base/json.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool valid = json::validate(text).has_value();
  if (const auto parsed = json::parse(text)) {
    NSL_CHECK(valid);
    NSL_CHECK(json::parse(json::serialize(*parsed)).has_value());
  }
  std::string quoted;
  json::append_quoted(quoted, text);
  NSL_CHECK(json::validate(quoted).has_value());
  return 0;
}
