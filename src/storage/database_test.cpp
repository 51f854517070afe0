#include "storage/database.h"

#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace nsl::storage {
namespace {

using ::testing::HasSubstr;
using std::literals::operator""s;
using testing::TemporaryFolder;

struct Note {
  std::string id;
  std::int64_t size = 0;
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, size, text))

const std::vector<Migration> kNotes{
    {1, "notes", {"CREATE TABLE notes (id TEXT PRIMARY KEY, size {integer} NOT NULL, text TEXT) {table}"}}};

class DatabaseTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<Database>> open(ByteCount size_max = {}) {
    return Database::create(folder_.url(), {.size_max = size_max, .schema = kNotes});
  }

  static Status put(Database& database, std::string_view id, std::string_view text,
                    Durability durability = Durability::kGrouped) {
    NSL_TRY(auto transaction, database.write(durability));
    NSL_TRY_VOID(
        transaction.execute("INSERT INTO notes (id, size, text) VALUES (:id, :size, :text)", id, text.size(), text));
    return transaction.commit();
  }

  static std::int64_t count(Database& database) {
    auto transaction = database.read();
    return transaction->find<std::int64_t>("SELECT COUNT(*) FROM notes").value().value();
  }

  void write_file(std::string_view content) const { std::ofstream(folder_.file("nsl.db")) << content; }

  TemporaryFolder folder_;
};

TEST_F(DatabaseTest, RefusesUrlsItDoesNotKnow) {
  for (const char* url :
       {"", "nsl.db", "sqlite:", "sqlite://host/nsl.db", "postgresql://localhost/nsl", "sqlite:a\"b"}) {
    const auto database = Database::create(url, {});
    ASSERT_FALSE(database) << url;
    EXPECT_EQ(database.error().code, ErrorCode::kInvalidArgument) << url;
  }
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabaseAndLeavesItAsItIs) {
  const std::string content(5000, 'x');
  write_file(content);
  const auto database = open();
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, ErrorCode::kStorageFailed);
  EXPECT_THAT(database.error().message, HasSubstr("is not a database"));
  std::ifstream file(folder_.file("nsl.db"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), content);
}

TEST_F(DatabaseTest, RefusesAFolderInPlaceOfAFileAndAFolderThatIsMissing) {
  std::filesystem::create_directory(folder_.file("nsl.db"));
  EXPECT_EQ(open().error().code, ErrorCode::kStorageFailed);
  const auto missing = Database::create("sqlite:" + folder_.file("nowhere/nsl.db"), {});
  EXPECT_EQ(missing.error().code, ErrorCode::kStorageFailed);
  EXPECT_THAT(missing.error().message, HasSubstr("nowhere"));
}

TEST_F(DatabaseTest, RefusesASecondOpeningWhileTheFirstLasts) {
  auto first = open();
  ASSERT_TRUE(first);
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("in use by another process"));
  first->reset();
  EXPECT_TRUE(open());
}

TEST_F(DatabaseTest, KeepsItsFilesFromOtherUsers) {
  write_file("");
  std::filesystem::permissions(folder_.file("nsl.db"), std::filesystem::perms(0644));
  auto database = open();
  ASSERT_TRUE(database);
  ASSERT_TRUE(put(**database, "a", "text"));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.file(""))) {
    ++files;
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(0077), std::filesystem::perms::none)
        << entry.path();
  }
  EXPECT_GE(files, 4) << "database, write-ahead log, shared memory, lock";
}

TEST_F(DatabaseTest, TakesAPathWithSpacesAndSigns) {
  const std::string name = folder_.file("a folder  with=signs; and 'quotes'");
  std::filesystem::create_directory(name);
  {
    ASSERT_TRUE(Database::create("sqlite://" + name + "/nsl.db", {}));
  }
  EXPECT_TRUE(std::filesystem::exists(name + "/nsl.db"));
}

