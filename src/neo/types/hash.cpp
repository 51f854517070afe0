#include "neo/types/hash.h"

namespace nsl::neo {

template <std::size_t N>
std::optional<Hash<N>> Hash<N>::from_bytes(ByteView bytes) {
  if (bytes.size() != N) return std::nullopt;
  Hash out;
  std::ranges::copy(bytes, out.bytes_.begin());
  return out;
}

template <std::size_t N>
Result<Hash<N>> Hash<N>::parse(std::string_view display) {
  if (display.starts_with("0x")) display.remove_prefix(2);
  if (display.size() == 2 * N) {
    std::string digits(display);
    for (char& digit : digits) {
      if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit - 'A' + 'a');
    }
    if (const auto bytes = from_hex(digits)) {
      Hash out;
      std::ranges::reverse_copy(*bytes, out.bytes_.begin());
      return out;
    }
  }
  return fail(ErrorCode::kInvalidArgument,
              "A hash of " + std::to_string(N) + " bytes is 0x and " + std::to_string(2 * N) + " hexadecimal digits.");
}

template <std::size_t N>
std::string Hash<N>::display() const {
  std::array<std::uint8_t, N> reversed;
  std::ranges::reverse_copy(bytes_, reversed.begin());
  return "0x" + to_hex(reversed);
}

template class Hash<20>;
template class Hash<32>;

}  // namespace nsl::neo
