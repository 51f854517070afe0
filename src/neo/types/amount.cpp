#include "neo/types/amount.h"

#include "base/check.h"

#include <algorithm>

namespace nsl::neo {

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::unexpected<Error> no_amount() {
  return fail(ErrorCode::kInvalidArgument, "This is no amount. Write digits, and a point before decimals: 12 or 1.5.");
}

}  // namespace

Result<Integer> parse_amount(std::string_view text, unsigned decimals) {
  if (decimals > kDecimalsMax) return fail(ErrorCode::kInvalidArgument, "The token has too many decimals.");
  const bool negative = text.starts_with('-');
  const auto unsigned_text = text.substr(negative ? 1 : 0);
  const auto point = unsigned_text.find('.');
  const auto whole = unsigned_text.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view() : unsigned_text.substr(point + 1);
  if (!all_digits(whole) || (point != std::string_view::npos && !all_digits(fraction))) return no_amount();
  if (fraction.size() > decimals) {
    return fail(ErrorCode::kInvalidArgument,
                "The amount has more than " + std::to_string(decimals) + " decimals, which is all this token has.");
  }
  std::string digits(whole);
  digits += fraction;
  digits.append(decimals - fraction.size(), '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (negative && digits != "0") digits.insert(0, 1, '-');
  return Integer::parse(digits);
}

std::string format_amount(const Integer& amount, unsigned decimals) {
  NSL_CHECK(decimals <= kDecimalsMax);
  auto digits = amount.decimal();
  const bool negative = digits.starts_with('-');
  if (negative) digits.erase(0, 1);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  auto fraction = digits.substr(digits.size() - decimals);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  auto out = (negative ? "-" : "") + digits.substr(0, digits.size() - decimals);
  return fraction.empty() ? out : out + "." + fraction;
}

Result<Fixed8> Fixed8::parse(std::string_view gas) {
  NSL_TRY(const auto amount, parse_amount(gas, kDecimals));
  const auto value = amount.as_int64();
  if (!value) return fail(ErrorCode::kInvalidArgument, "The amount of GAS is larger than any there can be.");
  return Fixed8(*value);
}

Result<Fixed8> Fixed8::parse_datoshi(std::string_view digits) {
  NSL_TRY(const auto amount, Integer::parse(digits));
  const auto value = amount.as_int64();
  if (!value) return fail(ErrorCode::kInvalidArgument, "The amount of GAS is larger than any there can be.");
  return Fixed8(*value);
}

std::optional<Fixed8> Fixed8::plus(Fixed8 other) const {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(datoshi_, other.datoshi_, &sum)) return std::nullopt;
  return Fixed8(sum);
}

std::optional<Fixed8> Fixed8::minus(Fixed8 other) const {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(datoshi_, other.datoshi_, &difference)) return std::nullopt;
  return Fixed8(difference);
}

std::optional<Fixed8> Fixed8::times(std::int64_t factor) const {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(datoshi_, factor, &product)) return std::nullopt;
  return Fixed8(product);
}

}  // namespace nsl::neo
