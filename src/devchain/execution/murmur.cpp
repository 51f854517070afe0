#include "devchain/execution/murmur.h"

#include <bit>

namespace nsl::devchain {
namespace {

template <typename T>
T read(ByteView data, std::size_t at, std::size_t size = sizeof(T)) {
  T out = 0;
  for (std::size_t i = 0; i < size; ++i) out |= static_cast<T>(data[at + i]) << (8 * i);
  return out;
}

std::uint32_t finish32(std::uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

std::uint64_t finish64(std::uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}

constexpr std::uint64_t kFirst = 0x87c37b91114253d5;
constexpr std::uint64_t kSecond = 0x4cf5ad432745937f;

std::uint64_t mix_first(std::uint64_t k) { return std::rotl(k * kFirst, 31) * kSecond; }
std::uint64_t mix_second(std::uint64_t k) { return std::rotl(k * kSecond, 33) * kFirst; }

}  // namespace

std::uint32_t murmur32(ByteView data, std::uint32_t seed) {
  constexpr std::uint32_t kA = 0xcc9e2d51;
  constexpr std::uint32_t kB = 0x1b873593;
  const auto mix = [](std::uint32_t k) { return std::rotl(k * kA, 15) * kB; };
  std::uint32_t h = seed;
  std::size_t at = 0;
  for (; at + 4 <= data.size(); at += 4) h = std::rotl(h ^ mix(read<std::uint32_t>(data, at)), 13) * 5 + 0xe6546b64;
  if (at < data.size()) h ^= mix(read<std::uint32_t>(data, at, data.size() - at));
  return finish32(h ^ static_cast<std::uint32_t>(data.size()));
}

std::array<std::uint8_t, 16> murmur128(ByteView data, std::uint32_t seed) {
  std::uint64_t h1 = seed;
  std::uint64_t h2 = seed;
  std::size_t at = 0;
  for (; at + 16 <= data.size(); at += 16) {
    h1 = (std::rotl(h1 ^ mix_first(read<std::uint64_t>(data, at)), 27) + h2) * 5 + 0x52dce729;
    h2 = (std::rotl(h2 ^ mix_second(read<std::uint64_t>(data, at + 8)), 31) + h1) * 5 + 0x38495ab5;
  }
  const std::size_t rest = data.size() - at;
  if (rest > 8) h2 ^= mix_second(read<std::uint64_t>(data, at + 8, rest - 8));
  if (rest > 0) h1 ^= mix_first(read<std::uint64_t>(data, at, rest < 8 ? rest : 8));
  h1 ^= data.size();
  h2 ^= data.size();
  h1 += h2;
  h2 += h1;
  h1 = finish64(h1);
  h2 = finish64(h2);
  h1 += h2;
  h2 += h1;
  std::array<std::uint8_t, 16> out{};
  for (std::size_t i = 0; i < 8; ++i) {
    out[i] = static_cast<std::uint8_t>(h1 >> (8 * i));
    out[i + 8] = static_cast<std::uint8_t>(h2 >> (8 * i));
  }
  return out;
}

}  // namespace nsl::devchain
