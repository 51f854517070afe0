#include "app/subprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::app {
namespace {

using testing::HasSubstr;

Command shell(std::string script) {
  return {.program = "/bin/sh", .arguments = {"-c", std::move(script)}, .folder = "/"};
}

TEST(Subprocess, SaysWhenAProgramIsNotThere) {
  EXPECT_THAT(run_program({.program = "/no/such/program", .folder = "/"}).error().message,
              HasSubstr("/no/such/program"));
}

TEST(Subprocess, KillsAProgramThatIsTooSlowOrWritesTooMuch) {
  Command slow = shell("exec sleep 100");
  slow.timeout = std::chrono::milliseconds(50);
  EXPECT_THAT(run_program(slow).error().message, HasSubstr("takes too long"));
  Command loud = shell("exec yes");
  loud.output_max = 1_MiB;
  EXPECT_THAT(run_program(loud).error().message, HasSubstr("writes too much"));
}

TEST(Subprocess, GivesExitCodeAndBothOutputs) {
  const auto completed = run_program(shell("pwd; echo oops >&2; cat; exit 3")).value();
  EXPECT_EQ(completed.exit_code, 3);
  EXPECT_EQ(completed.out, "/\n");
  EXPECT_EQ(completed.err, "oops\n");
  EXPECT_EQ(run_program(shell("kill -9 $$"))->exit_code, 128 + 9);
}

}  // namespace
}  // namespace nsl::app
