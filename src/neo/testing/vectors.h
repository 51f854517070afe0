#pragma once
// Test support: walks the vectors of Neo, in whatever files they come.
//
// They are not part of this repository. They are looked for in $NSL_VECTORS/neo, or in ../shared/vectors/neo beside it.

#include "base/bytes.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::neo::testing {

std::filesystem::path vectors_folder();

// The whole file; a failure of the test when it cannot be read.
std::string read_file(const std::filesystem::path& path);

// One entry of a file's list.
class Vector {
 public:
  explicit Vector(const json::object& entry) : entry_(entry) {}

  bool has(std::string_view name) const { return entry_.contains(name) && !entry_.at(name).is_null(); }
  const json::value& at(std::string_view name) const { return entry_.at(name); }
  std::string text(std::string_view name) const { return std::string(json::view(entry_.at(name).as_string())); }
  Bytes hex(std::string_view name) const;
  std::int64_t number(std::string_view name) const { return entry_.at(name).to_number<std::int64_t>(); }
  bool flag(std::string_view name) const { return entry_.at(name).as_bool(); }
  // Entries without the field are valid.
  bool valid() const { return !entry_.contains("valid") || entry_.at("valid").as_bool(); }

 private:
  const json::object& entry_;
};

// Which entries: by the folder, the list in the file and the members of the entry, never by the name of a file, so that
// files that are put there later are found.
struct Walk {
  std::string_view folder;
  std::string_view list = "vectors";
  std::vector<std::string_view> having = {};   // members that the entry must have
  std::vector<std::string_view> lacking = {};  // and that it must not have

  bool takes(const Vector& entry) const;
};

// Calls `check` for each of them, in every JSON file of the folder and of the folders in it, and gives how many there
// were. A file that is a list itself has the list "".
std::size_t walk(const Walk& where, const std::function<void(const Vector&)>& check);

// The entries that have none of these shapes, as texts that say where they are.
std::vector<std::string> unknown_entries(std::string_view folder, const std::vector<Walk>& shapes);

// Every file of a folder, and of the folders in it, whose name ends so.
std::vector<std::filesystem::path> files(std::string_view folder, std::string_view ending);

}  // namespace nsl::neo::testing

// Ends the test as skipped when there are no vectors here.
#define NEED_VECTORS(folder)                                                               \
  do {                                                                                     \
    const auto path = ::nsl::neo::testing::vectors_folder() / (folder);                    \
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no vectors at " << path; \
  } while (false)
