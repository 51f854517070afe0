#pragma once
// A folder for one test, removed with all that is in it. For tests only.

#include "base/check.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace nsl::storage::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nsl-test-XXXXXX").string();
    NSL_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string file(std::string_view name) const { return (path_ / name).string(); }
  std::string url() const { return "sqlite:" + file("nsl.db"); }

 private:
  std::filesystem::path path_;
};

}  // namespace nsl::storage::testing
