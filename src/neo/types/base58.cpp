#include "neo/types/base58.h"

#include "base/check.h"
#include "neo/types/hashing.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t kChecksumBytes = 4;
// log(256) / log(58) is below 1.37.
constexpr std::size_t kTextMax = (kBase58BytesMax + kChecksumBytes) * 137 / 100 + 1;

constexpr std::array<std::int8_t, 256> kDigitOf = [] {
  std::array<std::int8_t, 256> out{};
  out.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    out[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return out;
}();

// A number in another base, least significant digit first: number = number * factor + add.
template <unsigned kBase>
void multiply_add(Bytes& number, unsigned factor, unsigned add) {
  unsigned carry = add;
  for (auto& digit : number) {
    carry += digit * factor;
    digit = static_cast<std::uint8_t>(carry % kBase);
    carry /= kBase;
  }
  for (; carry > 0; carry /= kBase) number.push_back(static_cast<std::uint8_t>(carry % kBase));
}

}  // namespace

std::string to_base58(ByteView bytes) {
  Bytes digits;
  digits.reserve(kTextMax);
  for (const auto byte : bytes) multiply_add<58>(digits, 256, byte);
  const auto zeros = std::ranges::find_if(bytes, [](auto byte) { return byte != 0; }) - bytes.begin();
  std::string out(static_cast<std::size_t>(zeros), kAlphabet[0]);
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) out.push_back(kAlphabet[*digit]);
  std::ranges::fill(digits, 0);
  return out;
}

std::optional<Bytes> from_base58(std::string_view text) {
  if (text.size() > kTextMax) return std::nullopt;
  Bytes number;
  number.reserve(kTextMax);
  for (const char character : text) {
    const auto digit = kDigitOf[static_cast<std::uint8_t>(character)];
    if (digit < 0) return std::nullopt;
    multiply_add<256>(number, 58, static_cast<unsigned>(digit));
  }
  const auto zeros = std::ranges::find_if(text, [](char c) { return c != kAlphabet[0]; }) - text.begin();
  number.resize(number.size() + static_cast<std::size_t>(zeros));
  std::ranges::reverse(number);
  return number;
}

std::string to_base58check(ByteView payload) {
  NSL_CHECK(payload.size() <= kBase58BytesMax);
  const auto checksum = hash256(payload);
  Bytes bytes;
  bytes.reserve(payload.size() + kChecksumBytes);
  bytes.assign(payload.begin(), payload.end());
  bytes.insert(bytes.end(), checksum.bytes().begin(), checksum.bytes().begin() + kChecksumBytes);
  auto out = to_base58(bytes);
  std::ranges::fill(bytes, 0);
  return out;
}

std::optional<Bytes> from_base58check(std::string_view text) {
  auto bytes = from_base58(text);
  if (!bytes || bytes->size() < kChecksumBytes) return std::nullopt;
  const auto payload = ByteView(*bytes).first(bytes->size() - kChecksumBytes);
  const auto checksum = hash256(payload);
  if (!std::ranges::equal(ByteView(*bytes).last(kChecksumBytes), checksum.bytes().first(kChecksumBytes))) {
    return std::nullopt;
  }
  bytes->resize(payload.size());
  return bytes;
}

}  // namespace nsl::neo
