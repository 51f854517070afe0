#include "api/testing/api_under_test.h"

namespace nsl::api::testing {
namespace {

constexpr const char* kGrants = "/v1/secrets/COINGECKO_KEY/grants";

class GrantApi : public ApiUnderTest {
 protected:
  Answered remove(std::string target) {
    return ask({.method = "DELETE", .target = std::move(target), .headers = {}, .body = {}});
  }
};

TEST_F(GrantApi, GrantsListsAndRevokes) {
  const Answered added = post(kGrants, R"({"function":"price","hosts":["api.coingecko.com"]})");
  ASSERT_EQ(added.response.status, 201) << added.response.body;
  const std::string id(json::view(body_of(added).at("id").as_string()));
  EXPECT_EQ(body_of(added).at("exposure").as_string(), "reference");
  const auto listed = body_of(get(kGrants));
  ASSERT_EQ(listed.at("data").as_array().size(), 1u);
  EXPECT_EQ(listed.at("data").at(0).at("id").as_string(), id);
  EXPECT_EQ(remove(std::string(kGrants) + "/" + id).response.status, 204);
  EXPECT_EQ(code_of(remove(std::string(kGrants) + "/" + id)), "grant_not_found");
  EXPECT_TRUE(body_of(get(kGrants)).at("data").as_array().empty());
}

TEST_F(GrantApi, RefusesWhatCannotBeGranted) {
  const auto code = [&](const char* body) { return code_of(post(kGrants, body)); };
  EXPECT_EQ(code(R"({"function":"*","exposure":"value"})"), "invalid_name");
  EXPECT_EQ(code(R"({"function":"Price","exposure":"value"})"), "invalid_name");
  EXPECT_EQ(code(R"({"function":"price"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"function":"price","hosts":["*.example.com"]})"), "invalid_argument");
  EXPECT_EQ(code(R"({"function":"price","exposure":"everything"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"function":"price","exposure":"value","expires_at":"soon"})"), "invalid_argument");
  EXPECT_EQ(code(R"({"function":"price","exposure":"value","owner":"bob"})"), "unknown_field");
  EXPECT_EQ(code(R"({"exposure":"value"})"), "invalid_argument");
  EXPECT_TRUE(body_of(get(kGrants)).at("data").as_array().empty());
}

TEST_F(GrantApi, DoesNotReachTheSecretsOfOthers) {
  const char* const theirs = "/v1/secrets/KEY/grants";
  EXPECT_EQ(code_of(get(theirs)), "secret_not_found");
  EXPECT_EQ(code_of(post(theirs, R"({"function":"price","exposure":"value"})")), "secret_not_found");
  const auto grant =
      audited.grants.add({.owner = "bob", .actor = "test"},
                         {.secret = "KEY", .function = "price", .exposure = nsl::vault::Exposure::kValue});
  ASSERT_TRUE(grant);
  EXPECT_EQ(code_of(remove(std::string(theirs) + "/" + grant->id.text())), "grant_not_found");
  EXPECT_EQ(code_of(remove(std::string(kGrants) + "/" + grant->id.text())), "grant_not_found");
}

TEST_F(GrantApi, RecordsWhoGrantedWhat) {
  ASSERT_EQ(post(kGrants, R"({"function":"price","exposure":"value"})").response.status, 201);
  EXPECT_EQ(code_of(post(kGrants, R"({"function":"*","exposure":"value"})")), "invalid_name");
  const auto entries = body_of(get("/v1/audit?action=grant.add")).at("data").as_array();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].at("outcome").as_string(), "refused");
  EXPECT_EQ(entries[1].at("outcome").as_string(), "ok");
  EXPECT_EQ(entries[1].at("secret").as_string(), "COINGECKO_KEY");
  EXPECT_FALSE(entries[1].at("request").as_string().empty());
}

}  // namespace
}  // namespace nsl::api::testing
