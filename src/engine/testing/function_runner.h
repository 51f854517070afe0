#pragma once
// Test support: runs a module as a function in a real VM with the real prelude, and plays the world behind its host
// calls. Time is pretended: nothing waits.
//
// "timer" moves the clock by its delay. "fetch" takes 5 ms and answers 200 with the call itself as JSON:
// {"call": arguments, "body": text}. A request header "x-answer" holds the whole answer instead, "x-answer-body" its
// body; the host denied.test is refused.

#include "engine/builder.h"
#include "engine/execution.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace nsl::engine::testing {

struct Ran {
  std::optional<BuildFailure> refused;  // there was no execution
  Outcome outcome;
  std::vector<std::string> logs;        // "warn: text"
  std::vector<std::string> calls;       // "fetch {...}" in the order of their numbers
  bool pristine = false;                // the slot equalled its image after the restore
};

struct RunOptions {
  std::string input = "null";
  std::string file_name = "function.js";
  Limits limits;
  std::uint8_t seed = 1;                // each byte of the seed
};

// One thread. The base image is shared by all runners of the process.
class FunctionRunner {
 public:
  FunctionRunner();
  ~FunctionRunner();
  Ran run(std::string_view code, const RunOptions& options = {});

 private:
  VmThread thread_;
  std::shared_ptr<const BaseImage> base_;
  std::unique_ptr<Slot> slot_;
};

// The checks of a *.test.js file: what stands between the quotes of lines that begin with `check('`.
std::vector<std::string> checks_of(const std::filesystem::path& file);

std::string read_file(const std::filesystem::path& file);

}  // namespace nsl::engine::testing
