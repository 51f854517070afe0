#include "neo/contract/manifest.h"

#include "neo/testing/vectors.h"

namespace nsl::neo {
namespace {

namespace fs = std::filesystem;
using testing::Vector;

// An offset may come as text; it is written as a number.
json::object with_numbers(json::object manifest) {
  manifest.emplace("extra", nullptr);
  for (auto& method : manifest.at("abi").at("methods").as_array()) {
    auto& offset = method.at("offset");
    if (offset.is_string()) offset = std::stoi(std::string(json::view(offset.as_string())));
  }
  return manifest;
}

// JSON objects of Boost compare without regard to the order of members.
void check_round_trip(const json::value& value) {
  const auto manifest = Manifest::from_json(value);
  ASSERT_TRUE(manifest) << manifest.error().message;
  const auto written = manifest->to_json();
  EXPECT_EQ(json::value(written), json::value(with_numbers(value.as_object())));
  const auto again = Manifest::from_json(written);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *manifest);
}

TEST(Manifest, OfEveryFileIsReadAndWritten) {
  NEED_VECTORS("contracts");
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(testing::vectors_folder() / "contracts")) {
    if (!entry.path().filename().string().ends_with(".manifest.json")) continue;
    SCOPED_TRACE(entry.path().string());
    const auto value = json::parse(testing::read_file(entry.path()));
    ASSERT_TRUE(value);
    check_round_trip(*value);
    ++count;
  }
  EXPECT_GT(count, 0u);
}

TEST(Manifest, OfEveryNativeContractIsReadAndWritten) {
  NEED_VECTORS("contracts");
  const auto count = testing::walk({.folder = "contracts", .list = "states"},
                                   [](const Vector& vector) { check_round_trip(vector.at("manifest")); });
  EXPECT_GT(count, 0u);
}

constexpr std::string_view kSmall =
    R"({"name":"n","groups":[],"features":{},"supportedstandards":[],"abi":{"methods":[{"name":"m","parameters":[],)"
    R"("returntype":"Void","offset":0,"safe":false}],"events":[]},"permissions":[],"trusts":[],"extra":null})";

std::string with(std::string_view old_part, std::string_view new_part) {
  std::string text(kSmall);
  const auto at = text.find(old_part);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, old_part.size(), new_part);
}

TEST(Manifest, WithWhatNodesRefuseIsRefused) {
  ASSERT_TRUE(Manifest::parse(kSmall));
  const std::string method = R"({"name":"m","parameters":[],"returntype":"Void","offset":0,"safe":false})";
  EXPECT_FALSE(Manifest::parse(with(R"("name":"n")", R"("name":"")")));
  EXPECT_FALSE(Manifest::parse(with(method, "")));
  EXPECT_FALSE(Manifest::parse(with(method, method + "," + method)));
  EXPECT_FALSE(Manifest::parse(with(R"("features":{})", R"("features":{"storage":true})")));
  EXPECT_FALSE(Manifest::parse(with(R"("offset":0)", R"("offset":-1)")));
  EXPECT_FALSE(Manifest::parse(with(R"("safe":false)", R"("safe":"no")")));
  EXPECT_FALSE(Manifest::parse(with(R"("supportedstandards":[])", R"("supportedstandards":["NEP-17","NEP-17"])")));
  EXPECT_FALSE(Manifest::parse(with(R"("trusts":[])", R"("trusts":["0x12"])")));
  EXPECT_FALSE(Manifest::parse(with(R"("permissions":[])", R"("permissions":[{"contract":"*"}])")));
  EXPECT_FALSE(Manifest::parse(with(R"("parameters":[])", R"("parameters":[{"name":"a","type":"Void"}])")));
  EXPECT_FALSE(Manifest::parse(with(R"("extra":null)", R"("extra":[])")));
  EXPECT_FALSE(Manifest::parse("[]"));
  EXPECT_FALSE(Manifest::parse(std::string(Manifest::kBytesMax + 1, ' ')));
}

TEST(Manifest, FindsMethodsByNameAndNumberOfParameters) {
  const auto manifest = Manifest::parse(kSmall);
  ASSERT_TRUE(manifest);
  EXPECT_NE(manifest->find_method("m", 0), nullptr);
  EXPECT_EQ(manifest->find_method("m", 1), nullptr);
  EXPECT_EQ(manifest->find_event("m"), nullptr);
}

TEST(Manifest, KnowsASignatureOfAGroupThatIsNotOne) {
  const std::string group =
      R"("groups":[{"pubkey":"02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2","signature":")" +
      to_base64(Bytes(64, 1)) + R"("}])";
  const auto manifest = Manifest::parse(with(R"("groups":[])", group));
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_FALSE(manifest->groups_are_valid(UInt160{}));
}

}  // namespace
}  // namespace nsl::neo
