#include "crypto/random.h"

#include "crypto/constant_time.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace nsl::crypto {
namespace {

Bytes take(DeterministicRandom& random, std::size_t length) {
  Bytes out(length, 0xcc);
  random.fill(out);
  return out;
}

// Computed with `openssl enc -aes-256-ctr`. This value is part of the recorded format: it never changes.
TEST(DeterministicRandom, GivesTheDocumentedStream) {
  Seed seed;
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
  DeterministicRandom random(seed);
  EXPECT_EQ(to_hex(take(random, 48)),
            "f29000b62a499fd0a9f39a6add2e7780f05d76ae4ab99fe5a6f69b3148c2363d0ebcb5deb52c83bd08a8a935182c9199");
}

TEST(DeterministicRandom, DoesNotDependOnHowTheStreamIsCut) {
  DeterministicRandom whole(Seed{1});
  DeterministicRandom cut(Seed{1});
  const auto expected = take(whole, 1000);
  Bytes pieces;
  for (std::size_t length = 0; pieces.size() < expected.size(); length = (length + 7) % 37) {
    const auto piece = take(cut, std::min(length, expected.size() - pieces.size()));
    pieces.insert(pieces.end(), piece.begin(), piece.end());
  }
  EXPECT_EQ(pieces, expected);
}

TEST(DeterministicRandom, StartsAgainFromAnotherSeed) {
  DeterministicRandom random(Seed{1});
  const auto first = take(random, 33);
  random.restart(Seed{2});
  EXPECT_NE(take(random, 33), first);
  random.restart(Seed{1});
  EXPECT_EQ(take(random, 33), first);
}

TEST(RandomBytes, FillsTheWholeRange) {
  // Longer than what getrandom promises in one call. A byte stays zero with a chance of 1 in 256, 64 of them never.
  Bytes bytes(100'000);
  random_bytes(bytes);
  EXPECT_FALSE(std::ranges::all_of(ByteView(bytes).last(64), [](std::uint8_t byte) { return byte == 0; }));
  random_bytes({});
  EXPECT_NE(random_seed(), random_seed());
}

TEST(ConstantTimeEqual, ComparesContentAndLength) {
  EXPECT_TRUE(constant_time_equal(as_bytes("token"), as_bytes("token")));
  EXPECT_TRUE(constant_time_equal({}, {}));
  EXPECT_FALSE(constant_time_equal(as_bytes("token"), as_bytes("tokem")));
  EXPECT_FALSE(constant_time_equal(as_bytes("token"), as_bytes("toke")));
  EXPECT_FALSE(constant_time_equal({}, as_bytes("t")));
}

}  // namespace
}  // namespace nsl::crypto
