#pragma once
// How functions and versions lie in the database. For registry.cpp.

#include "base/error.h"
#include "functions/types.h"
#include "storage/row.h"

#include <cstdint>
#include <string>

namespace nsl::functions {

struct FunctionRow {
  std::int64_t key = 0;
  std::string id;
  std::string owner;
  std::string name;
  std::int64_t active_version = 0;
  std::int64_t latest_version = 0;
  std::int64_t created_us = 0;
  std::int64_t updated_us = 0;
};
BOOST_DESCRIBE_STRUCT(FunctionRow, (), (key, id, owner, name, active_version, latest_version, created_us, updated_us))

struct VersionRow {
  std::int64_t function = 0;  // key
  std::int64_t number = 0;
  std::string hash;
  std::string code_hash;
  std::int64_t code_bytes = 0;
  std::string file_name;
  std::string settings;
  std::string description;
  std::string note;
  std::int64_t created_us = 0;
};
BOOST_DESCRIBE_STRUCT(VersionRow, (),
                      (function, number, hash, code_hash, code_bytes, file_name, settings, description, note,
                       created_us))

// kStorageFailed when a row is not one that we wrote.
Result<Function> to_function(FunctionRow row);
Result<Version> to_version(VersionRow row, const Function& function);
FunctionRow to_row(const Function& function);

}  // namespace nsl::functions
