// Tests here start the process that talks to a token, which is this program too.
#include "vault/providers/pkcs11.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  if (const auto status = nsl::vault::run_if_pkcs11_process(argc, argv)) return *status;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
