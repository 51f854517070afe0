#include "neo/testing/vectors.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

namespace nsl::neo::testing {

namespace fs = std::filesystem;

fs::path vectors_folder() {
  const char* folder = std::getenv("NSL_VECTORS");
  return (folder != nullptr ? fs::path(folder) : fs::path(NSL_SOURCE_DIR "/../shared/vectors")) / "neo";
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes Vector::hex(std::string_view name) const {
  const auto decoded = from_hex(text(name));
  EXPECT_TRUE(decoded) << name;
  return decoded.value_or(Bytes{});
}

std::size_t walk(const Walk& where, const std::function<void(const Vector&)>& check) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(vectors_folder() / where.folder)) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() == ".json" && name.starts_with(where.prefix)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::size_t count = 0;
  for (const auto& path : files) {
    const auto document = json::parse(read_file(path));
    EXPECT_TRUE(document) << path;
    if (!document || !document->is_object() || !document->as_object().contains(where.list)) continue;
    std::size_t index = 0;
    for (const auto& entry : document->at(where.list).as_array()) {
      SCOPED_TRACE(path.filename().string() + ", entry " + std::to_string(index++));
      check(Vector(entry.as_object()));
      ++count;
    }
  }
  return count;
}

}  // namespace nsl::neo::testing
