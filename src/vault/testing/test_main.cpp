// Tests here start the processes that talk to tokens and TPMs, which are this program too.
#include "vault/provider_process.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  if (const auto status = nsl::vault::run_if_provider_process(argc, argv)) return *status;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
