// What somebody who can write to the database can do: nothing that is not noticed.

#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace nsl::vault {
namespace {

using ::testing::AnyOf;
using testing::VaultFixture;

class Integrity : public ::testing::Test, protected VaultFixture {
 protected:
  Integrity() : Integrity(VaultOptions{}) {}
  explicit Integrity(VaultOptions options) : VaultFixture(std::move(options)) {
    EXPECT_TRUE(put("KEY", "first"));
    EXPECT_TRUE(put("KEY", "second"));
    EXPECT_TRUE(put("OTHER", "other"));
    EXPECT_TRUE(put(bob, "KEY", "bob's"));
  }

  // One bit of what stands in a column; of a number one of the lowest eight.
  void flip(const std::string& table, const std::string& column, const std::string& where, std::uint32_t which) {
    const std::string type = text("SELECT typeof(" + column + ") FROM " + table + where);
    std::string other = "1";  // in place of NULL
    if (type == "integer") {
      const std::string bit = std::to_string(1u << (which % 8));
      other = "(" + column + " | " + bit + ") - (" + column + " & " + bit + ")";
    } else if (type == "text") {
      auto bytes = from_hex(text("SELECT lower(hex(" + column + ")) FROM " + table + where)).value();
      if (bytes.empty()) bytes.push_back('a');
      else bytes[which / 8 % bytes.size()] ^= static_cast<std::uint8_t>(1u << (which % 7));
      other = "CAST(x'" + to_hex(bytes) + "' AS TEXT)";
    }
    tamper("UPDATE " + table + " SET " + column + " = " + other + where);
  }

  bool verifies() { return vault->verify(operator_).has_value(); }

