#include "neovm/machine/script.h"

namespace nsl::neovm {

std::optional<Instruction> Script::decode(std::uint32_t position) const {
  Instruction out;
  return decode(position, out) ? std::optional(out) : std::nullopt;
}

}  // namespace nsl::neovm
