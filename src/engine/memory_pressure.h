#pragma once
// Memory limits of a VM, and telling a failure by lack of memory from any other. Private to the engine.

#include "base/units.h"
#include "engine/slot.h"

#include <algorithm>
#include <string_view>

namespace nsl::engine {

// What the engine may allocate, as it takes it: 0 would be no limit at all.
inline std::uint32_t heap_limit(ByteCount limit) {
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(limit.bytes, 1, 0xFFFF'FFFF));
}

// Beyond the engine's own limit the linear memory may grow by copies and fragments; this cap is the second line.
inline void apply_memory_limit(Vm& vm, ByteCount limit) {
  constexpr std::uint64_t kSlack = 2 << 20;
  constexpr std::uint64_t kPagesMax = 0xFFFF;  // one more, and the size in bytes no longer fits into 32 bits
  const std::uint64_t cap = (2 * std::uint64_t{heap_limit(limit)} + kSlack) >> 16;
  vm.set_max_pages(static_cast<std::uint32_t>(std::min(cap, kPagesMax)));
}

// With its memory full QuickJS throws "out of memory", or null, or a wrong SyntaxError, or traps. The linear memory never
// shrinks during a run, so its size tells whether memory was scarce.
bool is_out_of_memory(Exit exit, const Vm& vm, const PageSet& image, ByteCount limit, std::string_view thrown);

}  // namespace nsl::engine
