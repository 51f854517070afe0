#pragma once
// Memory limits of a VM, and telling a failure by lack of memory from any other. Private to the engine.

#include "base/units.h"
#include "engine/slot.h"

#include <string_view>

namespace nsl::engine {

// Beyond the engine's own limit the linear memory may grow by copies and fragments; this cap is the second line.
inline void apply_memory_limit(Vm& vm, ByteCount limit) {
  constexpr std::uint64_t kSlack = 2 << 20;
  vm.set_max_pages(static_cast<std::uint32_t>((2 * limit.bytes + kSlack) >> 16));
}

// With its memory full QuickJS throws "out of memory", or null, or a wrong SyntaxError, or traps. The linear memory never
// shrinks during a run, so its size tells whether memory was scarce.
bool is_out_of_memory(Exit exit, const Vm& vm, const PageSet& image, ByteCount limit, std::string_view thrown);

}  // namespace nsl::engine
