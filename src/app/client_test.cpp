#include "app/client.h"

#include "app/console.h"
#include "app/describe.h"
#include "app/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::app {
namespace {

using testing::HasSubstr;

net::ClientResponse problem(int status, std::string body) {
  return {.status = status, .headers = {{"request-id", "req_1"}}, .body = std::move(body)};
}

TEST(Failures, KeepTheExitCodeForEachKindOfAnswer) {
  const auto exit = [](int status) { return failure_from_reply(problem(status, ""), "cannot").exit; };
  EXPECT_EQ(exit(400), Exit::kFailed);
  EXPECT_EQ(exit(401), Exit::kDenied);
  EXPECT_EQ(exit(403), Exit::kDenied);
  EXPECT_EQ(exit(404), Exit::kNotFound);
  EXPECT_EQ(exit(422), Exit::kFailed);
  EXPECT_EQ(exit(429), Exit::kUnavailable);
  EXPECT_EQ(exit(500), Exit::kFailed);
  EXPECT_EQ(exit(503), Exit::kUnavailable);
}

TEST(Failures, SayWhatTheProblemDocumentSays) {
  const auto failure = failure_from_reply(
      problem(422, R"({"title":"A value","detail":"two things are wrong","code":"invalid_argument",)"
                   R"("errors":[{"pointer":"/limits/cpu_us","detail":"is too small"},{"detail":"and more"}]})"),
      "cannot deploy x");
  EXPECT_EQ(failure.what, "cannot deploy x");
  EXPECT_EQ(failure.why, "two things are wrong\n/limits/cpu_us: is too small\nand more");
  EXPECT_EQ(failure.code, "invalid_argument");
  EXPECT_EQ(failure.request_id, "req_1");
}

TEST(Failures, DoWithoutAProblemDocument) {
  for (const char* body : {"", "<html>", "[]", "3", R"({"detail":7})"}) {
    EXPECT_THAT(failure_from_reply(problem(502, body), "cannot").why, HasSubstr("status 502")) << body;
  }
}

TEST(PercentEncoding, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encoded("a-b_c.d~9"), "a-b_c.d~9");
  EXPECT_EQ(percent_encoded("../x?y=\xC3\xA4"), "..%2Fx%3Fy%3D%C3%A4");
}

TEST(Input, IsCheckedBeforeItIsSent) {
  EXPECT_THAT(read_input("{name:1}").error().message, HasSubstr("single quotes"));
  EXPECT_THAT(read_input("@/no/such/file").error().message, HasSubstr("/no/such/file"));
  EXPECT_EQ(read_input("").value(), "null");
  EXPECT_EQ(read_input(R"({"x":1})").value(), R"({"x":1})");
}

TEST(Table, HasColumnsAsWideAsTheyNeed) {
  EXPECT_EQ(format_table({{"NAME", "N"}, {"\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", "1"}, {"b", "22"}}),
            "NAME   N\n\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4  1\nb      22\n");
}

TEST(Description, OfAnExecutionNamesWhatItUsedAndWhyItFailed) {
  const auto execution = json::parse(
      R"({"id":"ex_1","function":"f","version":2,"status":"failed","error":{"code":"exception","message":"Error: no",)"
      R"("stack":"    at f.js:1:2"},"logs":[{"time":"t","level":"warn","message":"careful"}],"logs_dropped":3,)"
      R"("usage":{"cpu_us":1500,"memory_bytes":1024},"limits":{"cpu_us":1000000,"memory_bytes":2048}})");
  const std::string text = describe_execution(*execution, "");
  EXPECT_THAT(text, HasSubstr("cpu 1500 us of 1 s"));
  EXPECT_THAT(text, HasSubstr("memory 1 KiB of 2 KiB"));
  EXPECT_THAT(text, HasSubstr("Error: no\n    at f.js:1:2"));
  EXPECT_THAT(text, HasSubstr("warn   careful"));
  EXPECT_THAT(text, HasSubstr("3 more did not fit"));
}

}  // namespace
}  // namespace nsl::app
