#include "auth/setup.h"

#include "audit/reader.h"
#include "storage/testing/temporary_folder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace nsl::auth {
namespace {

// ::testing::Test has a member Setup, so the class is named in full.
class SetupTest : public ::testing::Test {
 protected:
  std::string opened() {
    const auto code = setup.open();
    EXPECT_TRUE(code && *code);
    return code && *code ? **code : "";
  }
  Result<MadeToken> claim(const std::string& code, std::string name = "alice") {
    return setup.claim({.code = code, .name = std::move(name)}, "req");
  }
  ErrorCode refusal(const std::string& code) {
    const auto made = claim(code);
    return made ? ErrorCode::kInternal : made.error().code;
  }

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({7});
  std::unique_ptr<storage::Database> database = storage::Database::create(folder.url(), {}).value();
  std::unique_ptr<audit::AuditLog> log = audit::AuditLog::create(*database, *keys, clock, {}).value();
  TokenStore tokens;
  std::unique_ptr<TokenRegistry> registry = TokenRegistry::create({*database, tokens, *log, clock}).value();
  std::unique_ptr<OwnerRegistry> owners = OwnerRegistry::create({*database, *log, clock, "dev"}).value();
  auth::Setup setup{{.tokens = *registry, .owners = *owners, .clock = clock}, {.owner = "dev"}};
  const Principal service{.owner = "dev", .token_name = "token file", .scopes = Scopes::all()};
};

TEST_F(SetupTest, AnythingButTheCodeOpensNothing) {
  EXPECT_EQ(refusal(""), ErrorCode::kUnauthenticated) << "it was never opened";
  const std::string code = opened();
  EXPECT_EQ(code.size(), 53u);
  for (const std::string& wrong : {std::string(), code.substr(0, code.size() - 1), code + "A", std::string(53, 'A')}) {
    EXPECT_EQ(refusal(wrong), ErrorCode::kUnauthenticated) << wrong;
  }
  EXPECT_FALSE(registry->has_any().value());
  EXPECT_TRUE(claim(code)) << "wrong tries take it from nobody";
}

TEST_F(SetupTest, TheFirstPersonGetsWhatAnOwnerMay) {
  const auto made = claim(opened());
  ASSERT_TRUE(made);
  const auto principal = tokens.find(made->text);
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->owner, "dev");
  EXPECT_EQ(principal->scopes, scopes_of(Role::kOwner));
  EXPECT_EQ(made->token.created_by, "token:setup link");
  audit::Reader reader(*database, *keys, clock);
  const auto entries = reader.list({.owner = "dev", .action = "token.create"}, 0, 10).value().entries;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].actor, "token:setup link");
}

TEST_F(SetupTest, ItIsGoodOnce) {
  const std::string code = opened();
  EXPECT_TRUE(claim(code));
  EXPECT_EQ(refusal(code), ErrorCode::kUnauthenticated);
  EXPECT_EQ(setup.open().value(), std::nullopt);
}

TEST_F(SetupTest, OfManyWhoBringItAtOnceOneGetsIn) {
  const std::string code = opened();
  std::atomic<int> made{0};
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 8; ++i) {
      all.emplace_back([&, i] { made += claim(code, "person-" + std::to_string(i)).has_value() ? 1 : 0; });
    }
  }
  EXPECT_EQ(made, 1);
  EXPECT_EQ(registry->list("dev").value().size(), 1u);
}

TEST_F(SetupTest, ItEndsAfterHalfAnHour) {
  const std::string code = opened();
  clock.advance(auth::Setup::kLife - std::chrono::seconds(1));
  EXPECT_EQ(claim(code, "NO NAME").error().code, ErrorCode::kInvalidName) << "still good";
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(refusal(code), ErrorCode::kUnauthenticated);
}

TEST_F(SetupTest, ANewOneEndsTheOneBefore) {
  const std::string before = opened();
  const std::string now = opened();
  EXPECT_NE(before, now);
  EXPECT_EQ(refusal(before), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(claim(now));
}

TEST_F(SetupTest, ANameThatIsNoneLeavesItOpen) {
  const std::string code = opened();
  EXPECT_EQ(claim(code, "").error().code, ErrorCode::kInvalidName);
  EXPECT_TRUE(claim(code));
}

TEST_F(SetupTest, WhoComesByAnotherWayEndsIt) {
  const std::string code = opened();
  ASSERT_TRUE(owners->set_member({service, "req"}, "dev", "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i", Role::kOwner));
  EXPECT_EQ(refusal(code), ErrorCode::kUnauthenticated);
  EXPECT_EQ(setup.open().value(), std::nullopt);
}

TEST_F(SetupTest, AnotherOwnerIsSomebodyToo) {
  ASSERT_TRUE(owners->create_owner({service, "req"}, {.name = "acme"}));
  EXPECT_EQ(setup.open().value(), std::nullopt);
}

TEST_F(SetupTest, WhomTheSettingsNameIsSomebodyToo) {
  auth::Setup named({.tokens = *registry, .owners = *owners, .clock = clock},
              {.owner = "dev", .named = auth::Setup::Named::kSomebody});
  EXPECT_EQ(named.open().value(), std::nullopt);
}

}  // namespace
}  // namespace nsl::auth
