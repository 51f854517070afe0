#include "auth/jwt/authenticator.h"

#include "auth/testing/issuer.h"
#include "base/guarded.h"
#include "crypto/p256.h"
#include "net/testing/scripted_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <future>
#include <optional>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using net::testing::Conversation;
using net::testing::ScriptedServer;
using testing::Claim;
using testing::TestKey;
using Answer = Result<std::shared_ptr<const Principal>>;

const TestKey kFirst{"first", JwsAlgorithm::kEs256, 1};
const TestKey kSecond{"second", JwsAlgorithm::kEs256, 2};

// What the issuer says at present. Read by the server's threads.
struct Says {
  std::string keys = testing::key_set({kFirst});
  std::string discovery{};  // empty: as it should be
  std::string status = "200 OK";
  std::string fields{};
  int discoveries = 0;
  int key_requests = 0;
  std::shared_future<void> hold{};  // answers wait for it
};

class JwtAuthenticatorTest : public ::testing::Test {
 protected:
  JwtAuthenticatorTest() { make({}); }

  // `keys_url` empty: by discovery.
  void make(std::string keys_url, JwtAuthenticator::Use use = JwtAuthenticator::Use::kUntilItExpires) {
    JwtAuthenticator::Options options{
        .issuers = {{.issuer = issuer, .keys_url = std::move(keys_url)}},
        .rules = {.audiences = {std::string(testing::kAudience)}, .clock_skew = 60s},
        .use = use};
    authenticator.emplace(IssuerKeys::Parts{.loop = loop, .egress = *egress, .clock = clock},
                          [this](std::string_view who, std::string_view) { return find(who); }, std::move(options));
  }

  std::optional<Member> find(std::string_view identity) const {
    if (identity != jwt_identity(issuer, "alice")) return std::nullopt;
    return Member{"dev", role};
  }

  void answer(Conversation& conversation) {
    const bool discovery = conversation.target() == "/.well-known/openid-configuration";
    const Says now = says.with([&](Says& all) {
      ++(discovery ? all.discoveries : all.key_requests);
      return all;
    });
    if (now.hold.valid()) now.hold.wait();
    const std::string document =
        fmt::format(R"({{"issuer":"{0}","jwks_uri":"{0}/keys"}})", conversation.header("host").insert(0, "http://"));
    conversation.answer(now.status, !discovery ? now.keys : now.discovery.empty() ? document : now.discovery, now.fields);
  }

  std::string token(const TestKey& key, std::initializer_list<Claim> changed = {}) const {
    return testing::sign(key, testing::header_of(key), with_issuer(changed));
  }
  std::string with_issuer(std::initializer_list<Claim> changed) const {
    std::string text = testing::claims(clock.wall(), changed);
    const std::string usual = fmt::format("\"iss\":\"{}\"", testing::kIssuer);
    if (const auto at = text.find(usual); at != std::string::npos) {
      text.replace(at, usual.size(), "\"iss\":\"" + issuer + "\"");
    }
    return text;
  }

  void start(std::string_view text, std::vector<Answer>& answers) {
    authenticator->authenticate(text, "", [this, &answers](Answer answer) {
      answers.push_back(std::move(answer));
      loop.stop();
    });
  }
  // Runs the loop until there are as many answers.
  void wait_for(const std::vector<Answer>& answers, std::size_t count) {
    const auto guard = loop.after(60s, [this] { loop.stop(); });
    const auto begin = std::chrono::steady_clock::now();
    while (answers.size() < count && std::chrono::steady_clock::now() - begin < 60s) loop.run();
    ASSERT_GE(answers.size(), count);
  }
  Answer ask(std::string_view text) {
    std::vector<Answer> answers;
    start(text, answers);
    wait_for(answers, 1);
    return std::move(answers.at(0));
  }
  ErrorCode code(std::string_view text) {
    const Answer answer = ask(text);
    return answer ? ErrorCode::kInternal : answer.error().code;
  }
  template <typename Change>
  void now_says(Change change) {
    says.with([&](Says& all) { change(all); });
  }
  int key_requests() {
    return says.with([](const Says& all) { return all.key_requests; });
  }

  FakeClock clock;
  Role role = Role::kDeveloper;
  Guarded<Says> says;
  ScriptedServer server{[this](Conversation& conversation) { answer(conversation); }};
  const std::string issuer = "http://" + server.authority();
  EventLoop loop{{.spin = 0us}};
  std::unique_ptr<net::Egress> egress = net::Egress::create({.allow_networks = {"127.0.0.0/8"}}).value();
  std::optional<JwtAuthenticator> authenticator;
};

