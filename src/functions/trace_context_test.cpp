#include "functions/trace_context.h"

#include <gtest/gtest.h>

namespace nsl::functions {
namespace {

constexpr std::string_view kTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::string_view kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string changed(std::size_t at, std::string_view to) { return std::string(kParent).replace(at, to.size(), to); }

TEST(TraceContext, IgnoresWhatIsNone) {
  EXPECT_EQ(trace_from(""), "");
  EXPECT_EQ(trace_from(kParent.substr(1)), "");
  EXPECT_EQ(trace_from(std::string(kParent) + "-"), "") << "version 00 ends there";
  EXPECT_EQ(trace_from(std::string(kParent) + "0"), "");
  EXPECT_EQ(trace_from(changed(0, "ff")), "");
  EXPECT_EQ(trace_from(changed(0, "0x")), "");
  EXPECT_EQ(trace_from(changed(3, std::string(32, '0'))), "");
  EXPECT_EQ(trace_from(changed(36, std::string(16, '0'))), "");
  for (const std::size_t hyphen : {2, 35, 52}) EXPECT_EQ(trace_from(changed(hyphen, "_")), "") << hyphen;
  for (const std::size_t digit : {3, 34, 36, 51, 53, 54}) {
    for (const char* bad : {"G", "A", " ", "\n", "-", "\xff"}) EXPECT_EQ(trace_from(changed(digit, bad)), "") << digit;
  }
  EXPECT_EQ(trace_from(std::string(16'384, '0')), "");
}

TEST(TraceContext, KeepsTraceAndFlagAndHasASpanOfItsOwn) {
  const std::string trace = trace_from(kParent);
  EXPECT_EQ(trace_id_of(trace), kTraceId);
  EXPECT_TRUE(trace.starts_with("00-" + std::string(kTraceId) + "-"));
  EXPECT_TRUE(trace.ends_with("-01"));
  EXPECT_NE(trace, kParent);
  EXPECT_TRUE(trace_from(changed(53, "00")).ends_with("-00"));
  EXPECT_TRUE(trace_from(changed(53, "fe")).ends_with("-00")) << "flags that mean nothing are not passed on";
}

TEST(TraceContext, OfLaterVersionsTakesWhatItKnows) {
  EXPECT_EQ(trace_id_of(trace_from("cc" + std::string(kParent.substr(2)) + "-what-comes-later")), kTraceId);
  EXPECT_EQ(trace_from("cc" + std::string(kParent.substr(2)) + ".what"), "");
}

TEST(TraceContext, EveryChildHasAnotherSpan) {
  const std::string trace = trace_from(kParent);
  const std::string child = child_of(trace);
  EXPECT_EQ(trace_id_of(child), kTraceId);
  EXPECT_NE(child, trace);
  EXPECT_NE(child, child_of(trace));
  EXPECT_EQ(child_of(""), "");
  EXPECT_EQ(trace_id_of(""), "");
}

}  // namespace
}  // namespace nsl::functions
