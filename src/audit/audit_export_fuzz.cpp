// Any bytes as an export: the parsers take only what they would write themselves, they agree about which line is which,
// and what the verifier says about numbers holds.
#include "audit/verifier.h"
#include "base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::audit;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Verifier verifier({});
  bool broken = false;
  std::uint64_t entries = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (const auto entry = parse_entry(line)) {
      NSL_CHECK(to_line(*entry) == line);
      NSL_CHECK(!is_head_line(line));
      ++entries;
    }
    if (const auto head = parse_signed_head(line)) {
      NSL_CHECK(is_head_line(line));
      NSL_CHECK(!parse_entry(line));
    }
    if (const auto head = parse_head(line)) NSL_CHECK(parse_head(to_string(*head)) == head);
    if (!broken) broken = verifier.take(line).has_value();
    at = end + 1;
  }
  if (broken) return 0;
  if (const auto verified = verifier.finish()) {
    NSL_CHECK(verified->entries == entries);
    NSL_CHECK(verified->head.seq - verified->before.seq == entries);
  }
  return 0;
}