TEST_F(DatabaseTest, ForgetsWhatIsNotCommitted) {
  auto database = open();
  {
    auto transaction = (*database)->write(Durability::kGrouped);
    ASSERT_TRUE(transaction->execute("INSERT INTO notes (id, size) VALUES ('a', 1)"));
  }
  EXPECT_EQ(count(**database), 0);
  EXPECT_TRUE(put(**database, "b", "")) << "and the writer is free again";
}

TEST_F(DatabaseTest, AFailedStatementEndsTheTransaction) {
  auto database = open();
  ASSERT_TRUE(put(**database, "a", "first"));
  auto transaction = (*database)->write(Durability::kGrouped);
  ASSERT_TRUE(transaction->execute("INSERT INTO notes (id, size) VALUES ('b', 1)"));
  const auto twice = transaction->execute("INSERT INTO notes (id, size) VALUES (:id, 1)", "a");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kConflict);
  EXPECT_FALSE(transaction->execute("INSERT INTO notes (id, size) VALUES ('c', 1)"));
  EXPECT_FALSE(transaction->find<std::int64_t>("SELECT COUNT(*) FROM notes"));
  EXPECT_EQ(transaction->commit().error().code, ErrorCode::kConflict);
  EXPECT_EQ(count(**database), 1) << "b went with it";
  EXPECT_FALSE(transaction->commit()) << "a second commit is refused";
}

TEST_F(DatabaseTest, AnErrorDoesNotTellWhatTheParametersWere) {
  auto database = open();
  ASSERT_TRUE(put(**database, "hunter2", "first"));
  const auto status = put(**database, "hunter2", "pass phrase");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, ::testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(status.error().message, ::testing::Not(HasSubstr("pass phrase")));
}

TEST_F(DatabaseTest, WrongSqlIsAnErrorOfOurs) {
  auto database = open();
  EXPECT_EQ((*database)->read()->find<std::int64_t>("SELECT nothing FROM nowhere").error().code, ErrorCode::kInternal);
  EXPECT_EQ(count(**database), 0) << "the connection is still good";
}

TEST_F(DatabaseTest, AReaderCannotWrite) {
  auto database = open();
  EXPECT_FALSE((*database)->read()->execute("DELETE FROM notes"));
}

TEST_F(DatabaseTest, GivesBackTextAndNumbersAsTheyWere) {
  auto database = open();
  const std::string odd = "zero\0quote'\"\\ \xF0\x9F\x98\x80 :name ?1 %s\n"s;
  const std::string large(3 << 20, 'z');
  {
    auto transaction = (*database)->write(Durability::kGrouped);
    const auto insert = insert_into<Note>("notes");
    ASSERT_TRUE(
        transaction->execute_with(insert, values_of(Note{"odd", std::numeric_limits<std::int64_t>::max(), odd})));
    ASSERT_TRUE(
        transaction->execute_with(insert, values_of(Note{"large", std::numeric_limits<std::int64_t>::min(), large})));
    ASSERT_TRUE(transaction->execute_with(insert, values_of(Note{"null", -1, std::nullopt})));
    ASSERT_TRUE(transaction->execute_with(insert, values_of(Note{"", 0, ""})));
    ASSERT_TRUE(transaction->commit());
  }
  const auto notes = (*database)->read()->query<Note>("SELECT " + columns<Note>() + " FROM notes ORDER BY id");
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 4u);
  EXPECT_EQ(notes->at(0).text, "");
  EXPECT_EQ(notes->at(1).text, large);
  EXPECT_EQ(notes->at(1).size, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(notes->at(2).text, std::nullopt);
  EXPECT_EQ(notes->at(3).text, odd);
  EXPECT_EQ(notes->at(3).size, std::numeric_limits<std::int64_t>::max());
}

