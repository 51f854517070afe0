#include "base/clock.h"

namespace nsl {
namespace {

class SystemClock final : public Clock {
 public:
  WallTime wall() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

void append_rfc3339(std::string& out, WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::milliseconds>(time - day)};
  char text[24];
  const auto digits = [&text](std::size_t at, std::size_t count, auto number) {
    auto rest = static_cast<std::uint64_t>(number);
    for (std::size_t i = at + count; i-- > at; rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
  };
  digits(0, 4, static_cast<int>(date.year()));
  text[4] = '-';
  digits(5, 2, static_cast<unsigned>(date.month()));
  text[7] = '-';
  digits(8, 2, static_cast<unsigned>(date.day()));
  text[10] = 'T';
  digits(11, 2, clock.hours().count());
  text[13] = ':';
  digits(14, 2, clock.minutes().count());
  text[16] = ':';
  digits(17, 2, clock.seconds().count());
  text[19] = '.';
  digits(20, 3, clock.subseconds().count());
  text[23] = 'Z';
  out.append(text, sizeof text);
}

namespace {

// Exactly `count` digits from `at`.
std::optional<unsigned> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  unsigned number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number;
}

// ".5" to 500,000; nothing to 0.
std::optional<unsigned> microseconds_in(std::string_view fraction) {
  if (fraction.empty()) return 0;
  if (fraction.front() != '.' || fraction.size() > 7) return std::nullopt;
  std::string padded(fraction.substr(1));
  if (padded.empty()) return std::nullopt;
  padded.resize(6, '0');
  return digits_at(padded, 0, 6);
}

}  // namespace

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
  if (text.size() < kForm.size() || text.back() != 'Z') return std::nullopt;
  for (const std::size_t mark : {4u, 7u, 10u, 13u, 16u}) {
    if (text[mark] != kForm[mark]) return std::nullopt;
  }
  const auto year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
  const auto hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2), second = digits_at(text, 17, 2);
  const auto fraction = microseconds_in(text.substr(19, text.size() - 20));
  if (!year || !month || !day || !hour || !minute || !second || !fraction) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return WallTime{std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
                  std::chrono::seconds(*second) + std::chrono::microseconds(*fraction)};
}

std::string to_rfc3339(WallTime time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

}  // namespace nsl