TEST_F(JwtAuthenticatorTest, LetsInWhomATrustedIssuerVouchesFor) {
  now_says([](Says& all) { all.keys = testing::key_set(testing::test_keys()); });
  for (const TestKey& key : testing::test_keys()) {
    const Answer answer = ask(token(key));
    ASSERT_TRUE(answer) << key.id << ": " << answer.error().message;
    EXPECT_EQ((*answer)->owner, "dev");
    EXPECT_EQ((*answer)->token_name, jwt_identity(issuer, "alice"));
    EXPECT_EQ((*answer)->scopes, scopes_of(Role::kDeveloper));
    EXPECT_EQ((*answer)->expires_at, clock.wall() + 1h);
  }
  EXPECT_EQ(server.requests(), 2) << "the issuer is asked once";
}

TEST_F(JwtAuthenticatorTest, FetchesKeysFromWhereTheConfigurationSays) {
  make(issuer + "/elsewhere");
  EXPECT_TRUE(ask(token(kFirst)));
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(JwtAuthenticatorTest, DoesNotAskTheIssuerAboutWhatIsWrongAnyway) {
  for (const std::string& bad :
       {std::string("a.b.c"), token(kFirst, {{"iss", "\"https://evil.example\""}}), token(kFirst, {{"aud", "\"other\""}}),
        token(kFirst, {{"exp", testing::seconds(clock.wall() - 1h)}}), token(kFirst, {{"sub", ""}}),
        testing::compact(R"({"alg":"none"})", with_issuer({}), {}), std::string(100'000, '.')}) {
    EXPECT_EQ(code(bad), ErrorCode::kUnauthenticated) << bad.substr(0, 100);
  }
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(JwtAuthenticatorTest, RefusesWhatTheIssuersKeysDidNotSign) {
  const TestKey impostor{"first", JwsAlgorithm::kEs256, 9};
  EXPECT_EQ(code(token(impostor)), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(ask(token(kFirst)));
  EXPECT_EQ(code(token(impostor)), ErrorCode::kUnauthenticated);
}

TEST_F(JwtAuthenticatorTest, KeepsIssuersApart) {
  ScriptedServer other([](Conversation& conversation) { conversation.answer("200 OK", testing::key_set({kSecond})); });
  JwtAuthenticator::Options options{.issuers = {{.issuer = issuer}, {.issuer = "other", .keys_url = other.url("/keys")}},
                                    .rules = {.audiences = {std::string(testing::kAudience)}}};
  authenticator.emplace(IssuerKeys::Parts{.loop = loop, .egress = *egress, .clock = clock},
                        [](std::string_view, std::string_view) { return Member{"dev", Role::kAuditor}; }, std::move(options));
  EXPECT_TRUE(ask(token(kFirst)));
  EXPECT_TRUE(ask(token(kSecond, {{"iss", "\"other\""}})));
  EXPECT_FALSE(ask(token(kSecond))) << "signed by the other one's key";
  EXPECT_FALSE(ask(token(kFirst, {{"iss", "\"other\""}})));
}

TEST_F(JwtAuthenticatorTest, LetsNobodyInWhoIsNobodyHere) {
  const Answer answer = ask(token(kFirst, {{"sub", "\"mallory\""}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kForbidden);
  EXPECT_THAT(answer.error().message, HasSubstr(jwt_identity(issuer, "mallory"))) << "so that he can be let in";
}

TEST_F(JwtAuthenticatorTest, SeesAtOnceWhatSomebodyMayNow) {
  const std::string text = token(kFirst);
  EXPECT_TRUE(ask(text));
  role = Role::kAuditor;
  EXPECT_EQ((*ask(text))->scopes, scopes_of(Role::kAuditor));
}

TEST_F(JwtAuthenticatorTest, ForgetsATokenWhenItExpires) {
  const std::string text = token(kFirst);
  EXPECT_TRUE(ask(text));
  clock.advance(1h + 59s);
  EXPECT_TRUE(ask(text)) << "the issuer's clock may be off by a minute";
  clock.advance(1s);
  EXPECT_EQ(code(text), ErrorCode::kUnauthenticated);
}

TEST_F(JwtAuthenticatorTest, TakesUpANewKeyAndDropsAnOldOne) {
  const std::string old = token(kFirst);
  EXPECT_TRUE(ask(old));
  now_says([](Says& all) { all.keys = testing::key_set({kSecond}); });
  EXPECT_EQ(code(token(kSecond)), ErrorCode::kUnauthenticated) << "asked a moment ago";
  clock.advance(IssuerKeys::kPause);
  EXPECT_TRUE(ask(token(kSecond)));
  EXPECT_EQ(code(old), ErrorCode::kUnauthenticated) << "also what was verified with it before";
}

TEST_F(JwtAuthenticatorTest, AsksOnceInAWhileAboutKeysThatNobodyHas) {
  EXPECT_TRUE(ask(token(kFirst)));
  clock.advance(IssuerKeys::kPause);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(code(token({"made-up-" + std::to_string(i), JwsAlgorithm::kEs256, 7})), ErrorCode::kUnauthenticated);
  }
  EXPECT_EQ(key_requests(), 2);
  clock.advance(IssuerKeys::kPause);
  EXPECT_FALSE(ask(token(kSecond)));
  EXPECT_EQ(key_requests(), 3);
}

TEST_F(JwtAuthenticatorTest, AsksOnceForAllWhoWait) {
  std::promise<void> release;
  now_says([&](Says& all) { all.hold = release.get_future().share(); });
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < IssuerKeys::kWaitingMax + 10; ++i) start(token(kFirst), answers);
  EXPECT_EQ(answers.size(), 10u) << "as many may wait as fit";
  for (const Answer& answer : answers) EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  release.set_value();
  wait_for(answers, IssuerKeys::kWaitingMax + 10);
  for (std::size_t i = 10; i < answers.size(); ++i) EXPECT_TRUE(answers[i]);
  EXPECT_EQ(server.requests(), 2);
}

TEST_F(JwtAuthenticatorTest, RefreshesItsKeysInTheBackground) {
  EXPECT_TRUE(ask(token(kFirst)));
  now_says([](Says& all) { all.keys = testing::key_set({kFirst, kSecond}); });
  clock.advance(10min);
  std::vector<Answer> answers;
  start(token(kFirst), answers);
  EXPECT_EQ(answers.size(), 1u) << "nobody waits for it";
  EXPECT_TRUE(ask(token(kSecond))) << "but who needs it does";
  EXPECT_EQ(key_requests(), 2);
}

TEST_F(JwtAuthenticatorTest, LivesOnOldKeysWhileTheIssuerFailsButNotForEver) {
  EXPECT_TRUE(ask(token(kFirst)));
  now_says([](Says& all) { all.status = "500 Internal Server Error"; });
  clock.advance(23h);
  EXPECT_TRUE(ask(token(kFirst)));
  clock.advance(1h);
  EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnavailable);
  now_says([](Says& all) { all.status = "200 OK"; });
  clock.advance(IssuerKeys::kPauseAfterFailure);
  EXPECT_TRUE(ask(token(kFirst)));
}

TEST_F(JwtAuthenticatorTest, SaysThatItCannotTellWhenTheIssuerIsNotThere) {
  now_says([](Says& all) { all.status = "404 Not Found"; });
  EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnavailable);
  EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnavailable);
  EXPECT_EQ(server.requests(), 1) << "it is not asked again at once";
  now_says([](Says& all) { all.status = "200 OK"; });
  clock.advance(IssuerKeys::kPauseAfterFailure);
  EXPECT_TRUE(ask(token(kFirst)));
}

TEST_F(JwtAuthenticatorTest, BelievesNoDiscoveryDocumentThatIsNotTheIssuers) {
  for (const std::string& bad :
       {fmt::format(R"({{"issuer":"https://evil.example","jwks_uri":"{}/keys"}})", issuer),
        fmt::format(R"({{"issuer":"{0}/","jwks_uri":"{0}/keys"}})", issuer),
        fmt::format(R"({{"issuer":"{}","jwks_uri":"http://id.example.com/keys"}})", issuer),
        fmt::format(R"({{"issuer":"{}","jwks_uri":"file:///etc/passwd"}})", issuer),
        fmt::format(R"({{"issuer":"{}"}})", issuer), fmt::format(R"({{"jwks_uri":"{}/keys"}})", issuer),
        fmt::format(R"({{"issuer":"{0}","jwks_uri":"{0}/keys","jwks_uri":"{0}/keys"}})", issuer), std::string("[]"),
        std::string("<html>")}) {
    now_says([&](Says& all) { all.discovery = bad; });
    EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnavailable) << bad;
    clock.advance(IssuerKeys::kPauseAfterFailure);
  }
  EXPECT_EQ(key_requests(), 0);
}

TEST_F(JwtAuthenticatorTest, TakesNoKeysFromWhereTheIssuerSendsItOn) {
  make(issuer + "/keys");
  now_says([&](Says& all) {
    all.status = "302 Found";
    all.fields = "Location: " + issuer + "/other\r\n";
  });
  EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnavailable);
}

TEST_F(JwtAuthenticatorTest, TakesNoSetThatIsTooLarge) {
  now_says([](Says& all) { all.keys = testing::key_set({kFirst}) + std::string(KeySet::kBytesMax, ' '); });
  EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnavailable);
}

TEST_F(JwtAuthenticatorTest, CanBeTakenDownWhileSomebodyWaits) {
  std::promise<void> release;
  now_says([&](Says& all) { all.hold = release.get_future().share(); });
  std::vector<Answer> answers;
  start(token(kFirst), answers);
  authenticator.reset();
  release.set_value();
  const auto soon = loop.after(10ms, [this] { loop.stop(); });
  loop.run();
  EXPECT_TRUE(answers.empty());
}

// Tokens for one request.

// The other signature that is good for the same key and text: (r, n - s).
std::string with_other_signature(const std::string& token) {
  const std::size_t dot = token.rfind('.');
  Bytes signature = from_base64url(std::string_view(token).substr(dot + 1)).value();
  const Bytes order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int difference = order[i] - signature[32 + i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    signature[32 + i] = static_cast<std::uint8_t>(difference + 256 * borrow);
  }
  return token.substr(0, dot + 1) + to_base64url(signature);
}

class SingleUseTest : public JwtAuthenticatorTest {
 protected:
  SingleUseTest() { make({}, JwtAuthenticator::Use::kOnce); }
};

TEST_F(SingleUseTest, TakesATokenOnce) {
  const std::string once = token(kFirst, {{"jti", "\"1\""}});
  EXPECT_TRUE(ask(once));
  EXPECT_EQ(code(once), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code(with_other_signature(once)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code(token(kFirst, {{"jti", "\"1\""}, {"x", "1"}})), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(ask(token(kFirst, {{"jti", "\"2\""}})));
}

TEST_F(SingleUseTest, NeedsAnIdAndATimeOfIssue) {
  EXPECT_EQ(code(token(kFirst)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code(token(kFirst, {{"jti", "\"\""}})), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code(token(kFirst, {{"jti", "\"1\""}, {"iat", ""}})), ErrorCode::kUnauthenticated);
}

TEST_F(SingleUseTest, TakesNothingFromBeforeTheStart) {
  EXPECT_EQ(code(token(kFirst, {{"jti", "\"1\""}, {"iat", testing::seconds(clock.wall() - 1s)}})),
            ErrorCode::kUnauthenticated);
}

TEST_F(SingleUseTest, ABadTokenDoesNotUseUpTheIdOfAGoodOne) {
  const TestKey impostor{"first", JwsAlgorithm::kEs256, 9};
  EXPECT_FALSE(ask(token(impostor, {{"jti", "\"1\""}})));
  EXPECT_TRUE(ask(token(kFirst, {{"jti", "\"1\""}})));
}

TEST_F(JwtAuthenticatorTest, TakesBothSignaturesThatAreGood) {
  EXPECT_TRUE(ask(with_other_signature(token(kFirst)))) << "RFC 7518 has no rule about it; it wins nobody anything";
}

TEST(IssuerKeys, AreFetchedFromTrustedPlacesOnly) {
  for (const IssuerKeys::Options& good : std::initializer_list<IssuerKeys::Options>{
           {.issuer = "https://id.example.com"},
           {.issuer = "https://id.example.com/realms/one/"},
           {.issuer = "http://127.0.0.1:8080"},
           {.issuer = "http://[::1]:8080"},
           {.issuer = "http://localhost"},
           {.issuer = "kubernetes", .keys_url = "https://10.0.0.1/openid/v1/jwks"}}) {
    EXPECT_TRUE(IssuerKeys::check(good)) << good.issuer;
  }
  for (const IssuerKeys::Options& bad : std::initializer_list<IssuerKeys::Options>{
           {.issuer = ""},
           {.issuer = "kubernetes"},
           {.issuer = "http://id.example.com"},
           {.issuer = "https://id.example.com#1"},
           {.issuer = "https://user:password@id.example.com"},
           {.issuer = "https://id.example.com", .keys_url = "http://id.example.com/keys"},
           {.issuer = "https://id.example.com", .keys_url = "file:///etc/keys"}}) {
    EXPECT_FALSE(IssuerKeys::check(bad)) << bad.issuer;
  }
}

}  // namespace
}  // namespace nsl::auth