TEST_F(DatabaseTest, TheSameStatementTakesNullAndValuesInTurn) {
  auto database = open();
  const std::vector<std::optional<std::string>> texts{"one", std::nullopt, "three", std::nullopt};
  std::int64_t size = 0;
  for (const auto& text : texts) {
    auto transaction = (*database)->write(Durability::kGrouped);
    ASSERT_TRUE(transaction->execute("INSERT INTO notes (id, size, text) VALUES (:id, :size, :text)",
                                     std::to_string(size), size, text));
    ASSERT_TRUE(transaction->commit());
    ++size;
  }
  const auto found = (*database)->read()->query<std::optional<std::string>>("SELECT text FROM notes ORDER BY id");
  EXPECT_EQ(found.value(), texts);
}

TEST_F(DatabaseTest, TellsHowManyRowsAStatementChanged) {
  auto database = open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(put(**database, id, "x"));
  auto transaction = (*database)->write(Durability::kGrouped);
  EXPECT_EQ(transaction->execute("UPDATE notes SET size = 9 WHERE id > :id", "a").value(), 2);
  EXPECT_EQ(transaction->execute("DELETE FROM notes WHERE id = :id", "nobody").value(), 0);
}

TEST_F(DatabaseTest, AReaderSeesOneStateWhileTheWriterGoesOn) {
  auto database = open();
  ASSERT_TRUE(put(**database, "a", "x"));
  auto reader = (*database)->read();
  EXPECT_EQ(reader->find<std::int64_t>("SELECT COUNT(*) FROM notes").value(), 1);
  ASSERT_TRUE(put(**database, "b", "x"));
  EXPECT_EQ(reader->find<std::int64_t>("SELECT COUNT(*) FROM notes").value(), 1);
  EXPECT_EQ(count(**database), 2) << "a new one sees the change";
}

TEST_F(DatabaseTest, AFullDatabaseRefusesChangesAndKeepsAnswering) {
  auto database = open(256_KiB);
  ASSERT_TRUE(database);
  const std::string text(10'000, 't');
  Status status;
  int stored = 0;
  while (status && stored < 100) {
    status = put(**database, std::to_string(stored), text);
    if (status) ++stored;
  }
  ASSERT_FALSE(status) << "100 rows of 10 kB do not fit";
  EXPECT_EQ(status.error().code, ErrorCode::kStorageFailed);
  EXPECT_THAT(status.error().message, HasSubstr("no room"));
  EXPECT_EQ(count(**database), stored) << "nothing is lost, nothing is there by half";
  {
    auto transaction = (*database)->write(Durability::kOnDisk);
    ASSERT_TRUE(transaction->execute("DELETE FROM notes WHERE id < '2'"));
    ASSERT_TRUE(transaction->commit());
  }
  EXPECT_TRUE(put(**database, "again", text)) << "once there is room it goes on";
}

TEST_F(DatabaseTest, DamageIsReportedAndDoesNotEndTheProgram) {
  {
    auto database = open();
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(put(**database, std::to_string(i), std::string(500, 'd')));
  }
  const std::string path = folder_.file("nsl.db");
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const std::string noise(static_cast<std::size_t>(std::filesystem::file_size(path)) - 4 * 4096, '\x5A');
    file.seekp(3 * 4096);  // behind the header and the schema
    file << noise;
  }
  auto database = open();
  ASSERT_TRUE(database) << "the damage is further back";
  const auto read = (*database)->read()->query<std::string>("SELECT text FROM notes");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kStorageFailed);
  EXPECT_THAT(read.error().message, HasSubstr("damaged"));
}

TEST_F(DatabaseTest, ManyThreadsReadAndWriteAtOnce) {
  auto opened = open();
  Database& database = **opened;
  constexpr int kThreads = 6;
  constexpr int kEach = 50;
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          if (!put(database, std::to_string(t * kEach + i), "x")) ++failures;
          if (count(database) <= 0) ++failures;
        }
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(count(database), kThreads * kEach);
}

}  // namespace
}  // namespace nsl::storage
