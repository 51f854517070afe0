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

std::string to_rfc3339(WallTime time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

}  // namespace nsl
