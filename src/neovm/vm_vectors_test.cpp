// Neo's own test cases: every file, every case, every step.
#include "neovm/testing/vm_vectors.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace nsl::neovm {
namespace {

std::filesystem::path vectors_folder() {
  const char* folder = std::getenv("NSL_VECTORS");
  return (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(NSL_SOURCE_DIR "/../shared/vectors")) / "neo/vm";
}

json::value read_json(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (content.starts_with(kByteOrderMark)) content.erase(0, kByteOrderMark.size());
  auto parsed = json::parse(content);
  EXPECT_TRUE(parsed) << path << ": " << parsed.error().message;
  return parsed ? *std::move(parsed) : json::value(json::object{});
}

TEST(VmVectors, EveryStepOfEveryCaseLeavesTheMachineAsNeoHasIt) {
  if (!std::filesystem::exists(vectors_folder())) GTEST_SKIP() << "skipped: no vectors at " << vectors_folder();
  int cases = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(vectors_folder())) {
    if (entry.path().extension() != ".json") continue;
    const json::value document = read_json(entry.path());
    const json::value* tests = document.as_object().if_contains("tests");
    if (tests == nullptr) continue;  // a table, such as that of the prices
    for (const json::value& test : tests->as_array()) {
      SCOPED_TRACE(entry.path().filename().string() + ": " + json::serialize(test.at("name")));
      testing::run_test(test.as_object());
      ++cases;
    }
  }
  EXPECT_GT(cases, 0);
}

TEST(VmVectors, PricesOfInstructionsAreThoseOfTheTable) {
  const auto path = vectors_folder() / "opcodes.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no vectors at " << path;
  const json::value document = read_json(path);
  for (const json::value& row : document.at("opcodes").as_array()) {
    const auto& entry = neo::info(row.at("byte").to_number<std::uint8_t>());
    EXPECT_EQ(entry.price, row.at("price").to_number<std::uint32_t>()) << entry.name;
  }
}

}  // namespace
}  // namespace nsl::neovm
