#include "base/log.h"

#include "base/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace nsl {
namespace {

constexpr std::string_view kTime = "2026-01-01T00:00:00.000Z";

TEST(Log, AJsonLineIsOneObjectWhateverTheFieldsHold) {
  const std::string line = log::format_line(log::Format::kJson, kTime, log::Level::kWarn, "it \"broke\"",
                                            {{"text", "a\nb\x1b[2J\xff"},
                                             {"count", 3},
                                             {"large", std::numeric_limits<std::int64_t>::min()},
                                             {"ratio", 0.5},
                                             {"nan", std::numeric_limits<double>::quiet_NaN()},
                                             {"ok", true}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto parsed = json::parse(line).value().as_object();
  EXPECT_EQ(parsed.at("time").as_string(), kTime);
  EXPECT_EQ(parsed.at("level").as_string(), "warn");
  EXPECT_EQ(parsed.at("message").as_string(), "it \"broke\"");
  EXPECT_EQ(parsed.at("count").as_int64(), 3);
  EXPECT_EQ(parsed.at("large").as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parsed.at("ratio").as_double(), 0.5);
  EXPECT_TRUE(parsed.at("nan").is_null());
  EXPECT_TRUE(parsed.at("ok").as_bool());
}

TEST(Log, ATextLineCannotBeForgedByAField) {
  const std::string line = log::format_line(log::Format::kText, kTime, log::Level::kInfo, "call",
                                            {{"name", "x\nfake line"}, {"escape", "\x1b[2J"}, {"plain", "hello"}});
  EXPECT_EQ(line, "2026-01-01T00:00:00.000Z info  call name=\"x\\nfake line\" escape=\"\\u001b[2J\" plain=hello");
}

TEST(Log, LevelsBelowTheChosenOneAreOff) {
  EXPECT_FALSE(log::enabled(log::Level::kDebug));
  EXPECT_TRUE(log::enabled(log::Level::kInfo));
  log::configure(log::Level::kOff, log::Format::kJson);
  EXPECT_FALSE(log::enabled(log::Level::kError));
  log::configure(log::Level::kInfo, log::Format::kJson);
}

}  // namespace
}  // namespace nsl
