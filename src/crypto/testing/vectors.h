#pragma once
// Test support: walks the JSON vector files of Project Wycheproof.
//
// They are not part of this repository. They are looked for in $NSL_VECTORS, or in ../shared/vectors beside it.

#include "base/bytes.h"
#include "base/json.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

namespace nsl::crypto::testing {

inline std::filesystem::path vectors_folder() {
  const char* folder = std::getenv("NSL_VECTORS");
  return folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(NSL_SOURCE_DIR "/../shared/vectors");
}

// One test of a file, with the group it stands in.
struct Vector {
  const json::object& group;
  const json::object& test;

  std::string_view text(std::string_view name) const { return json::view(test.at(name).as_string()); }
  Bytes bytes(std::string_view name) const {
    const auto decoded = from_hex(text(name));
    EXPECT_TRUE(decoded) << name;
    return decoded.value_or(Bytes{});
  }
  std::size_t number(std::string_view name) const { return test.at(name).to_number<std::size_t>(); }
  std::size_t group_bits(std::string_view name) const { return group.at(name).to_number<std::size_t>(); }
  bool valid() const { return text("result") == "valid"; }
  bool invalid() const { return text("result") == "invalid"; }
};

// Calls `check` for each test of crypto/wycheproof/<file>. Used through WALK_VECTORS.
inline void walk(const std::filesystem::path& path, const std::function<void(const Vector&)>& check) {
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  const auto document = json::parse(content);
  ASSERT_TRUE(document) << path << ": " << document.error().message;
  std::size_t count = 0;
  for (const auto& group : document->at("testGroups").as_array()) {
    for (const auto& test : group.at("tests").as_array()) {
      const Vector vector{group.as_object(), test.as_object()};
      SCOPED_TRACE(path.filename().string() + " tcId " + std::to_string(vector.number("tcId")));
      check(vector);
      ++count;
    }
  }
  EXPECT_EQ(count, document->at("numberOfTests").to_number<std::size_t>());
}

}  // namespace nsl::crypto::testing

// WALK_VECTORS("aes_gcm_test.json", [](const Vector& vector) { ... }); ends the test as skipped without the file.
#define WALK_VECTORS(file, ...)                                                                    \
  do {                                                                                             \
    const auto path = ::nsl::crypto::testing::vectors_folder() / "crypto" / "wycheproof" / (file); \
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no vectors at " << path;         \
    ::nsl::crypto::testing::walk(path, __VA_ARGS__);                                               \
  } while (false)
