#include "audit/keys.h"

#include "storage/testing/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace nsl::audit {
namespace {

using storage::testing::TemporaryFolder;

TEST(AuditKeys, StayTheSameFromOneStartToTheNext) {
  const TemporaryFolder folder;
  const auto first = Keys::load_or_create(folder.file("audit.key"));
  const auto second = Keys::load_or_create(folder.file("audit.key"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)->public_key(), (*second)->public_key());
  EXPECT_EQ((*first)->value_hash("alice", as_bytes("v")), (*second)->value_hash("alice", as_bytes("v")));
}

TEST(AuditKeys, AreMadeForTheirOwnerOnly) {
  const TemporaryFolder folder;
  ASSERT_TRUE(Keys::load_or_create(folder.file("audit.key")));
  struct stat about{};
  ASSERT_EQ(stat(folder.file("audit.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(AuditKeys, AreRefusedWhenOthersCanReadThem) {
  const TemporaryFolder folder;
  ASSERT_TRUE(Keys::load_or_create(folder.file("audit.key")));
  ASSERT_EQ(chmod(folder.file("audit.key").c_str(), 0640), 0);
  const auto keys = Keys::load_or_create(folder.file("audit.key"));
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().code, ErrorCode::kInvalidArgument);
}

TEST(AuditKeys, AreNeverReplacedWhenTheFileIsDamaged) {
  const TemporaryFolder folder;
  for (const std::string_view content : {"", "\n", "abcd\n", "zz"}) {
    std::ofstream(folder.file("audit.key"), std::ios::trunc) << content;
    chmod(folder.file("audit.key").c_str(), 0600);
    EXPECT_FALSE(Keys::load_or_create(folder.file("audit.key"))) << content;
  }
}

TEST(AuditKeys, HashValuesSoThatOnlyEqualOnesOfOneOwnerAreEqual) {
  const auto keys = Keys::from_seed({1});
  const std::string hash = keys->value_hash("alice", as_bytes("swordfish"));
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(hash, keys->value_hash("alice", as_bytes("swordfish")));
  EXPECT_NE(hash, keys->value_hash("alice", as_bytes("swordfisi")));
  EXPECT_NE(hash, keys->value_hash("bob", as_bytes("swordfish")));
  EXPECT_NE(hash, Keys::from_seed({2})->value_hash("alice", as_bytes("swordfish")));
  EXPECT_NE(keys->value_hash("ab", as_bytes("c")), keys->value_hash("a", as_bytes("bc")));
}

TEST(AuditKeys, HaveAPublicTextThatLeadsBack) {
  const auto keys = Keys::from_seed({1});
  EXPECT_EQ(parse_key_text(key_text(keys->public_key())), keys->public_key());
  EXPECT_FALSE(parse_key_text(""));
  EXPECT_FALSE(parse_key_text(std::string(87, 'A')));
}

}  // namespace
}  // namespace nsl::audit