  // Every column of a row whose content decides something: its name, and SQL for another value of the same type.
  void expect_noticed(const std::string& table, const std::string& where, const std::vector<std::string>& columns) {
    for (const std::string& column : columns) {
      SCOPED_TRACE(table + "." + column);
      const std::string copy = "CREATE TEMP TABLE before AS SELECT * FROM " + table;
      // A text gets its first character changed, a number its lowest bit, NULL becomes a number.
      const std::string other = "CASE WHEN " + column + " IS NULL THEN 1 WHEN typeof(" + column +
                                ") = 'integer' THEN " + column + " + 1 ELSE CASE WHEN substr(" + column +
                                ",1,1) = 'A' THEN 'B' ELSE 'A' END || substr(" + column + ",2) END";
      const std::string old_type = text("SELECT typeof(" + column + ") FROM " + table + " WHERE " + where);
      const std::string old = text("SELECT CAST(" + column + " AS TEXT) FROM " + table + " WHERE " + where);
      tamper("UPDATE " + table + " SET " + column + " = " + other + " WHERE " + where);
      EXPECT_FALSE(verifies());
      EXPECT_NE(read("KEY"), "second") << "a changed row was used";
      const std::string back = old_type == "null" ? "NULL" : old_type == "integer" ? old : "'" + old + "'";
      tamper("UPDATE " + table + " SET " + column + " = " + back + " WHERE " + where);
      EXPECT_TRUE(verifies()) << "not put back";
    }
  }
};

TEST_F(Integrity, AChangeInAnyColumnOfASecretIsNoticedAndNotUsed) {
  expect_noticed("secrets", "owner = 'alice' AND name = 'KEY'",
                 {"description", "tags", "labels", "state", "current", "latest", "revision", "keep", "created_us",
                  "updated_us", "expires_us", "used_us", "mac"});
}

TEST_F(Integrity, AChangeInAnyColumnOfAVersionIsNoticedAndNotUsed) {
  expect_noticed(
      "secret_versions", "secret = (SELECT id FROM secrets WHERE owner = 'alice' AND name = 'KEY') AND number = 2",
      {"state", "owner_key", "value_bytes", "created_us", "created_by", "key_id", "wrapped", "value_digest", "mac"});
}

TEST_F(Integrity, AChangedValueIsNoticedAndNotUsed) {
  expect_noticed("secret_values",
                 "secret = (SELECT id FROM secrets WHERE owner = 'alice' AND name = 'KEY') AND number = 2", {"value"});
}

TEST_F(Integrity, AChangeInAnyColumnOfAKeyIsNoticed) {
  restart();
  for (const char* column :
       {"owner", "number", "id", "state", "root", "uses", "to_move", "created_us", "wrapped", "mac"}) {
    SCOPED_TRACE(column);
    const std::string where = " WHERE owner = 'alice'";
    const bool is_text = text("SELECT typeof(" + std::string(column) + ") FROM vault_keys" + where) == "text";
    const std::string old = text("SELECT CAST(" + std::string(column) + " AS TEXT) FROM vault_keys" + where);
    const std::string serial = text("SELECT CAST(serial AS TEXT) FROM vault_keys" + where);
    tamper("UPDATE vault_keys SET " + std::string(column) + (is_text ? " = 'x'" : " = 77") + where);
    EXPECT_FALSE(verifies());
    EXPECT_EQ(read("KEY"), "vault_damaged");
    tamper("UPDATE vault_keys SET " + std::string(column) + " = " + (is_text ? "'" + old + "'" : old) +
           " WHERE serial = " + serial);
    EXPECT_TRUE(verifies());
  }
  EXPECT_EQ(read("KEY"), "second");
}

TEST_F(Integrity, ValuesThatWereSwappedDoNotOpen) {
  const std::string alice_key = text("SELECT id FROM secrets WHERE owner = 'alice' AND name = 'KEY'");
  const std::string bob_key = text("SELECT id FROM secrets WHERE owner = 'bob'");
  const std::string alices = text("SELECT value FROM secret_values WHERE number = 1 AND secret = '" + alice_key + "'");
  const std::string bobs = text("SELECT value FROM secret_values WHERE secret = '" + bob_key + "'");
  tamper("UPDATE secret_values SET value = '" + bobs + "' WHERE number = 1 AND secret = '" + alice_key + "'");
  tamper("UPDATE secret_values SET value = '" + alices + "' WHERE secret = '" + bob_key + "'");
  EXPECT_EQ(read(alice, "KEY", 1), "vault_damaged");
  EXPECT_EQ(read(bob, "KEY"), "vault_damaged");
  EXPECT_FALSE(verifies());
}

// One place of an encrypted text.
struct Cell {
  std::string table;
  std::string column;
  std::string where;
};

TEST_F(Integrity, AnyTwoEncryptedTextsThatWereSwappedAreNoticedAndNotUsed) {
  std::vector<Cell> cells;
  const auto collect = [&](const std::string& table, const std::string& column, const std::string& where) {
    auto transaction = database->read();
    const auto found =
        transaction->query<std::string>("SELECT " + where + " FROM " + table + " WHERE " + column + " <> ''");
    for (const std::string& row : found.value()) cells.push_back({table, column, row});
  };
  collect("vault_seals", "sealed", "'root = ' || root");
  collect("vault_keys", "wrapped", "'serial = ' || serial");
  collect("secret_versions", "wrapped", "'number = ' || number || ' AND secret = ''' || secret || ''''");
  collect("secret_values", "value", "'number = ' || number || ' AND secret = ''' || secret || ''''");
  ASSERT_EQ(cells.size(), 1u + 3u + 4u + 4u);
  const auto content = [&](const Cell& cell) {
    return text("SELECT " + cell.column + " FROM " + cell.table + " WHERE " + cell.where);
  };
  const auto set = [&](const Cell& cell, const std::string& to) {
    tamper("UPDATE " + cell.table + " SET " + cell.column + " = '" + to + "' WHERE " + cell.where);
  };
  for (std::size_t a = 0; a < cells.size(); ++a) {
    for (std::size_t b = a + 1; b < cells.size(); ++b) {
      SCOPED_TRACE(cells[a].table + " " + cells[a].where + " and " + cells[b].table + " " + cells[b].where);
      const std::string first = content(cells[a]), second = content(cells[b]);
      set(cells[a], second);
      set(cells[b], first);
      ASSERT_FALSE(verifies());
      ASSERT_THAT(read("KEY"), AnyOf("second", "vault_damaged"));
      ASSERT_THAT(read("OTHER"), AnyOf("other", "vault_damaged"));
      ASSERT_THAT(read(bob, "KEY"), AnyOf("bob's", "vault_damaged"));
      set(cells[a], first);
      set(cells[b], second);
    }
  }
  EXPECT_TRUE(verifies());
}

TEST_F(Integrity, AFlippedBitInAnyColumnOfAnyRowIsNoticed) {
  std::mt19937 random(20'261'122);  // the same every time
  for (const std::string table :
       {"vault_state", "vault_root_keys", "vault_seals", "vault_keys", "secrets", "secret_versions", "secret_values"}) {
    auto reading = database->read();
    const auto columns = reading->query<std::string>("SELECT name FROM pragma_table_info('" + table + "')").value();
    ASSERT_TRUE(reading->commit());
    const std::int64_t rows = number("SELECT COUNT(*) FROM " + table);
    const std::string mark = table == "secret_values" ? "value" : "mac";
    for (std::int64_t row = 0; row < rows; ++row) {
      for (const std::string& column : columns) {
        SCOPED_TRACE(table + "." + column);
        tamper("CREATE TABLE flipped AS SELECT * FROM " + table);
        const std::string of_row =
            " WHERE " + mark + " = '" +
            text("SELECT " + mark + " FROM flipped ORDER BY " + mark + " LIMIT 1 OFFSET " + std::to_string(row)) + "'";
        flip(table, column, of_row, random());
        EXPECT_FALSE(verifies());
        tamper("DELETE FROM " + table);
        tamper("INSERT INTO " + table + " SELECT * FROM flipped");
        tamper("DROP TABLE flipped");
      }
    }
  }
  EXPECT_TRUE(verifies());
}

TEST_F(Integrity, RowsMovedToAnotherOwnerOrNameAreNotUsed) {
  tamper("UPDATE secrets SET name = 'MINE' WHERE owner = 'alice' AND name = 'OTHER'");
  EXPECT_EQ(read(alice, "MINE"), "vault_damaged");
  tamper("UPDATE secrets SET owner = 'mallory', name = 'KEY2' WHERE owner = 'alice' AND name = 'MINE'");
  EXPECT_EQ(read({.owner = "mallory", .actor = "m"}, "KEY2"), "vault_damaged");
  EXPECT_FALSE(verifies());
}

TEST_F(Integrity, ARowThatWasRemovedIsNoticedByVerify) {
  const std::string id = text("SELECT id FROM secrets WHERE owner = 'bob'");
  tamper("DELETE FROM secret_versions WHERE secret = '" + id + "'");
  EXPECT_FALSE(verifies());
  tamper("DELETE FROM secrets WHERE id = '" + id + "'");
  EXPECT_FALSE(verifies());
}

TEST_F(Integrity, AnOlderRowPutBackIsNoticedByVerify) {
  // The row as it was: everything in it is authentic, so only the sum over all rows can tell.
  const std::string where = "WHERE owner = 'alice' AND name = 'KEY'";
  const auto remembered = [&](const std::string& column) {
    return text("SELECT CAST(" + column + " AS TEXT) FROM secrets " + where);
  };
  const std::string current = remembered("current"), latest = remembered("latest"), revision = remembered("revision"),
                    updated = remembered("updated_us"), mac = remembered("mac");
  ASSERT_TRUE(secrets->roll_back(alice, "KEY", 1, {}));
  ASSERT_TRUE(verifies());
  tamper("UPDATE secrets SET current = " + current + ", latest = " + latest + ", revision = " + revision +
         ", updated_us = " + updated + ", mac = '" + mac + "' " + where);
  const auto found = vault->verify(operator_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kVaultDamaged);
  EXPECT_EQ(observer.last().action, Action::kVerify);
  EXPECT_EQ(observer.last().refused, ErrorCode::kVaultDamaged);
}

TEST_F(Integrity, AChangedStateRowStopsEverything) {
  tamper("UPDATE vault_state SET epoch = epoch + 1");
  EXPECT_FALSE(verifies());
  EXPECT_FALSE(put("NEW", "v"));
  start();
  EXPECT_EQ(unseal().error().code, ErrorCode::kVaultDamaged);
  EXPECT_EQ(vault->status()->state, VaultState::kRefused);
}

// The whole database put back to an older copy.
class Anchored : public ::testing::Test {
 protected:
  Anchored() {
    char pattern[] = "/tmp/nsl-anchor-XXXXXX";
    NSL_CHECK(mkdtemp(pattern) != nullptr);
    place_ = pattern;
    fixture_.emplace(VaultOptions{.anchor_file = place_ / "anchor"});
    NSL_CHECK(fixture_->put("KEY", "old").has_value());
  }
  ~Anchored() override {
    fixture_.reset();
    std::filesystem::remove_all(place_);
  }

