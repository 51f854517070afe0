#pragma once
// The pairing-friendly curve BLS12-381: its two groups of points, the group of the pairing, and the pairing. For Neo's
// CryptoLib and for checking proofs; nothing here is in constant time, so no secret belongs in it.
//
// Encodings are those of Zcash (draft-irtf-cfrg-pairing-friendly-curves, appendix C), compressed; an element of Gt is
// its twelve coefficients, the highest first. Whatever is not of the subgroup of prime order is refused. Thread-safe.
// Own code, because Debian 12 packages no library for this curve. Written for little code, not for speed: a parsed point
// costs some 18 ms, a pairing some 30 ms (2026-11, one core of the machine of docs/performance.md).

#include "crypto/bls12_381/curve.h"

namespace nsl::crypto {

// A number below the order of the groups.
class BlsScalar {
 public:
  static constexpr std::size_t kBytes = 32;
  // Little-endian, as Neo has it; nullopt when it is not below the order.
  static std::optional<BlsScalar> parse(ByteView bytes);

  bls::Exponent words() const { return words_; }

 private:
  std::array<bls::Word, 4> words_{};  // most significant first
};

class BlsG1 {
 public:
  static constexpr std::size_t kBytes = 48;
  using Encoded = std::array<std::uint8_t, kBytes>;

  static BlsG1 generator();
  static std::optional<BlsG1> parse(ByteView bytes);
  Encoded encode() const;

  bool operator==(const BlsG1&) const = default;
  BlsG1 operator+(const BlsG1& other) const { return BlsG1(point_ + other.point_); }
  BlsG1 operator-() const { return BlsG1(-point_); }
  BlsG1 operator*(const BlsScalar& times) const { return BlsG1(multiple(point_, times.words())); }

  const bls::Affine<bls::Fp>& point() const { return point_; }

 private:
  explicit BlsG1(const bls::Affine<bls::Fp>& point) : point_(point) {}
  bls::Affine<bls::Fp> point_;
};

class BlsG2 {
 public:
  static constexpr std::size_t kBytes = 96;
  using Encoded = std::array<std::uint8_t, kBytes>;

  static BlsG2 generator();
  static std::optional<BlsG2> parse(ByteView bytes);
  Encoded encode() const;

  bool operator==(const BlsG2&) const = default;
  BlsG2 operator+(const BlsG2& other) const { return BlsG2(point_ + other.point_); }
  BlsG2 operator-() const { return BlsG2(-point_); }
  BlsG2 operator*(const BlsScalar& times) const { return BlsG2(multiple(point_, times.words())); }

  const bls::Affine<bls::Fp2>& point() const { return point_; }

 private:
  explicit BlsG2(const bls::Affine<bls::Fp2>& point) : point_(point) {}
  bls::Affine<bls::Fp2> point_;
};

// Written as a sum, as the other two, though it is a product of numbers in Fp12.
class BlsGt {
 public:
  static constexpr std::size_t kBytes = 576;
  using Encoded = std::array<std::uint8_t, kBytes>;

  static std::optional<BlsGt> parse(ByteView bytes);
  Encoded encode() const;

  bool operator==(const BlsGt&) const = default;
  BlsGt operator+(const BlsGt& other) const { return BlsGt(value_ * other.value_); }
  BlsGt operator-() const { return BlsGt(value_.conjugate()); }  // in this subgroup the inverse
  BlsGt operator*(const BlsScalar& times) const { return BlsGt(power(value_, times.words())); }

 private:
  friend BlsGt pairing(const BlsG1& a, const BlsG2& b);
  explicit BlsGt(const bls::Fp12& value) : value_(value) {}
  bls::Fp12 value_;
};

// e(aP, bQ) is ab times e(P, Q).
BlsGt pairing(const BlsG1& a, const BlsG2& b);

}  // namespace nsl::crypto
