// Any bytes as a block: what can be read is written back as it was.
#include "base/check.h"
#include "neo/block/block.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neo;
  const nsl::ByteView bytes(data, size);
  for (const auto state_root : {StateRoot::kNotInHeader, StateRoot::kInHeader}) {
    const auto block = Block::decode(bytes, state_root);
    if (!block) continue;
    NSL_CHECK(std::ranges::equal(block->encode(), bytes));
    NSL_CHECK(!block->to_json().empty());
  }
  return 0;
}
