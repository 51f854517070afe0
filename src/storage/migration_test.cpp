#include "storage/database.h"
#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace nsl::storage {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

const Migration kFirst{1, "notes", {"CREATE TABLE notes (id TEXT PRIMARY KEY) {keyed_table}"}};
const Migration kSecond{2, "size", {"ALTER TABLE notes ADD COLUMN size {integer}", "UPDATE notes SET size = 7"}};
const Migration kBroken{2, "broken", {"ALTER TABLE notes ADD COLUMN size {integer}", "UPDATE nothing SET size = 7"}};
const Migration kAltered{1, "notes", {"CREATE TABLE notes (id TEXT PRIMARY KEY, other TEXT) {keyed_table}"}};

class MigrationTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<Database>> open(const std::vector<Migration>& schema) {
    return Database::create(folder_.url(), {.schema = schema});
  }

  void make_with_one_note() {
    auto database = open({kFirst});
    auto transaction = (*database)->write(Durability::kOnDisk);
    ASSERT_TRUE(transaction->execute("INSERT INTO notes (id) VALUES ('kept')"));
    ASSERT_TRUE(transaction->commit());
  }

  bool copy_exists() const { return std::filesystem::exists(copy_); }

  TemporaryFolder folder_;
  std::string copy_ = folder_.file("nsl.db.before-schema-2");
};

TEST_F(MigrationTest, RefusesANewerSchemaAndLeavesItAlone) {
  {
    ASSERT_TRUE(open({kFirst, kSecond}));
  }
  const auto older = open({kFirst});
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, ErrorCode::kStorageFailed);
  EXPECT_THAT(older.error().message, HasSubstr("newer"));
  EXPECT_TRUE(open({kFirst, kSecond}));
}

TEST_F(MigrationTest, RefusesAStepThatWasAlteredAfterwards) {
  make_with_one_note();
  const auto altered = open({kAltered, kSecond});
  ASSERT_FALSE(altered);
  EXPECT_THAT(altered.error().message, HasSubstr("Step 1 (notes)"));
  EXPECT_FALSE(copy_exists());
}

TEST_F(MigrationTest, RefusesTheDatabaseOfAnotherProgram) {
  sqlite3* foreign = nullptr;
  ASSERT_EQ(sqlite3_open(folder_.file("nsl.db").c_str(), &foreign), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(foreign, "CREATE TABLE bookmarks (url TEXT)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(foreign);
  const auto database = open({kFirst});
  ASSERT_FALSE(database);
  EXPECT_THAT(database.error().message, HasSubstr("another program"));
}

TEST_F(MigrationTest, AFailedStepChangesNothing) {
  make_with_one_note();
  EXPECT_FALSE(open({kFirst, kBroken}));
  auto database = open({kFirst, kSecond});
  ASSERT_TRUE(database) << "the column of the failed attempt would be in the way";
}

TEST_F(MigrationTest, BringsAnOlderDatabaseUpToDateAndKeepsACopyOfIt) {
  make_with_one_note();
  {
    auto database = open({kFirst, kSecond});
    ASSERT_TRUE(database);
    EXPECT_EQ((*database)->read()->find<std::int64_t>("SELECT size FROM notes WHERE id = 'kept'").value(), 7);
  }
  ASSERT_TRUE(copy_exists());
  struct stat info{};
  ASSERT_EQ(stat(copy_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  auto copy = Database::create("sqlite:" + copy_, {.schema = std::vector<Migration>{kFirst}});
  ASSERT_TRUE(copy) << "the copy is a database of the older schema";
  EXPECT_EQ((*copy)->read()->find<std::string>("SELECT id FROM notes").value(), "kept");
}

TEST_F(MigrationTest, MakesNoCopyOfANewDatabaseNorOfOneThatIsUpToDate) {
  {
    ASSERT_TRUE(open({kFirst, kSecond}));
  }
  {
    ASSERT_TRUE(open({kFirst, kSecond}));
  }
  EXPECT_FALSE(copy_exists());
}

TEST_F(MigrationTest, ACopyLeftByAnInterruptedAttemptIsReplaced) {
  make_with_one_note();
  {
    std::ofstream(copy_) << "half a copy";
  }
  ASSERT_TRUE(open({kFirst, kSecond}));
  EXPECT_TRUE(Database::create("sqlite:" + copy_, {.schema = std::vector<Migration>{kFirst}}));
}

TEST(Schema, NumbersItsStepsWithoutGaps) {
  std::uint32_t expected = 0;
  for (const Migration& step : schema()) EXPECT_EQ(step.number, ++expected);
}

TEST(Schema, AppliesToAnEmptyDatabase) {
  const TemporaryFolder folder;
  {
    ASSERT_TRUE(Database::create(folder.url(), {}));
  }
  EXPECT_TRUE(Database::create(folder.url(), {})) << "and is recognised again";
}

TEST(Dialect, ReplacesItsWordsWhereverTheyStand) {
  EXPECT_EQ(in_dialect("CREATE TABLE t (a {integer}, b {integer}) {keyed_table}", kSqliteDialect),
            "CREATE TABLE t (a INTEGER, b INTEGER) STRICT, WITHOUT ROWID");
}

}  // namespace
}  // namespace nsl::storage
