#pragma once
// UInt160 and UInt256: the hashes that name accounts, contracts, transactions and blocks.
//
// A hash has two forms, and mixing them up is the classic mistake with Neo. bytes() is what is hashed, signed and
// serialised. display() is what people, explorers and JSON-RPC show: the same bytes in reverse, as hexadecimal with 0x.
// Other code bases call these forms "little-endian" and "big-endian", each in its own way; here nothing is called so.

#include "base/bytes.h"
#include "base/error.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::neo {

// A value. Orders by its display form, which is how Neo compares hashes as numbers.
template <std::size_t N>
class Hash {
 public:
  static constexpr std::size_t kBytes = N;
  static constexpr std::size_t kDisplayLength = 2 + 2 * N;

  constexpr Hash() = default;  // zero
  constexpr explicit Hash(const std::array<std::uint8_t, N>& bytes) : bytes_(bytes) {}

  // Exactly N bytes in their serialised order.
  static std::optional<Hash> from_bytes(ByteView bytes);

  // What display() gives; the 0x may be missing and letters may be upper-case, as both occur in the wild.
  static Result<Hash> parse(std::string_view display);

  ByteView bytes() const { return bytes_; }
  const std::array<std::uint8_t, N>& array() const { return bytes_; }
  std::string display() const;

  bool is_zero() const { return *this == Hash{}; }

  bool operator==(const Hash&) const = default;
  std::strong_ordering operator<=>(const Hash& other) const {
    return std::lexicographical_compare_three_way(bytes_.rbegin(), bytes_.rend(), other.bytes_.rbegin(),
                                                  other.bytes_.rend());
  }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

using UInt160 = Hash<20>;
using UInt256 = Hash<32>;

extern template class Hash<20>;
extern template class Hash<32>;

}  // namespace nsl::neo

// Hashes are uniform already (as long as nobody can choose them freely; a container of hashes that others choose is
// bounded by its owner).
template <std::size_t N>
struct std::hash<nsl::neo::Hash<N>> {
  std::size_t operator()(const nsl::neo::Hash<N>& value) const noexcept {
    std::size_t out;
    std::memcpy(&out, value.array().data(), sizeof out);
    return out;
  }
};
