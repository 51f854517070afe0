#include "crypto/bls12_381/field.h"

#include <algorithm>

namespace nsl::crypto::bls {
namespace {

__extension__ using Double = unsigned __int128;
using Words = std::array<Word, Fp::kWords>;

// The prime, least significant word first, and what Montgomery's form needs: 2^384 and 2^768 modulo it, and the
// negated inverse of its last word modulo 2^64.
constexpr Words kPrime{0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624,
                       0x64774b84f38512bf, 0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a};
constexpr Words kOne{0x760900000002fffd, 0xebf4000bc40c0002, 0x5f48985753c758ba,
                     0x77ce585370525745, 0x5c071a97a256ec6d, 0x15f65ec3fa80e493};
constexpr Words kSquare{0xf4df1f341c341746, 0x0a76e6a609d104f1, 0x8de5476c4c95b6d5,
                        0x67eb88a9939d83c0, 0x9a793e85b519952d, 0x11988fe592cae3aa};
constexpr Word kNegatedInverse = 0x89f3fffcfffcfffd;

// Most significant word first: p - 2, (p + 1) / 4, (p - 3) / 4, (p - 1) / 2.
constexpr Words kInverseExponent{0x1a0111ea397fe69a, 0x4b1ba7b6434bacd7, 0x64774b84f38512bf,
                                 0x6730d2a0f6b0f624, 0x1eabfffeb153ffff, 0xb9feffffffffaaa9};
constexpr Words kRootExponent{0x0680447a8e5ff9a6, 0x92c6e9ed90d2eb35, 0xd91dd2e13ce144af,
                              0xd9cc34a83dac3d89, 0x07aaffffac54ffff, 0xee7fbfffffffeaab};
constexpr Words kQuarter{0x0680447a8e5ff9a6, 0x92c6e9ed90d2eb35, 0xd91dd2e13ce144af,
                         0xd9cc34a83dac3d89, 0x07aaffffac54ffff, 0xee7fbfffffffeaaa};
constexpr Words kHalf{0x0d0088f51cbff34d, 0x258dd3db21a5d66b, 0xb23ba5c279c2895f,
                      0xb39869507b587b12, 0x0f55ffff58a9ffff, 0xdcff7fffffffd555};

// a - b; whether it went below zero.
bool subtract(const Words& a, const Words& b, Words& out) {
  Word borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Double difference = Double{a[i]} - b[i] - borrow;
    out[i] = static_cast<Word>(difference);
    borrow = static_cast<Word>(difference >> 64) & 1U;
  }
  return borrow != 0;
}

// The sum fits: the prime has 381 bits.
Words add(const Words& a, const Words& b) {
  Words out;
  Word carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Double sum = Double{a[i]} + b[i] + carry;
    out[i] = static_cast<Word>(sum);
    carry = static_cast<Word>(sum >> 64);
  }
  return out;
}

Words reduced(const Words& value) {
  Words less;
  return subtract(value, kPrime, less) ? value : less;
}

// a * b / 2^384 modulo the prime (Montgomery's multiplication, word by word).
Words multiply(const Words& a, const Words& b) {
  std::array<Word, Fp::kWords + 2> sum{};
  for (const Word factor : a) {
    Word carry = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const Double wide = Double{factor} * b[i] + sum[i] + carry;
      sum[i] = static_cast<Word>(wide);
      carry = static_cast<Word>(wide >> 64);
    }
    Double top = Double{sum[6]} + carry;
    sum[6] = static_cast<Word>(top);
    sum[7] = static_cast<Word>(top >> 64);

    // A multiple of the prime that makes the last word zero, so that it can be dropped.
    const Word multiple = sum[0] * kNegatedInverse;
    carry = static_cast<Word>((Double{multiple} * kPrime[0] + sum[0]) >> 64);
    for (std::size_t i = 1; i < kPrime.size(); ++i) {
      const Double wide = Double{multiple} * kPrime[i] + sum[i] + carry;
      sum[i - 1] = static_cast<Word>(wide);
      carry = static_cast<Word>(wide >> 64);
    }
    top = Double{sum[6]} + carry;
    sum[5] = static_cast<Word>(top);
    sum[6] = sum[7] + static_cast<Word>(top >> 64);
  }
  Words out;
  std::copy_n(sum.begin(), out.size(), out.begin());
  return reduced(out);
}

