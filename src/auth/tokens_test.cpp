#include "auth/tokens.h"

#include "auth/bearer.h"
#include "auth/roles.h"
#include "auth/token_file.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace nsl::auth {
namespace {

namespace fs = std::filesystem;

TEST(TokenStore, KnowsNoTokenThatWasNotAdded) {
  TokenStore tokens;
  const std::string token = new_token();
  tokens.add(token, {"alice", "laptop", Scopes::all()});
  EXPECT_EQ(tokens.find(""), nullptr);
  EXPECT_EQ(tokens.find(new_token()), nullptr);
  EXPECT_EQ(tokens.find(token.substr(0, token.size() - 1)), nullptr);
  EXPECT_EQ(tokens.find(token + "x"), nullptr);
  EXPECT_EQ(tokens.find(std::string(1 << 20, 'x')), nullptr);
}

TEST(TokenStore, GivesThePrincipalOfAToken) {
  TokenStore tokens;
  const std::string token = new_token();
  tokens.add(token, {"alice", "laptop", {Scope::kFunctionsInvoke}});
  const auto principal = tokens.find(token);
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->owner, "alice");
  EXPECT_TRUE(principal->scopes.has(Scope::kFunctionsInvoke));
  EXPECT_FALSE(principal->scopes.has(Scope::kFunctionsWrite));
}

TEST(TokenStore, ARemovedTokenIsUnknownButItsRequestsGoOn) {
  TokenStore tokens;
  tokens.add("secret", {"alice", "", {}});
  const auto principal = tokens.find("secret");
  tokens.remove(digest_of("secret"));
  EXPECT_EQ(tokens.find("secret"), nullptr);
  EXPECT_EQ(principal->owner, "alice");
}

