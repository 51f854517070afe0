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

std::vector<fs::path> files(std::string_view folder, std::string_view ending) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(vectors_folder() / folder)) {
    if (entry.path().filename().string().ends_with(ending)) out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Each entry of each list in a file, with the list's name and a text that says where it is.
void each_entry(const fs::path& path,
                const std::function<void(std::string_view list, const Vector& entry, const std::string& place)>& check) {
  auto content = read_file(path);
  if (content.starts_with(kByteOrderMark)) content.erase(0, kByteOrderMark.size());
  const auto document = json::parse(content);
  EXPECT_TRUE(document) << path;
  const auto look_at = [&](std::string_view list, const json::value& value) {
    const auto* entries = value.if_array();
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      const auto* entry = (*entries)[i].if_object();
      const auto place = path.filename().string() + ", " + std::string(list) + " " + std::to_string(i);
      if (entry != nullptr) check(list, Vector(*entry), place);
    }
  };
  if (!document) return;
  look_at("", *document);
  if (!document->is_object()) return;
  for (const auto& [name, value] : document->get_object()) look_at(name, value);
}

}  // namespace

bool Walk::takes(const Vector& entry) const {
  const auto has = [&](std::string_view name) { return entry.has(name); };
  return std::ranges::all_of(having, has) && std::ranges::none_of(lacking, has);
}

std::size_t walk(const Walk& where, const std::function<void(const Vector&)>& check) {
  std::size_t count = 0;
  for (const auto& path : files(where.folder, ".json")) {
    each_entry(path, [&](std::string_view list, const Vector& entry, const std::string& place) {
      if (list != where.list || !where.takes(entry)) return;
      SCOPED_TRACE(place);
      check(entry);
      ++count;
    });
  }
  return count;
}

std::vector<std::string> unknown_entries(std::string_view folder, const std::vector<Walk>& shapes) {
  std::vector<std::string> out;
  for (const auto& path : files(folder, ".json")) {
    each_entry(path, [&](std::string_view list, const Vector& entry, const std::string& place) {
      const auto known = [&](const Walk& shape) { return shape.list == list && shape.takes(entry); };
      if (std::ranges::none_of(shapes, known)) out.push_back(place);
    });
  }
  return out;
}

}  // namespace nsl::neo::testing