constexpr Words kPlainOne{1, 0, 0, 0, 0, 0};

}  // namespace

Fp Fp::one() {
  Fp out;
  out.words_ = kOne;
  return out;
}

std::optional<Fp> Fp::parse(ByteView bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  Words plain{};
  for (std::size_t i = 0; i < kBytes; ++i) plain[(kBytes - 1 - i) / 8] |= Word{bytes[i]} << ((kBytes - 1 - i) % 8 * 8);
  Words ignored;
  if (!subtract(plain, kPrime, ignored)) return std::nullopt;
  Fp out;
  out.words_ = multiply(plain, kSquare);
  return out;
}

void Fp::write(std::span<std::uint8_t, kBytes> out) const {
  const Words plain = multiply(words_, kPlainOne);
  for (std::size_t i = 0; i < kBytes; ++i) {
    out[i] = static_cast<std::uint8_t>(plain[(kBytes - 1 - i) / 8] >> ((kBytes - 1 - i) % 8 * 8));
  }
}

bool Fp::is_larger_half() const {
  const Words plain = multiply(words_, kPlainOne);
  for (std::size_t i = 0; i < kWords; ++i) {
    const Word word = plain[kWords - 1 - i];
    if (word != kHalf[i]) return word > kHalf[i];
  }
  return false;
}

Fp Fp::operator+(const Fp& other) const {
  Fp out;
  out.words_ = reduced(add(words_, other.words_));
  return out;
}

Fp Fp::operator-(const Fp& other) const {
  Fp out;
  if (subtract(words_, other.words_, out.words_)) out.words_ = add(out.words_, kPrime);
  return out;
}

Fp Fp::operator*(const Fp& other) const {
  Fp out;
  out.words_ = multiply(words_, other.words_);
  return out;
}

Fp Fp::inverse() const { return power(*this, kInverseExponent); }

std::optional<Fp> Fp::root() const {
  const Fp out = power(*this, kRootExponent);  // p is 3 modulo 4
  return out * out == *this ? std::optional(out) : std::nullopt;
}

Fp2 Fp2::operator*(const Fp2& other) const {
  const Fp low = c0 * other.c0;
  const Fp high = c1 * other.c1;
  return {low - high, (c0 + c1) * (other.c0 + other.c1) - low - high};
}

Fp2 Fp2::inverse() const {
  const Fp norm = (c0 * c0 + c1 * c1).inverse();
  return {c0 * norm, -(c1 * norm)};
}

// Adj and Rodriguez-Henriquez, "Square root computation over even extension fields", algorithm 9.
std::optional<Fp2> Fp2::root() const {
  const Fp2 quarter = power(*this, kQuarter);
  const Fp2 candidate = quarter * *this;
  const Fp2 sign = quarter * candidate;
  const bool turned = sign == -Fp2::one();
  const Fp2 out = turned ? Fp2{-candidate.c1, candidate.c0} : power(sign + Fp2::one(), kHalf) * candidate;
  return out * out == *this ? std::optional(out) : std::nullopt;
}

Fp6 Fp6::operator*(const Fp6& other) const {
  return {c0 * other.c0 + (c1 * other.c2 + c2 * other.c1).times_residue(),
          c0 * other.c1 + c1 * other.c0 + (c2 * other.c2).times_residue(),
          c0 * other.c2 + c1 * other.c1 + c2 * other.c0};
}

Fp6 Fp6::inverse() const {
  const Fp2 t0 = c0 * c0 - (c1 * c2).times_residue();
  const Fp2 t1 = (c2 * c2).times_residue() - c0 * c1;
  const Fp2 t2 = c1 * c1 - c0 * c2;
  const Fp2 norm = (c0 * t0 + (c2 * t1 + c1 * t2).times_residue()).inverse();
  return {t0 * norm, t1 * norm, t2 * norm};
}

Fp12 Fp12::operator*(const Fp12& other) const {
  const Fp6 low = c0 * other.c0;
  const Fp6 high = c1 * other.c1;
  return {low + high.times_residue(), (c0 + c1) * (other.c0 + other.c1) - low - high};
}

Fp12 Fp12::inverse() const {
  const Fp6 norm = (c0 * c0 - (c1 * c1).times_residue()).inverse();
  return {c0 * norm, -(c1 * norm)};
}

}  // namespace nsl::crypto::bls
