#include "engine/memory_pressure.h"

namespace nsl::engine {

bool is_out_of_memory(Exit exit, const Vm& vm, const PageSet& image, ByteCount limit, std::string_view thrown) {
  if (thrown.find("out of memory") != std::string_view::npos) return true;
  // Scarce: half of what the image had left over was taken.
  const std::size_t grown = vm.size() - std::min(vm.size(), image.size());
  const bool scarce = grown >= (limit.bytes - std::min<std::uint64_t>(limit.bytes, image.size())) / 2;
  if (exit == Exit::kTrap) return scarce;
  // The second and third as the prelude writes them (runtime/prelude/failure_text.ts).
  return scarce && (thrown == "null" || thrown == "Uncaught null" || thrown == "Uncaught object that cannot be read" || thrown.starts_with("SyntaxError"));
}

}  // namespace nsl::engine
