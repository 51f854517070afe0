// Tests here start real sandbox workers, which are this program too.
#include "engine/worker_process.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  if (const auto status = nsl::engine::run_if_worker(argc, argv)) return *status;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
