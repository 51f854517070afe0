#include "storage/wal_sync.h"

#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>
#include <vector>

namespace nsl::storage {
namespace {

TEST(WalSync, TellsWhenThereIsNoFileAndFindsItLater) {
  const testing::TemporaryFolder folder;
  WalSync wal(folder.file("wal"));
  const Status missing = wal.sync();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kStorageFailed);
  EXPECT_THAT(missing.error().message, ::testing::HasSubstr("wal"));
  {
    std::ofstream(folder.file("wal")) << "content";
  }
  EXPECT_TRUE(wal.sync());
}

TEST(WalSync, TellsWhenTheFileCannotBeSynced) {
  WalSync wal("/dev/null");
  EXPECT_FALSE(wal.sync()) << "a device without a disk";
  EXPECT_FALSE(wal.sync()) << "and a failure answers nobody";
}

TEST(WalSync, OneAfterTheOtherEachSyncs) {
  const testing::TemporaryFolder folder;
  {
    std::ofstream(folder.file("wal")) << "content";
  }
  WalSync wal(folder.file("wal"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(wal.sync());
  EXPECT_EQ(wal.syncs(), 3u);
}

TEST(WalSync, ManyAtOnceAreAllServedByFewerSyncs) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  const testing::TemporaryFolder folder;
  {
    std::ofstream(folder.file("wal")) << "content";
  }
  WalSync wal(folder.file("wal"));
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) EXPECT_TRUE(wal.sync());
      });
    }
  }
  EXPECT_GE(wal.syncs(), 1u);
  EXPECT_LE(wal.syncs(), std::uint64_t{kThreads} * kEach);
}

}  // namespace
}  // namespace nsl::storage
