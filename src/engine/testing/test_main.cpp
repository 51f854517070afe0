// main() of the engine's tests: worker pools start this program again as their worker.
#include "base/log.h"
#include "engine/worker_process.h"

#include <gtest/gtest.h>

#include <cstdlib>

int main(int argc, char** argv) {
  if (const auto status = nsl::engine::run_if_worker(argc, argv)) return *status;
  nsl::log::configure(std::getenv("NSL_TEST_LOG") ? nsl::log::Level::kInfo : nsl::log::Level::kOff, nsl::log::Format::kText);  // many tests cause warnings on purpose
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
