// Any text as source map: it is refused with a reason, or every place can be looked up.
#include "base/bytes.h"
#include "base/check.h"
#include "base/source_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = nsl::as_text({data, size});
  const auto map = nsl::SourceMap::parse(text);
  if (!map) {
    NSL_CHECK(!map.error().message.empty());
    return 0;
  }
  for (std::uint32_t line = 0; line < 4; ++line) {
    for (std::uint32_t column = 0; column < 40; ++column) {
      if (const auto position = map->find(line, column)) NSL_CHECK(position->line > 0 && position->column > 0);
    }
  }
  NSL_CHECK(map->map_stack("    at f (x.js:1:1)\n", "x.js").ends_with('\n'));
  map->map_stack(text, "x");
  return 0;
}
