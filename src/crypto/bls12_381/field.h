#pragma once
// The fields under the curve BLS12-381: Fp, and the tower Fp2 = Fp[u]/(u^2 + 1), Fp6 = Fp2[v]/(v^3 - (1 + u)),
// Fp12 = Fp6[w]/(w^2 - v). Private to src/crypto.
//
// Values only, no secrets: nothing here is in constant time.

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace nsl::crypto::bls {

using Word = std::uint64_t;

// Words of an exponent, the most significant first.
using Exponent = std::span<const Word>;

// A number modulo the prime, kept times 2^384 (Montgomery's form).
class Fp {
 public:
  static constexpr std::size_t kBytes = 48;
  static constexpr std::size_t kWords = 6;

  Fp() = default;  // zero
  static Fp one();
  // Big-endian; nullopt when it is not below the prime.
  static std::optional<Fp> parse(ByteView bytes);
  void write(std::span<std::uint8_t, kBytes> out) const;

  bool is_zero() const { return *this == Fp(); }
  bool is_larger_half() const;  // above (p - 1) / 2: the sign in encodings of points
  bool operator==(const Fp&) const = default;

  Fp operator+(const Fp& other) const;
  Fp operator-(const Fp& other) const;
  Fp operator*(const Fp& other) const;
  Fp operator-() const { return Fp() - *this; }
  Fp inverse() const;  // of zero: zero
  std::optional<Fp> root() const;

 private:
  std::array<Word, kWords> words_{};  // least significant first, below the prime
};

struct Fp2 {
  Fp c0;
  Fp c1;

  static Fp2 one() { return {Fp::one(), {}}; }
  bool is_zero() const { return *this == Fp2(); }
  bool is_larger_half() const { return c1.is_zero() ? c0.is_larger_half() : c1.is_larger_half(); }
  bool operator==(const Fp2&) const = default;

  Fp2 operator+(const Fp2& other) const { return {c0 + other.c0, c1 + other.c1}; }
  Fp2 operator-(const Fp2& other) const { return {c0 - other.c0, c1 - other.c1}; }
  Fp2 operator-() const { return {-c0, -c1}; }
  Fp2 operator*(const Fp2& other) const;
  Fp2 inverse() const;
  std::optional<Fp2> root() const;
  Fp2 times_residue() const { return {c0 - c1, c0 + c1}; }  // by 1 + u, of which v is the third root
};

struct Fp6 {
  Fp2 c0;
  Fp2 c1;
  Fp2 c2;

  static Fp6 one() { return {Fp2::one(), {}, {}}; }
  bool operator==(const Fp6&) const = default;

  Fp6 operator+(const Fp6& other) const { return {c0 + other.c0, c1 + other.c1, c2 + other.c2}; }
  Fp6 operator-(const Fp6& other) const { return {c0 - other.c0, c1 - other.c1, c2 - other.c2}; }
  Fp6 operator-() const { return {-c0, -c1, -c2}; }
  Fp6 operator*(const Fp6& other) const;
  Fp6 inverse() const;
  Fp6 times_residue() const { return {c2.times_residue(), c0, c1}; }  // by v, of which w is the second root
};

struct Fp12 {
  Fp6 c0;
  Fp6 c1;

  static Fp12 one() { return {Fp6::one(), {}}; }
  bool is_zero() const { return *this == Fp12(); }
  bool operator==(const Fp12&) const = default;

  Fp12 operator+(const Fp12& other) const { return {c0 + other.c0, c1 + other.c1}; }
  Fp12 operator-(const Fp12& other) const { return {c0 - other.c0, c1 - other.c1}; }
  Fp12 operator-() const { return {-c0, -c1}; }
  Fp12 operator*(const Fp12& other) const;
  Fp12 conjugate() const { return {c0, -c1}; }  // to the power of p^6
  Fp12 inverse() const;
};

template <typename F>
F power(const F& base, Exponent exponent) {
  F out = F::one();
  for (const Word word : exponent) {
    for (int bit = 63; bit >= 0; --bit) {
      out = out * out;
      if ((word >> bit & 1U) != 0) out = out * base;
    }
  }
  return out;
}

}  // namespace nsl::crypto::bls