  void close() {
    fixture_->secrets.reset();
    fixture_->vault.reset();
    fixture_->database.reset();
  }
  std::filesystem::path database_file() const { return fixture_->folder.file("nsl.db"); }

  std::filesystem::path place_;
  std::optional<VaultFixture> fixture_;
};

TEST_F(Anchored, AnOlderCopyOfTheDatabaseIsRefused) {
  close();
  std::filesystem::copy_file(database_file(), place_ / "copy");
  fixture_->restart();
  ASSERT_TRUE(fixture_->put("KEY", "new"));
  close();
  for (const char* companion : {"-wal", "-shm"}) std::filesystem::remove(database_file().string() + companion);
  std::filesystem::copy_file(place_ / "copy", database_file(), std::filesystem::copy_options::overwrite_existing);
  fixture_->start();
  const auto refused = fixture_->unseal();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kVaultDamaged);
  EXPECT_NE(refused.error().message.find("older copy"), std::string::npos);
  EXPECT_EQ(fixture_->vault->status()->state, VaultState::kRefused);
  EXPECT_EQ(fixture_->read("KEY"), "vault_sealed");
}

TEST_F(Anchored, AMissingChangedOrForeignAnchorIsRefused) {
  const auto anchor = place_ / "anchor";
  std::filesystem::copy_file(anchor, place_ / "kept");
  std::filesystem::remove(anchor);
  fixture_->start();
  EXPECT_FALSE(fixture_->unseal());
  std::filesystem::copy_file(place_ / "kept", anchor);
  fixture_->start();
  EXPECT_TRUE(fixture_->unseal());
  std::string text;
  std::getline(std::ifstream(anchor), text);
  text[text.find(' ', 15) + 1] = '9';  // another epoch
  std::ofstream(anchor) << text << "\n";
  fixture_->start();
  EXPECT_FALSE(fixture_->unseal());
}

TEST_F(Anchored, AnAnchorThatLagsBehindACrashIsAccepted) {
  const auto anchor = place_ / "anchor";
  std::filesystem::copy_file(anchor, place_ / "before");
  ASSERT_TRUE(fixture_->put("KEY", "new"));
  std::filesystem::copy_file(place_ / "before", anchor, std::filesystem::copy_options::overwrite_existing);
  fixture_->restart();
  EXPECT_EQ(fixture_->read("KEY"), "new");
}

}  // namespace
}  // namespace nsl::vault
