#pragma once
// Failure: why a command did not do what it was asked, in the three lines a person needs (what failed, why, what to
// do next), and the exit code a script needs.

#include "base/error.h"

#include <expected>
#include <string>

namespace nsl::app {

enum class Exit : int {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,  // the command line itself is wrong
  kNotFound = 3,
  kDenied = 4,       // no token, or not allowed
  kUnavailable = 6,  // no service there, or it cannot take the request now
};

struct Failure {
  Exit exit = Exit::kFailed;
  std::string what{};        // "cannot deploy examples/hello.js"
  std::string why{};         // one sentence, or several lines (a stack)
  std::string next{};        // a command or a thing to check; may be empty
  std::string code{};        // stable name of the problem; may be empty
  std::string request_id{};  // of the reply; empty when there was none
};

template <typename T>
using Outcome = std::expected<T, Failure>;

// The failure that an error of our own parts means.
Failure failure_from(const Error& error, std::string what);
Exit exit_for_status(int http_status);

}  // namespace nsl::app
