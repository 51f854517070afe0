// Clients of the last release can use this build: what would break them is written down, or the test fails.
#include "api/openapi.h"
#include "api/routes.h"
#include "api/testing/openapi_diff.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace nsl::api::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kSnapshot = NSL_SOURCE_DIR "/docs/reference/openapi.json";
constexpr const char* kRecorded = NSL_SOURCE_DIR "/docs/reference/breaking-changes.txt";

std::string content_of(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> recorded() {
  std::ifstream file(kRecorded);
  std::set<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) lines.insert(line);
  }
  return lines;
}

// A line for each path, so that a change of the snapshot can be read.
std::string in_lines(const json::value& document) {
  std::string text = R"({"openapi":)" + json::serialize(document.at("openapi")) + ",\n";
  for (const char* part : {"paths", "schemas"}) {
    const json::value& all =
        part == std::string_view("paths") ? document.at("paths") : document.at("components").at("schemas");
    text += part == std::string_view("paths") ? "\"paths\":{\n" : "\"components\":{\"schemas\":{\n";
    bool first = true;
    for (const auto& one : all.as_object()) {
      text += (first ? "" : ",\n") + json::serialize(json::value(one.key())) + ":" + json::serialize(one.value());
      first = false;
    }
    text += part == std::string_view("paths") ? "\n},\n" : "\n}}}\n";
  }
  return text;
}

// At a release, NSL_UPDATE_DOCS=release api_test --gtest_filter='Compatibility.*' writes the snapshot anew,
// breaking-changes.txt is emptied, and the types of clients/typescript are made anew (npm run types).
TEST(Compatibility, ClientsOfTheLastReleaseAreServed) {
  const json::value now = without_prose(json::parse(openapi_json(routes(), "")).value());
  const char* update = std::getenv("NSL_UPDATE_DOCS");
  if (update != nullptr && update == std::string_view("release")) std::ofstream(kSnapshot) << in_lines(now);
  const auto before = json::parse(content_of(kSnapshot));
  ASSERT_TRUE(before) << kSnapshot;
  const auto known = recorded();
  for (const std::string& change : breaking_changes(*before, now)) {
    EXPECT_TRUE(known.contains(change)) << "this breaks clients: keep it as it was, or write the line into "
                                        << kRecorded << " and CHANGELOG.md:\n"
                                        << change;
  }
}

json::value one_operation(std::string_view operation) {
  return json::parse(std::string(R"({"paths":{"/x":{"put":)").append(operation).append("}}}")).value();
}

// An operation whose one parameter, body and reply have these schemas.
json::value operation_with(std::string_view parameter, std::string_view body, std::string_view reply,
                 std::string_view required = "false") {
  return one_operation(R"({"operationId":"o","parameters":[{"name":"p","in":"query","required":)" + std::string(required) +
             R"(,"schema":)" + std::string(parameter) +
             R"(}],"requestBody":{"required":true,"content":{"application/json":{"schema":)" + std::string(body) +
             R"(}}},"responses":{"200":{"content":{"application/json":{"schema":)" + std::string(reply) + "}}}}}");
}

constexpr const char* kTextSchema = R"({"type":"string"})";
constexpr const char* kObjectSchema = R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})";
constexpr const char* kWiderSchema =
    R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a"]})";
constexpr const char* kStricterSchema =
    R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a","b"]})";

TEST(OpenApiDiff, TheSameAndWhatIsAddedBreaksNobody) {
  const auto before = operation_with(kTextSchema, kObjectSchema, kObjectSchema);
  EXPECT_THAT(breaking_changes(before, before), IsEmpty());
  EXPECT_THAT(breaking_changes(before, operation_with(kTextSchema, kWiderSchema, kStricterSchema)), IsEmpty());
}

TEST(OpenApiDiff, FindsWhatIsGone) {
  const auto before = operation_with(kTextSchema, kWiderSchema, kWiderSchema);
  EXPECT_THAT(breaking_changes(before, json::parse(R"({"paths":{}})").value()),
              ElementsAre("o: the operation is gone"));
  EXPECT_THAT(breaking_changes(before, operation_with(kTextSchema, kObjectSchema, kObjectSchema)),
              ElementsAre("o: /b is not taken any more", "o: /b is not given any more"));
  const auto without = one_operation(R"({"operationId":"o","responses":{}})");
  EXPECT_THAT(breaking_changes(before, without),
              ElementsAre("o: the parameter p is gone", "o: it takes no body any more",
                          "o: it does not answer with 200 any more"));
}

TEST(OpenApiDiff, FindsWhatIsNeededNow) {
  const auto before = operation_with(kTextSchema, kWiderSchema, kStricterSchema);
  EXPECT_THAT(breaking_changes(before, operation_with(kTextSchema, kStricterSchema, kStricterSchema)), ElementsAre("o: /b is needed now"));
  EXPECT_THAT(breaking_changes(before, operation_with(kTextSchema, kWiderSchema, kWiderSchema)), ElementsAre("o: /b can be missing now"));
  EXPECT_THAT(breaking_changes(before, operation_with(kTextSchema, kWiderSchema, kStricterSchema, "true")),
              ElementsAre("o: the parameter p is needed now"));
}

TEST(OpenApiDiff, FindsTypesAndBoundsThatAreNarrower) {
  const auto change = [](const char* from, const char* to) {
    return breaking_changes(operation_with(from, kTextSchema, from), operation_with(to, kTextSchema, to));
  };
  EXPECT_THAT(change(kTextSchema, R"({"type":"integer"})"),
              ElementsAre("o: p has another type", "o: the body has another type"));
  EXPECT_THAT(change(kTextSchema, R"({"type":["string","null"]})"), ElementsAre("o: the body has another type"));
  EXPECT_THAT(change(R"({"type":["string","null"]})", kTextSchema), ElementsAre("o: p has another type"));
  EXPECT_THAT(change(R"({"type":"string","maxLength":9})", R"({"type":"string","maxLength":8})"),
              ElementsAre("o: p has a lower maxLength"));
  EXPECT_THAT(change(R"({"type":"string","maxLength":8})", R"({"type":"string","maxLength":9})"), IsEmpty());
  EXPECT_THAT(change(kTextSchema, R"({"type":"string","minLength":1})"), ElementsAre("o: p has a higher minLength"));
  EXPECT_THAT(change(kTextSchema, R"({"type":"string","pattern":"^a$"})"), ElementsAre("o: p has another pattern"));
  EXPECT_THAT(change(R"({"type":"string","enum":["a","b"]})", R"({"type":"string","enum":["b","c"]})"),
              ElementsAre("o: p has fewer choices"));
  EXPECT_THAT(change(R"({"type":"string","enum":["a"]})", R"({"type":"string","enum":["a","b"]})"), IsEmpty());
}

TEST(OpenApiDiff, LooksIntoItemsAndReferences) {
  const auto document = [](const char* type) {
    json::value made = operation_with(kTextSchema, R"({"$ref":"#/components/schemas/T"})", kTextSchema);
    made.as_object()["components"] =
        json::parse(
            std::string(
                R"({"schemas":{"T":{"type":"array","items":{"type":"object","properties":{"self":{"$ref":"#/components/schemas/T"},"a":{"type":")") +
            type + R"("}}}}}})")
            .value();
    return made;
  };
  EXPECT_THAT(breaking_changes(document("string"), document("string")), IsEmpty());
  EXPECT_THAT(breaking_changes(document("string"), document("integer")), ElementsAre("o: /-/a has another type"));
}

}  // namespace
}  // namespace nsl::api::testing
