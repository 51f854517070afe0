#pragma once
// Points of y^2 = x^3 + b over any of the fields, in affine coordinates. Private to src/crypto.

#include "crypto/bls12_381/field.h"

namespace nsl::crypto::bls {

template <typename F>
struct Affine {
  F x;
  F y;
  bool infinite = true;

  bool operator==(const Affine& other) const {
    return infinite == other.infinite && (infinite || (x == other.x && y == other.y));
  }
  Affine operator-() const { return {x, -y, infinite}; }
};

// The slope of the line through two points, of the tangent when they are one. nullopt: it is vertical, or there is none.
template <typename F>
std::optional<F> slope(const Affine<F>& a, const Affine<F>& b) {
  if (a.infinite || b.infinite) return std::nullopt;
  if (!(a.x == b.x)) return (b.y - a.y) * (b.x - a.x).inverse();
  if (!(a.y == b.y) || a.y.is_zero()) return std::nullopt;
  const F square = a.x * a.x;
  return (square + square + square) * (a.y + a.y).inverse();
}

// The third point of the line, mirrored.
template <typename F>
Affine<F> along(const Affine<F>& a, const Affine<F>& b, const F& slope) {
  const F x = slope * slope - a.x - b.x;
  return {x, slope * (a.x - x) - a.y, false};
}

template <typename F>
Affine<F> operator+(const Affine<F>& a, const Affine<F>& b) {
  if (a.infinite) return b;
  if (b.infinite) return a;
  const auto line = slope(a, b);
  return line ? along(a, b, *line) : Affine<F>{};
}

template <typename F>
Affine<F> multiple(const Affine<F>& point, Exponent times) {
  Affine<F> out;
  for (const Word word : times) {
    for (int bit = 63; bit >= 0; --bit) {
      out = out + out;
      if ((word >> bit & 1U) != 0) out = out + point;
    }
  }
  return out;
}

}  // namespace nsl::crypto::bls
