// The service's schema. Add a step at the end; never change one that has been released.
//
// Ids are TEXT (fn_..., ex_...) and sort by time of creation. Times are microseconds since 1970.

#include "storage/migration.h"

namespace nsl::storage {
namespace {

const Migration kFunctions{
    1, "functions", {
        // A removed function keeps its row, because its executions can still be read.
        R"(CREATE TABLE functions (
             id TEXT PRIMARY KEY,
             name TEXT NOT NULL,
             active_version {integer} NOT NULL,
             latest_version {integer} NOT NULL,
             created_us {integer} NOT NULL,
             updated_us {integer} NOT NULL,
             removed_us {integer}
           ) {keyed_table})",
        "CREATE UNIQUE INDEX functions_by_name ON functions (name) WHERE removed_us IS NULL",
        "CREATE INDEX functions_in_use ON functions (id) WHERE removed_us IS NULL",

        // The same text is stored once, however many versions and functions have it. Not a keyed table: that would
        // drag megabytes of text through the inner pages of its tree.
        "CREATE TABLE code_texts (hash TEXT PRIMARY KEY, text TEXT NOT NULL) {table}",

        R"(CREATE TABLE function_versions (
             function TEXT NOT NULL REFERENCES functions (id),
             number {integer} NOT NULL,
             hash TEXT NOT NULL,
             code_hash TEXT NOT NULL REFERENCES code_texts (hash),
             code_bytes {integer} NOT NULL,
             file_name TEXT NOT NULL,
             settings TEXT NOT NULL,
             description TEXT NOT NULL,
             note TEXT NOT NULL,
             created_us {integer} NOT NULL,
             PRIMARY KEY (function, number)
           ) {keyed_table})",
        "CREATE UNIQUE INDEX function_versions_by_hash ON function_versions (function, hash)",
    }};

}  // namespace

std::span<const Migration> schema() {
  static const std::vector<Migration> all{kFunctions};
  return all;
}

}  // namespace nsl::storage