TEST(TokenStore, CanBeChangedWhileItIsRead) {
  TokenStore tokens;
  tokens.add("kept", {"alice", "", {}});
  std::thread writer([&] {
    for (int i = 0; i < 1'000; ++i) {
      tokens.add("token" + std::to_string(i), {"bob", "", {}});
      tokens.remove(digest_of("token" + std::to_string(i)));
    }
  });
  for (int i = 0; i < 1'000; ++i) EXPECT_NE(tokens.find("kept"), nullptr);
  writer.join();
}

TEST(TokenStore, FindsAmongThousandsInAMicrosecond) {
  TokenStore tokens;
  for (int i = 0; i < 10'000; ++i) tokens.add("token" + std::to_string(i), {"bob", "", {}});
  const std::string token = "token5000";
  // The best of several rounds: others use the machine too. The bound is ten times what is measured.
  auto best = std::chrono::nanoseconds::max();
  for (int round = 0; round < 20; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) ASSERT_NE(tokens.find(token), nullptr);
    best = std::min(best, std::chrono::nanoseconds(std::chrono::steady_clock::now() - start) / 100);
  }
  RecordProperty("nanoseconds", static_cast<int>(best.count()));
#ifndef NSL_SANITIZED
  EXPECT_LT(best.count(), 5'000);
#endif
}

TEST(Tokens, AreLongRandomAndRecognisable) {
  const std::string token = new_token();
  EXPECT_EQ(token.size(), 47u);
  EXPECT_TRUE(token.starts_with("nsl_"));
  EXPECT_NE(token, new_token());
}

std::optional<Member> nobody(std::string_view, std::string_view) { return std::nullopt; }

TEST(Bearer, ATokenHoldsOnlyAsLongAsWhoItGoesBackToMayAsMuch) {
  TokenStore tokens;
  tokens.add("of-bob", {.owner = "acme", .scopes = scopes_of(Role::kDeveloper), .identity = "neo:bob"});
  std::optional<Member> bob;
  const auto find = [&](std::string_view identity, std::string_view owner) {
    return identity == "neo:bob" && owner == "acme" ? bob : std::nullopt;
  };
  const auto gets_in = [&] { return authenticate(tokens, {"Bearer of-bob", ""}, find, FakeClock()).has_value(); };
  EXPECT_FALSE(gets_in());
  bob = Member{.owner = "acme", .role = Role::kAuditor};
  EXPECT_FALSE(gets_in()) << "an auditor may less";
  bob->role = Role::kAdmin;
  EXPECT_TRUE(gets_in());
  bob->owner = "other";
  EXPECT_FALSE(gets_in());
}

TEST(Bearer, RefusesWhatIsNotOneKnownToken) {
  TokenStore tokens;
  tokens.add("good", {"alice", "", {}});
  for (const char* header : {"", "good", "Bearer", "Bearer ", "Bearer  good", "Bearer good ",
                             "Bearer good, Bearer good", "Basic good", "bearergood", "Bearer bad"}) {
    const auto result = authenticate(tokens, {header, ""}, nobody, FakeClock());
    ASSERT_FALSE(result) << header;
    EXPECT_EQ(result.error().code, ErrorCode::kUnauthenticated);
  }
}

TEST(Bearer, NeverRepeatsTheTokenInItsMessage) {
  const TokenStore tokens;
  EXPECT_EQ(authenticate(tokens, {"Bearer hunter2", ""}, nobody, FakeClock()).error().message.find("hunter2"),
            std::string::npos);
}

TEST(Bearer, TakesTheSchemeInAnyCase) {
  TokenStore tokens;
  tokens.add("good", {"alice", "", {}});
  for (const char* header : {"Bearer good", "bearer good", "BEARER good"})
    EXPECT_TRUE(authenticate(tokens, {header, ""}, nobody, FakeClock()));
}

TEST(Bearer, LetsAnExpiredTokenInNoMore) {
  FakeClock clock;
  TokenStore tokens;
  tokens.add("good", {.owner = "alice", .expires_at = clock.wall() + std::chrono::hours(1)});
  EXPECT_TRUE(authenticate(tokens, {"Bearer good", ""}, nobody, clock));
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(authenticate(tokens, {"Bearer good", ""}, nobody, clock).error().code, ErrorCode::kUnauthenticated);
}

TEST(Bearer, KeepsATokenToItsNetworks) {
  TokenStore tokens;
  tokens.add("bound",
             {.owner = "alice",
              .networks = {net::Network::parse("192.0.2.0/24").value(), net::Network::parse("2001:db8::/32").value()}});
  const auto let_in = [&](const char* address) {
    return authenticate(tokens, {"Bearer bound", address}, nobody, FakeClock()).has_value();
  };
  for (const char* inside : {"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"}) EXPECT_TRUE(let_in(inside)) << inside;
  for (const char* outside : {"192.0.3.1", "::1", "::ffff:192.0.3.1", "", "192.0.2.1x"}) {
    EXPECT_FALSE(let_in(outside)) << outside;
  }
}

TEST(TokenStore, RemembersWhichTokensWereUsed) {
  TokenStore tokens;
  tokens.add("used", {});
  tokens.add("unused", {});
  tokens.find("used");
  tokens.find("used");
  EXPECT_EQ(tokens.take_used(), std::vector{digest_of("used")});
  EXPECT_TRUE(tokens.take_used().empty());
}

TEST(Policy, HasNoDefault) { static_assert(!std::is_default_constructible_v<Policy>); }

TEST(Policy, NamesTheScopeThatIsMissing) {
  const Principal reader{"alice", "", {Scope::kFunctionsRead}};
  EXPECT_TRUE(authorize(reader, Policy::needs(Scope::kFunctionsRead)));
  EXPECT_TRUE(authorize(reader, kAnyToken));
  const auto refused = authorize(reader, Policy::needs(Scope::kFunctionsWrite));
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_NE(refused.error().message.find("functions:write"), std::string::npos);
}

TEST(Policy, EveryScopeHasAName) {
  for (const Scope scope : kAllScopes) {
    EXPECT_EQ(parse_scope(to_string(scope)), scope);
    EXPECT_TRUE(Scopes::all().has(scope));
    EXPECT_FALSE(Scopes{}.has(scope));
  }
  EXPECT_FALSE(parse_scope("functions"));
  EXPECT_FALSE(parse_scope(""));
}

TEST(Roles, HaveNamesAndDifferInWhatTheyMay) {
  for (const Role role : kAllRoles) EXPECT_EQ(parse_role(to_string(role)), role);
  EXPECT_FALSE(parse_role("root"));
  EXPECT_EQ(scopes_of(Role::kOwner), Scopes::all());
  EXPECT_FALSE(scopes_of(Role::kAdmin).has(Scope::kSecretsReveal));
  EXPECT_TRUE(scopes_of(Role::kDeveloper).has(Scope::kFunctionsWrite));
  EXPECT_FALSE(scopes_of(Role::kDeveloper).has(Scope::kTokensWrite));
  EXPECT_TRUE(scopes_of(Role::kOperator).has(Scope::kVaultWrite));
  EXPECT_FALSE(scopes_of(Role::kOperator).has(Scope::kFunctionsWrite));
}

TEST(Roles, AnAuditorChangesNothing) {
  for (const Scope scope : kAllScopes) {
    EXPECT_EQ(scopes_of(Role::kAuditor).has(scope), to_string(scope).ends_with(":read")) << to_string(scope);
  }
}

// A folder of its own, gone at the end.
class TokenFile : public testing::Test {
 protected:
  TokenFile() {
    std::string pattern = (fs::temp_directory_path() / "nsl-token-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~TokenFile() override { fs::remove_all(folder_); }
  fs::path file() const { return folder_ / "token"; }
  void write(const std::string& text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) const {
    std::ofstream(file()) << text;
    fs::permissions(file(), mode);
  }

 private:
  fs::path folder_;
};

TEST_F(TokenFile, RefusesAFileThatOthersCanRead) {
  write(new_token(), fs::perms::owner_all | fs::perms::others_read);
  EXPECT_EQ(load_or_create_token(file()).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(TokenFile, RefusesAFileWithoutAToken) {
  for (const std::string& text : {std::string(), std::string("nsl_short"), "hello " + new_token(),
                                  new_token() + "\n" + new_token(), std::string(2'000, 'x')}) {
    write(text);
    EXPECT_EQ(load_or_create_token(file()).error().code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST_F(TokenFile, SaysWhyItCannotBeMade) {
  const auto result = load_or_create_token(file() / "below" / "nothing");
  EXPECT_EQ(result.error().code, ErrorCode::kStorageFailed);
}

TEST_F(TokenFile, KeepsTheTokenOverRestarts) {
  const std::string token = load_or_create_token(file()).value();
  EXPECT_EQ(token.size(), 47u);
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(load_or_create_token(file()).value(), token);
}

}  // namespace
}  // namespace nsl::auth
