#include "crypto/argon2.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace nsl::crypto {
namespace {

constexpr Argon2Cost kCheap{.passes = 1, .memory = 8_KiB};

// What libsodium 1.0.18 gives: vaults that are stored rely on it staying so.
TEST(Argon2id, StaysTheFunctionThatStoredVaultsWereMadeWith) {
  Argon2Salt salt{};
  std::ranges::copy(std::string_view("somesaltsomesalt"), salt.begin());
  EXPECT_EQ(to_hex(argon2id(as_bytes("password"), salt, {.passes = 2, .memory = 64_MiB}, 32)->view()),
            "fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2");
}

TEST(Argon2id, IsTheSameForTheSameInputAndDiffersWithEachPartOfIt) {
  const Argon2Salt salt{1, 2, 3};
  const auto key = argon2id(as_bytes("correct horse"), salt, kCheap, 32);
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->view()), to_hex(argon2id(as_bytes("correct horse"), salt, kCheap, 32)->view()));
  EXPECT_NE(to_hex(key->view()), to_hex(argon2id(as_bytes("correct horsf"), salt, kCheap, 32)->view()));
  EXPECT_NE(to_hex(key->view()), to_hex(argon2id(as_bytes("correct horse"), {1, 2, 4}, kCheap, 32)->view()));
  EXPECT_NE(to_hex(key->view()),
            to_hex(argon2id(as_bytes("correct horse"), salt, {.passes = 2, .memory = 8_KiB}, 32)->view()));
  EXPECT_NE(to_hex(key->view()),
            to_hex(argon2id(as_bytes("correct horse"), salt, {.passes = 1, .memory = 16_KiB}, 32)->view()));
}

TEST(Argon2id, RefusesACostOutOfBounds) {
  for (const Argon2Cost cost : {Argon2Cost{.passes = 0}, Argon2Cost{.passes = kArgon2PassesMax + 1},
                                Argon2Cost{.memory = {8'191}}, Argon2Cost{.memory = {kArgon2MemoryMax.bytes + 1}}}) {
    EXPECT_EQ(argon2id(as_bytes("x"), {}, cost, 32).error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace nsl::crypto
