#include "crypto/bls12_381.h"

#include "base/check.h"

#include <algorithm>

namespace nsl::crypto {
namespace {

using bls::Affine;
using bls::Fp;
using bls::Fp12;
using bls::Fp2;
using bls::Fp6;
using bls::Word;

// The order of the three groups.
constexpr std::array<Word, 4> kOrder{0x73eda753299d7d48, 0x3339d80809a1d805, 0x53bda402fffe5bfe, 0xffffffff00000001};

// The curve's parameter, without its sign: it is negative.
constexpr Word kParameter = 0xd201000000010000;

// p^2, and three times (p^4 - p^2 + 1) / r: the pairing that everybody uses is the third power of the textbook's, which
// takes them fewer multiplications (Hayashida, Hayasaka and Teruya, 2020).
constexpr std::array<Word, 12> kPrimeSquared{0x02a437a4b8c35fc7, 0x4bd278eaa22f25e9, 0xe2dc90e50e7046b4,
                                             0x66e59e49349e8bd0, 0x50a62cfd16ddca6e, 0xf53149330978ef01,
                                             0x1d68619c86185c7b, 0x292e85a87091a049, 0x66bf91ed3e71b743,
                                             0x162c338362113cfd, 0x7ced6b1d76382eab, 0x26aa00001c718e39};
constexpr std::array<Word, 20> kHardPart{
    0x002e3941b8817705, 0x4237aa494c159cdc, 0x7b69b9acc2cc45ea, 0xbcf13296f7a83fce, 0x8d69012b6d183f47,
    0xe3ae662e47a24ea0, 0xb0f5836ba82b62de, 0x877c5e22f2639411, 0x6163cbf00bf566e4, 0x6c9ae9625394f594,
    0x6a6a2b0ab1c47526, 0x37d47f639b68a630, 0xb415c7da454d4863, 0x8c72178bc76a791c, 0x6574220c23e5b6cc,
    0x8a65dbc1cc35fe5a, 0x554e727d129be6a3, 0xb116bba59a18123a, 0xefcb3800a61a66d5, 0xaf444bdcaaab2f6b};

// The highest bits of an encoded point.
constexpr std::uint8_t kCompressed = 0x80;
constexpr std::uint8_t kInfinite = 0x40;
constexpr std::uint8_t kLargerHalf = 0x20;
constexpr std::uint8_t kFlags = kCompressed | kInfinite | kLargerHalf;

Fp four() {
  const Fp two = Fp::one() + Fp::one();
  return two + two;
}

// The curve's equation: y^2 = x^3 + 4, and for G2 4 (1 + u).
Fp constant_of(const Fp&) { return four(); }
Fp2 constant_of(const Fp2&) { return {four(), four()}; }

std::optional<Fp> parse_number(ByteView bytes, const Fp&) { return Fp::parse(bytes); }
std::optional<Fp2> parse_number(ByteView bytes, const Fp2&) {
  const auto c1 = Fp::parse(bytes.first(Fp::kBytes));
  const auto c0 = Fp::parse(bytes.subspan(Fp::kBytes));
  return c0 && c1 ? std::optional(Fp2{*c0, *c1}) : std::nullopt;
}

void write_number(const Fp& value, std::span<std::uint8_t> out) { value.write(out.first<Fp::kBytes>()); }
void write_number(const Fp2& value, std::span<std::uint8_t> out) {
  value.c1.write(out.first<Fp::kBytes>());
  value.c0.write(out.subspan<Fp::kBytes, Fp::kBytes>());
}

template <typename F>
std::optional<Affine<F>> parse_point(ByteView encoded, std::size_t size) {
  if (encoded.size() != size) return std::nullopt;
  Bytes bytes(encoded.begin(), encoded.end());
  const std::uint8_t flags = bytes[0] & kFlags;
  bytes[0] &= static_cast<std::uint8_t>(~kFlags);
  if ((flags & kCompressed) == 0) return std::nullopt;
  if ((flags & kInfinite) != 0) {
    const bool only_zeros = std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
    return only_zeros && (flags & kLargerHalf) == 0 ? std::optional(Affine<F>{}) : std::nullopt;
  }
  const auto x = parse_number(bytes, F{});
  const auto y = x ? (*x * *x * *x + constant_of(*x)).root() : std::nullopt;
  if (!y) return std::nullopt;
  const bool larger = (flags & kLargerHalf) != 0;
  const Affine<F> point{*x, y->is_larger_half() == larger ? *y : -*y, false};
  return multiple(point, kOrder).infinite ? std::optional(point) : std::nullopt;
}

template <typename Encoded, typename F>
Encoded encode_point(const Affine<F>& point) {
  Encoded out{};
  if (point.infinite) {
    out[0] = kCompressed | kInfinite;
    return out;
  }
  write_number(point.x, out);
  out[0] |= kCompressed;
  if (point.y.is_larger_half()) out[0] |= kLargerHalf;
  return out;
}

// The coefficients of a number in Fp12, the highest first.
template <typename Value>
auto coefficients(Value& value) {
  return std::array{&value.c1.c2.c1, &value.c1.c2.c0, &value.c1.c1.c1, &value.c1.c1.c0,
                    &value.c1.c0.c1, &value.c1.c0.c0, &value.c0.c2.c1, &value.c0.c2.c0,
                    &value.c0.c1.c1, &value.c0.c1.c0, &value.c0.c0.c1, &value.c0.c0.c0};
}

Fp12 embedded(const Fp& value) { return {{{value, {}}, {}, {}}, {}}; }
Fp12 embedded(const Fp2& value) { return {{value, {}, {}}, {}}; }

// From the curve over Fp2 to the one over Fp12: x / w^2, y / w^3.
Affine<Fp12> untwisted(const Affine<Fp2>& point) {
  const Fp12 w{{}, Fp6::one()};
  const Fp12 square = w * w;
  return {embedded(point.x) * square.inverse(), embedded(point.y) * (square * w).inverse(), false};
}

// Adds `step` to `at`, and gives the value at `p` of the line between them. There is always one, for points of prime
// order are never one another's negatives on this way.
Fp12 line_and_add(Affine<Fp12>& at, const Affine<Fp12>& step, const Affine<Fp12>& p) {
  const auto line = slope(at, step);
  NSL_CHECK(line.has_value());
  const Fp12 value = p.y - at.y - *line * (p.x - at.x);
  at = along(at, step, *line);
  return value;
}

// To the power of 3 (p^12 - 1) / r: first p^6 - 1, then p^2 + 1, then the rest.
Fp12 final_exponentiation(const Fp12& value) {
  const Fp12 first = value.conjugate() * value.inverse();
  const Fp12 second = power(first, kPrimeSquared) * first;
  return power(second, kHardPart);
}

}  // namespace

std::optional<BlsScalar> BlsScalar::parse(ByteView bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  BlsScalar out;
  for (std::size_t i = 0; i < kBytes; ++i) out.words_[3 - i / 8] |= Word{bytes[i]} << (i % 8 * 8);
  return std::ranges::lexicographical_compare(out.words_, kOrder) ? std::optional(out) : std::nullopt;
}

BlsG1 BlsG1::generator() {
  const auto bytes = from_hex(
      "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb");
  return *parse(*bytes);
}

std::optional<BlsG1> BlsG1::parse(ByteView bytes) {
  const auto point = parse_point<Fp>(bytes, kBytes);
  return point ? std::optional(BlsG1(*point)) : std::nullopt;
}

BlsG1::Encoded BlsG1::encode() const { return encode_point<Encoded>(point_); }

BlsG2 BlsG2::generator() {
  const auto bytes = from_hex(
      "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
      "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8");
  return *parse(*bytes);
}

std::optional<BlsG2> BlsG2::parse(ByteView bytes) {
  const auto point = parse_point<Fp2>(bytes, kBytes);
  return point ? std::optional(BlsG2(*point)) : std::nullopt;
}

BlsG2::Encoded BlsG2::encode() const { return encode_point<Encoded>(point_); }

std::optional<BlsGt> BlsGt::parse(ByteView bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  Fp12 value;
  for (auto* coefficient : coefficients(value)) {
    const auto number = Fp::parse(bytes.first(Fp::kBytes));
    if (!number) return std::nullopt;
    *coefficient = *number;
    bytes = bytes.subspan(Fp::kBytes);
  }
  if (value.is_zero() || !(power(value, kOrder) == Fp12::one())) return std::nullopt;
  return BlsGt(value);
}

BlsGt::Encoded BlsGt::encode() const {
  Encoded out;
  std::span<std::uint8_t> rest = out;
  for (const auto* coefficient : coefficients(value_)) {
    coefficient->write(rest.first<Fp::kBytes>());
    rest = rest.subspan(Fp::kBytes);
  }
  return out;
}

// The optimal ate pairing (Vercauteren, 2010): Miller's loop over the bits of the parameter.
BlsGt pairing(const BlsG1& a, const BlsG2& b) {
  if (a.point().infinite || b.point().infinite) return BlsGt(Fp12::one());
  const Affine<Fp12> p{embedded(a.point().x), embedded(a.point().y), false};
  const auto q = untwisted(b.point());
  Fp12 value = Fp12::one();
  auto at = q;
  for (int bit = 62; bit >= 0; --bit) {
    value = value * value * line_and_add(at, at, p);
    if ((kParameter >> bit & 1U) != 0) value = value * line_and_add(at, q, p);
  }
  return BlsGt(final_exponentiation(value.conjugate()));  // conjugate: the parameter is negative
}

}  // namespace nsl::crypto
