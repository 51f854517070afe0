#pragma once
// Runs another program to its end and collects what it writes.

#include "base/error.h"
#include "base/units.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace nsl::app {

struct Command {
  std::filesystem::path program{};       // absolute, or with a slash; PATH is not searched
  std::vector<std::string> arguments{};  // without the program's name
  std::filesystem::path folder{};        // to run in
  std::chrono::milliseconds timeout{60'000};
  ByteCount output_max = 32_MiB;  // of stdout and of stderr
};

struct Completed {
  int exit_code = 0;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

// Standard input is empty. A program that is too slow or writes too much is killed: kUnavailable. Blocks.
Result<Completed> run_program(const Command& command);

}  // namespace nsl::app
