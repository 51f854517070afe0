#include "storage/migration.h"

#include "base/bytes.h"
#include "base/check.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "storage/connection.h"

#include <fmt/format.h>

#include <array>

namespace nsl::storage {
namespace {

struct Applied {
  std::int64_t number = 0;
  std::string name;
  std::string digest;
};

// Over the text before a dialect is applied: the same in every database.
std::string digest_of(const Migration& migration) {
  std::string text;
  for (const std::string_view statement : migration.statements) text.append(statement).push_back('\0');
  return to_hex(crypto::sha256(as_bytes(text)));
}

Result<std::vector<Applied>> read_applied(Connection& connection) {
  NSL_TRY(const auto tables,
          connection.select_integer(
              "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"));
  std::vector<Applied> applied;
  if (tables == 0) return applied;
  constexpr std::array kTypes{ColumnType::kInteger, ColumnType::kText, ColumnType::kText};
  NSL_TRY_VOID(connection.select("SELECT number, name, digest FROM schema_migrations ORDER BY number", {}, kTypes,
                                 [&](std::span<Slot> row) {
                                   Applied& step = applied.emplace_back();
                                   take(row[0], step.number);
                                   take(row[1], step.name);
                                   take(row[2], step.digest);
                                 }));
  return applied;
}

Status apply(Connection& connection, const Migration& migration, WallTime now) {
  for (const std::string_view statement : migration.statements) {
    NSL_TRY_VOID(connection.execute_once(in_dialect(statement, kSqliteDialect)));
  }
  const std::string digest = digest_of(migration);
  NSL_TRY_VOID(connection.execute(
      "INSERT INTO schema_migrations (number, name, digest, applied_us) VALUES (:number, :name, :digest, :now)",
      std::array<Value, 4>{migration.number, migration.name, digest, now}));
  return connection.commit();
}

}  // namespace

std::string in_dialect(std::string_view sql, const Dialect& dialect) {
  const std::array<std::pair<std::string_view, std::string_view>, 3> words{
      {{"{integer}", dialect.integer}, {"{table}", dialect.table}, {"{keyed_table}", dialect.keyed_table}}};
  std::string text(sql);
  for (const auto& [word, replacement] : words) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + replacement.size())) {
      text.replace(at, word.size(), replacement);
    }
  }
  return text;
}

Result<std::uint32_t> applied_migrations(Connection& connection, std::span<const Migration> migrations) {
  NSL_TRY(const auto applied, read_applied(connection));
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Applied& step = applied[i];
    if (i >= migrations.size()) {
      return fail(ErrorCode::kStorageFailed,
                  fmt::format("The database is at schema {}, which is newer than this program's {}. Start the version "
                              "of the program that made it, or a newer one.",
                              applied.back().number, migrations.size()));
    }
    if (step.number != migrations[i].number || step.digest != digest_of(migrations[i])) {
      return fail(ErrorCode::kStorageFailed,
                  fmt::format("Step {} ({}) of the database's schema is not the one this program knows. It was made by "
                              "an altered program: start that one, or restore a copy.",
                              step.number, step.name));
    }
  }
  return static_cast<std::uint32_t>(applied.size());
}

Status migrate(Connection& connection, std::span<const Migration> migrations, const Clock& clock) {
  NSL_TRY(const auto done, applied_migrations(connection, migrations));
  if (done < migrations.size()) {
    NSL_TRY_VOID(connection.execute_once(
        in_dialect("CREATE TABLE IF NOT EXISTS schema_migrations (number {integer} PRIMARY KEY, name TEXT NOT NULL, "
                   "digest TEXT NOT NULL, applied_us {integer} NOT NULL) {table}",
                   kSqliteDialect)));
  }
  for (const Migration& migration : migrations.subspan(done)) {
    NSL_TRY_VOID(connection.begin_write());
    if (auto status = apply(connection, migration, clock.wall()); !status) {
      connection.roll_back();
      return status;
    }
    log::info("database schema changed", {{"step", migration.number}, {"name", migration.name}});
  }
  return {};
}

}  // namespace nsl::storage
