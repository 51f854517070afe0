#include "base/units.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <span>

namespace nsl {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr Unit kByteUnits[] = {{"GiB", 1u << 30}, {"MiB", 1u << 20}, {"KiB", 1u << 10}, {"GB", 1'000'000'000},
                               {"MB", 1'000'000}, {"kB", 1'000},     {"B", 1},          {"", 1}};
constexpr Unit kTimeUnits[] = {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000},
                               {"s", 1'000'000},      {"ms", 1'000},        {"us", 1}};

Result<std::uint64_t> parse(std::string_view text, std::span<const Unit> units, std::string_view example) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("\"{}\" is not an amount; write it like {}", text, example));
  }
  std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (name.starts_with(' ')) name.remove_prefix(1);
  for (const Unit& unit : units) {
    if (name != unit.name) continue;
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number > kMost / unit.factor) break;
    return number * unit.factor;
  }
  return fail(ErrorCode::kInvalidArgument,
              fmt::format("\"{}\" has no unit that is known, or is too large; write it like {}", text, example));
}

std::string shortest(std::uint64_t amount, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (amount != 0 && amount % unit.factor == 0) return fmt::format("{} {}", amount / unit.factor, unit.name);
  }
  return fmt::format("0 {}", units.back().name);
}

}  // namespace

Result<ByteCount> parse_byte_count(std::string_view text) {
  NSL_TRY(const std::uint64_t bytes, parse(text, kByteUnits, "32MiB or 512KiB"));
  return ByteCount{bytes};
}

std::string to_string(ByteCount count) {
  static constexpr Unit kShown[] = {{"GiB", 1u << 30}, {"MiB", 1u << 20}, {"KiB", 1u << 10}, {"B", 1}};
  return shortest(count.bytes, kShown);
}

Result<std::chrono::microseconds> parse_duration(std::string_view text) {
  NSL_TRY(const std::uint64_t us, parse(text, kTimeUnits, "200ms, 5s or 15m"));
  return std::chrono::microseconds{us};
}

std::string to_string(std::chrono::microseconds duration) {
  return shortest(static_cast<std::uint64_t>(duration.count()), kTimeUnits);
}

}  // namespace nsl
