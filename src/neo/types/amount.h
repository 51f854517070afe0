#pragma once
// Amounts of tokens. A chain counts in the smallest unit of a token; people write decimals. JSON carries either as
// text, because numbers of JavaScript are exact to 2^53 only.

#include "base/error.h"
#include "neo/types/integer.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::neo {

// Neo's contracts give decimals as a number without a bound; above this no amount could be shown.
inline constexpr unsigned kDecimalsMax = 64;

// "1.5" with 8 decimals is 150000000. No exponent, no sign but minus, no digits below the smallest unit (which would be
// lost silently otherwise).
Result<Integer> parse_amount(std::string_view text, unsigned decimals);

// The shortest exact form: "1.5", "0.00000001", "100".
std::string format_amount(const Integer& amount, unsigned decimals);

// An amount of GAS in datoshi (1 GAS = 10^8), the type of fees. May be negative. Arithmetic that would overflow gives
// nothing rather than something wrong.
class Fixed8 {
 public:
  static constexpr unsigned kDecimals = 8;

  constexpr Fixed8() = default;
  static constexpr Fixed8 datoshi(std::int64_t value) { return Fixed8(value); }
  static constexpr Fixed8 gas(std::int32_t whole) { return Fixed8(std::int64_t{whole} * 100'000'000); }

  static Result<Fixed8> parse(std::string_view gas);             // "1.5"
  static Result<Fixed8> parse_datoshi(std::string_view digits);  // "150000000", as in JSON-RPC

  constexpr std::int64_t datoshi() const { return datoshi_; }
  std::string text() const { return format_amount(datoshi_, kDecimals); }
  std::string datoshi_text() const { return std::to_string(datoshi_); }

  std::optional<Fixed8> plus(Fixed8 other) const;
  std::optional<Fixed8> minus(Fixed8 other) const;
  std::optional<Fixed8> times(std::int64_t factor) const;

  auto operator<=>(const Fixed8&) const = default;

 private:
  constexpr explicit Fixed8(std::int64_t value) : datoshi_(value) {}
  std::int64_t datoshi_ = 0;
};

}  // namespace nsl::neo
