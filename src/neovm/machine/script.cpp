#include "neovm/machine/script.h"

namespace nsl::neovm {
std::optional<Instruction> Script::decode(std::uint32_t position) const {
  const neo::OpCodeInfo& entry = neo::info(bytes_[position]);
  if (!entry.defined()) return std::nullopt;
  std::size_t at = position + 1;
  std::size_t size = entry.operand_bytes;
  if (entry.prefix_bytes != 0) {
    if (bytes_.size() - at < entry.prefix_bytes) return std::nullopt;
    for (std::size_t i = 0; i < entry.prefix_bytes; ++i) size |= static_cast<std::size_t>(bytes_[at + i]) << (8 * i);
    at += entry.prefix_bytes;
  }
  if (bytes_.size() - at < size) return std::nullopt;
  return Instruction{.position = position,
                     .next = static_cast<std::uint32_t>(at + size),
                     .code = static_cast<OpCode>(bytes_[position]),
                     .operand = ByteView(bytes_).subspan(at, size)};
}

}  // namespace nsl::neovm
