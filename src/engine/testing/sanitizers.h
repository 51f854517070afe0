#pragma once
// What tests cannot ask of a build with sanitizers: they delay signals, so nothing can be stopped between two polls of
// the engine, and their runtimes make system calls that the sandbox of a worker forbids.

#include <gtest/gtest.h>

namespace nsl::engine::testing {

#ifdef NSL_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace nsl::engine::testing

#define NSL_SKIP_UNDER_SANITIZERS(why) \
  if (::nsl::engine::testing::kSanitized) GTEST_SKIP() << "skipped: not under sanitizers: " << (why)
