#pragma once
// Migrations: the schema as a list of numbered steps, each applied once, in order, never back. What has been applied
// is in the table schema_migrations, with a digest of its text, so that a step cannot be changed after it was released.

#include "base/clock.h"
#include "base/error.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::storage {

class Connection;

struct Migration {
  std::uint32_t number;  // 1, 2, 3 ... without gaps
  std::string_view name;
  // One SQL statement each, with the words of Dialect in braces.
  std::vector<std::string_view> statements;
};

// Where databases differ in how a table is declared: the words that replace {name} in a migration.
struct Dialect {
  std::string_view integer;      // {integer}: 64 bits
  std::string_view table;        // {table}: options after the closing bracket
  std::string_view keyed_table;  // {keyed_table}: the same for a table that is stored in the order of its key
};

inline constexpr Dialect kSqliteDialect{"INTEGER", "STRICT", "STRICT, WITHOUT ROWID"};

std::string in_dialect(std::string_view sql, const Dialect& dialect);

// The schema of the service.
std::span<const Migration> schema();

// How far a database is. kStorageFailed when it has steps that `migrations` does not have, or has them differently.
Result<std::uint32_t> applied_migrations(Connection& connection, std::span<const Migration> migrations);

// Applies what is missing, each step in a transaction of its own.
Status migrate(Connection& connection, std::span<const Migration> migrations, const Clock& clock);

}  // namespace nsl::storage
