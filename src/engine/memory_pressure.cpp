#include "engine/memory_pressure.h"

namespace nsl::engine {

bool is_out_of_memory(Exit exit, const Vm& vm, const PageSet& image, ByteCount limit, std::string_view thrown) {
  if (thrown.find("out of memory") != std::string_view::npos) return true;
  const std::size_t grown = vm.size() - std::min(vm.size(), image.size());
  const bool scarce = grown >= limit.bytes / 2;
  if (exit == Exit::kTrap) return scarce;
  return scarce && (thrown == "null" || thrown == "Uncaught null" || thrown.starts_with("SyntaxError"));
}

}  // namespace nsl::engine
