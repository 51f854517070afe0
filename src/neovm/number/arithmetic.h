#pragma once
// Arithmetic with the integers of NeoVM, from -2^255 to 2^255-1.
//
// An operation whose exact result does not fit gives nullopt, and so does what has no result (division by zero). The
// machine faults then. Division truncates and a remainder has the sign of the dividend, as in C and in Neo's nodes.

#include "neo/types/integer.h"

#include <cstdint>
#include <optional>

namespace nsl::neovm {

using neo::Integer;

inline constexpr std::size_t kIntegerLimbs = std::tuple_size_v<Integer::Limbs>;

inline bool is_zero(const Integer& a) { return a == Integer{}; }
std::size_t byte_size(const Integer& a);  // of a.bytes(), without making them
std::optional<std::int32_t> as_int32(const Integer& a);

std::optional<Integer> add(const Integer& a, const Integer& b);
std::optional<Integer> subtract(const Integer& a, const Integer& b);
std::optional<Integer> multiply(const Integer& a, const Integer& b);
std::optional<Integer> divide(const Integer& dividend, const Integer& divisor);
std::optional<Integer> remainder(const Integer& dividend, const Integer& divisor);
std::optional<Integer> negate(const Integer& a);
std::optional<Integer> absolute(const Integer& a);
Integer sign(const Integer& a);  // -1, 0 or 1

std::optional<Integer> power(const Integer& base, std::uint32_t exponent);
std::optional<Integer> square_root(const Integer& a);  // rounded down; nullopt for a negative number

// (a * b) mod modulus with the product in full.
std::optional<Integer> multiply_modulo(const Integer& a, const Integer& b, const Integer& modulus);
// base^exponent mod modulus; for the exponent -1 the inverse of base, which is positive.
std::optional<Integer> power_modulo(const Integer& base, const Integer& exponent, const Integer& modulus);

std::optional<Integer> shift_left(const Integer& a, std::uint32_t bits);
Integer shift_right(const Integer& a, std::uint32_t bits);  // rounds down, also below zero

Integer bit_and(const Integer& a, const Integer& b);
Integer bit_or(const Integer& a, const Integer& b);
Integer bit_xor(const Integer& a, const Integer& b);
Integer bit_not(const Integer& a);

}  // namespace nsl::neovm
