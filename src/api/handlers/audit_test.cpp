#include "api/testing/api_under_test.h"
#include "audit/verifier.h"

#include <algorithm>

namespace nsl::api::testing {
namespace {

class AuditApi : public ApiUnderTest {
 protected:
  void record(std::string owner, std::string secret, std::optional<ErrorCode> refusal = {}) {
    ASSERT_TRUE(audited.log->record({.action = nsl::audit::Action::kSecretGet,
                                     .owner = std::move(owner),
                                     .actor = "function:price",
                                     .refusal = refusal,
                                     .secret = std::move(secret),
                                     .function = "price"}));
  }
  std::size_t found(const std::string& query) {
    return body_of(get("/v1/audit?" + query)).at("data").as_array().size();
  }
};

TEST_F(AuditApi, ShowsTheNewestEntriesFirst) {
  record("owner", "ORDER");
  record("owner", "ORDER", ErrorCode::kHostCallDenied);
  const auto body = body_of(get("/v1/audit?secret=ORDER"));
  ASSERT_EQ(body.at("data").as_array().size(), 2u);
  EXPECT_EQ(body.at("data").at(0).at("outcome").as_string(), "refused");
  EXPECT_EQ(body.at("data").at(0).at("error").as_string(), "host_call_denied");
  EXPECT_EQ(body.at("data").at(1).at("outcome").as_string(), "ok");
}

TEST_F(AuditApi, ShowsNobodyTheEntriesOfOthers) {
  record("somebody-else", "FOREIGN");
  EXPECT_EQ(found("secret=FOREIGN"), 0u);
  EXPECT_EQ(get("/v1/audit/export").response.body.find("FOREIGN"), std::string::npos);
}

TEST_F(AuditApi, FindsByAllThatIsAsked) {
  record("owner", "SEARCHED");
  record("owner", "SEARCHED", ErrorCode::kHostCallDenied);
  EXPECT_EQ(found("secret=SEARCHED&outcome=refused"), 1u);
  EXPECT_EQ(found("secret=SEARCHED&action=secret.get"), 2u);
  EXPECT_EQ(found("secret=SEARCHED&action=secret.use"), 0u);
  EXPECT_EQ(found("secret=SEARCHED&function=price"), 2u);
  EXPECT_EQ(found("secret=SEARCHED&function=pric%25"), 0u);
}

TEST_F(AuditApi, GoesThroughPages) {
  for (int i = 0; i < 3; ++i) record("owner", "PAGED");
  const auto first = body_of(get("/v1/audit?secret=PAGED&limit=2"));
  ASSERT_EQ(first.at("data").as_array().size(), 2u);
  const std::string cursor(json::view(first.at("next_cursor").as_string()));
  const auto second = body_of(get("/v1/audit?secret=PAGED&limit=2&cursor=" + cursor));
  EXPECT_EQ(second.at("data").as_array().size(), 1u);
}

TEST_F(AuditApi, RefusesWhatIsNoQuery) {
  for (const char* const query :
       {"outcome=maybe", "execution=1", "limit=0", "limit=201", "cursor=x", "owner=owner", "action="}) {
    const Answered answered = get(std::string("/v1/audit?") + query);
    EXPECT_GE(answered.response.status, 400) << query;
    EXPECT_LT(answered.response.status, 500) << query;
  }
}

TEST_F(AuditApi, NeedsItsScope) {
  for (const char* const target : {"/v1/audit", "/v1/audit/head", "/v1/audit/export"}) {
    const Answered answered = ask({.method = "GET",
                                   .target = target,
                                   .headers = {{"Authorization", std::string("Bearer ") + kReader}},
                                   .body = {}});
    EXPECT_EQ(code_of(answered), "forbidden") << target;
  }
}

TEST_F(AuditApi, GivesAnExportThatCanBeVerified) {
  record("owner", "EXPORTED");
  const std::string text = get("/v1/audit/export").response.body;
  nsl::audit::Verifier verifier({.signer = audited.keys->public_key()});
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const auto broken = verifier.take(std::string_view(text).substr(at, text.find('\n', at) - at));
    ASSERT_FALSE(broken) << broken->what;
  }
  const auto verified = verifier.finish();
  ASSERT_TRUE(verified) << verified.error().what;
  EXPECT_EQ(verified->owner, "owner");
  EXPECT_GE(verified->entries, 2u);
  EXPECT_NE(text.find("\"audit.export\""), text.npos) << "an export is itself recorded, before it is given";
}

TEST_F(AuditApi, GivesTheSignedHead) {
  record("owner", "HEADED");
  const Answered answered = get("/v1/audit/head");
  ASSERT_TRUE(nsl::audit::is_signed_by(answered.response.body, audited.keys->public_key())) << answered.response.body;
  EXPECT_GE(body_of(answered).at("seq").to_number<int>(), 1);
}

TEST_F(AuditApi, RefusesToExportFromBeyondTheEnd) {
  EXPECT_EQ(code_of(get("/v1/audit/export?after=999999999")), "invalid_argument");
}

}  // namespace
}  // namespace nsl::api::testing
