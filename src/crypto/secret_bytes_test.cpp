#include "crypto/secret_bytes.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace nsl::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);

TEST(SecretBytes, StartAsZerosEvenWhereOthersStoodBefore) {
  for (const std::size_t size : {1u, 64u, 65u, 512u, 4'096u, 5'000u}) {
    {
      auto used = SecretBytes::copy_of(Bytes(size, 0xff));
    }
    const SecretBytes fresh(size);
    EXPECT_TRUE(std::ranges::all_of(fresh.view(), [](std::uint8_t byte) { return byte == 0; })) << size;
  }
}

TEST(SecretBytes, AreWipedWhenTheyAreGivenBack) {
  // Pieces of an arena stay mapped, so that what is left there can be looked at.
  const std::uint8_t* place = nullptr;
  {
    const auto secret = SecretBytes::copy_of(as_bytes("marker-7f3a"));
    place = secret.view().data();
  }
  EXPECT_EQ(std::count(place, place + 11, std::uint8_t{0}), 11);
}

TEST(SecretBytes, AreWipedWhenTheyAreReplacedOrCut) {
  auto secret = SecretBytes::copy_of(as_bytes("first"));
  const std::uint8_t* first = secret.view().data();
  secret = SecretBytes::copy_of(as_bytes("second"));
  EXPECT_EQ(std::count(first, first + 5, std::uint8_t{0}), 5);
  secret.shrink(3);
  EXPECT_EQ(as_text(secret.view()), "sec");
  EXPECT_EQ(secret.view().data()[3], 0);
}

TEST(SecretBytes, MoveWithoutLeavingACopy) {
  auto from = SecretBytes::copy_of(as_bytes("secret"));
  const SecretBytes to = std::move(from);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): the promise
  EXPECT_EQ(as_text(to.view()), "secret");
  EXPECT_EQ(as_text(to.clone().view()), "secret");
}

TEST(SecretBytes, CanBeEmpty) {
  const SecretBytes none(0);
  EXPECT_TRUE(none.empty());
  EXPECT_TRUE(none.clone().empty());
}

TEST(SecretBytes, KeepTheirContentFromOtherThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&wrong, thread] {
      for (int i = 0; i < 500; ++i) {
        const Bytes content(static_cast<std::size_t>(1 + i % 700), static_cast<std::uint8_t>(thread + 1));
        const auto secret = SecretBytes::copy_of(content);
        if (!std::ranges::equal(secret.view(), content)) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

#ifndef NSL_SANITIZED
TEST(SecretBytes, WritingBeyondALargeOneEndsTheProgram) {
  EXPECT_DEATH(
      {
        SecretBytes secret(8'192);
        auto* bytes = const_cast<std::uint8_t volatile*>(secret.bytes().data());
        bytes[8'192 + 16] = 1;
      },
      "");
}
#endif

TEST(Wipe, LeavesNothingInTheRoomOfATextEither) {
  std::string text(100, 'x');
  text.resize(60);
  const char* place = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::count(place, place + 100, '\0'), 100);
}

TEST(SecretMemory, IsCounted) {
  const SecretBytes held(100'000);
  const auto memory = secret_memory();
  EXPECT_GE(memory.locked_bytes + memory.unlocked_bytes, 100'000u);
}

}  // namespace
}  // namespace nsl::crypto
