#pragma once
// NSL_CHECK: an assertion on our own invariants that stays on in release builds. Never used on outside input, which
// gets an Error instead.

namespace nsl {

// Prints the failed condition with its place to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace nsl

#define NSL_CHECK(condition) \
  do {                       \
    if (!(condition)) [[unlikely]] ::nsl::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
