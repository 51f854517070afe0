#include "auth/owners.h"

#include "audit/reader.h"
#include "storage/testing/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace nsl::auth {
namespace {

constexpr const char* kAlice = "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i";
constexpr const char* kBob = "jwt:https://id.example.com#bob";

class OwnersTest : public ::testing::Test {
 protected:
  OwnersTest() { open(); }

  // As after a restart.
  void open() {
    owners.reset();
    log.reset();
    database.reset();
    database = storage::Database::create(folder.url(), {}).value();
    log = audit::AuditLog::create(*database, *keys, clock, {}).value();
    owners = OwnerRegistry::create({*database, *log, clock, "dev"}).value();
  }

  static Principal principal(std::string owner, Role role) {
    const Reach reach = owner == "dev" ? Reach::kService : Reach::kOwner;
    return {.owner = std::move(owner), .token_name = "t", .scopes = scopes_of(role, reach)};
  }
  ErrorCode make(std::string name) { return code(owners->create_owner({service, "req"}, {.name = std::move(name)})); }
  ErrorCode set(const Principal& by, std::string_view owner, std::string_view identity, Role role) {
    return code(owners->set_member({by, "req"}, owner, identity, role));
  }
  ErrorCode remove(const Principal& by, std::string_view owner, std::string_view identity) {
    return code(owners->remove_member({by, "req"}, owner, identity));
  }
  // kCancelled stands for "done", which no call here fails with.
  static constexpr ErrorCode kDone = ErrorCode::kCancelled;
  template <typename T>
  static ErrorCode code(const T& result) {
    return result ? kDone : result.error().code;
  }
  std::vector<std::string> audited(std::string owner, std::string action) {
    audit::Reader reader(*database, *keys, clock);
    std::vector<std::string> lines;
    for (const auto& entry :
         reader.list({.owner = std::move(owner), .action = std::move(action)}, 0, 50).value().entries) {
      lines.push_back(entry.outcome + " " + entry.detail);
    }
    return lines;
  }

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({7});
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<audit::AuditLog> log;
  std::unique_ptr<OwnerRegistry> owners;
  const Principal service = principal("dev", Role::kOwner);
  const Principal boss = principal("acme", Role::kOwner);
  const Principal admin = principal("acme", Role::kAdmin);
};

TEST_F(OwnersTest, RefusesWhatIsNoOwner) {
  for (const char* name : {"", "Acme", "a b", "acme/..", "ä", "*"}) EXPECT_EQ(make(name), ErrorCode::kInvalidName) << name;
  EXPECT_EQ(make(std::string(64, 'a')), ErrorCode::kInvalidName);
  EXPECT_EQ(make("dev"), ErrorCode::kConflict);
  EXPECT_EQ(make("acme"), kDone);
  EXPECT_EQ(make("acme"), ErrorCode::kConflict);
  EXPECT_EQ(owners->list()->size(), 2u);
}

TEST_F(OwnersTest, RefusesWhatIsNoIdentity) {
  ASSERT_EQ(make("acme"), kDone);
  for (const char* bad : {"", "alice", "jwt:", "jwt:https://id.example.com", "jwt:#bob", "jwt:https://id.example.com#",
                          "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6j", "jwt:https://id.example.com#b\nb",
                          "token:token file", "service"}) {
    EXPECT_EQ(set(service, "acme", bad, Role::kOwner), ErrorCode::kInvalidArgument) << bad;
  }
  EXPECT_EQ(set(service, "acme", "jwt:a#" + std::string(kIdentityBytesMax, 'b'), Role::kOwner),
            ErrorCode::kInvalidArgument);
  EXPECT_TRUE(owners->members(service, "acme")->empty());
}

TEST_F(OwnersTest, OtherOwnersAreNotThere) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(make("other"), kDone);
  ASSERT_EQ(set(service, "other", kBob, Role::kOwner), kDone);
  for (const char* name : {"other", "dev", "nobody"}) {
    EXPECT_EQ(code(owners->get(boss, name)), ErrorCode::kOwnerNotFound) << name;
    EXPECT_EQ(code(owners->members(boss, name)), ErrorCode::kOwnerNotFound) << name;
    EXPECT_EQ(set(boss, name, kAlice, Role::kAuditor), ErrorCode::kOwnerNotFound) << name;
    EXPECT_EQ(remove(boss, name, kBob), ErrorCode::kOwnerNotFound) << name;
  }
  EXPECT_EQ(set(service, "nobody", kAlice, Role::kAuditor), ErrorCode::kOwnerNotFound);
  EXPECT_FALSE(owners->find(kAlice, "other"));
  EXPECT_TRUE(owners->find(kBob, "other"));
}

TEST_F(OwnersTest, NobodyGivesARoleThatMayMoreThanHe) {
  ASSERT_EQ(make("acme"), kDone);
  EXPECT_EQ(set(admin, "acme", kAlice, Role::kOwner), ErrorCode::kForbidden);
  EXPECT_FALSE(owners->find(kAlice, "acme"));
  EXPECT_EQ(set(admin, "acme", kAlice, Role::kAdmin), kDone);
  // An admin of the owner that runs the service has not the keys of the vault.
  const Principal of_service = principal("dev", Role::kAdmin);
  EXPECT_EQ(set(of_service, "dev", kAlice, Role::kOperator), ErrorCode::kForbidden);
  EXPECT_EQ(set(of_service, "dev", kAlice, Role::kDeveloper), kDone);
  EXPECT_EQ(set(of_service, "acme", kAlice, Role::kDeveloper), ErrorCode::kOwnerNotFound);
  // Nor gets a token of few scopes more of them this way.
  const Principal token{.owner = "acme", .token_name = "t", .scopes = {Scope::kMembersWrite}};
  EXPECT_EQ(set(token, "acme", kBob, Role::kAuditor), ErrorCode::kForbidden);
}

TEST_F(OwnersTest, NobodyChangesAMemberWhoMayMoreThanHe) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(set(service, "acme", kAlice, Role::kOwner), kDone);
  ASSERT_EQ(set(service, "acme", kBob, Role::kOwner), kDone);
  EXPECT_EQ(set(admin, "acme", kAlice, Role::kAuditor), ErrorCode::kForbidden);
  EXPECT_EQ(remove(admin, "acme", kAlice), ErrorCode::kForbidden);
  EXPECT_EQ(owners->find(kAlice, "acme")->role, Role::kOwner);
}

TEST_F(OwnersTest, ATokenThatIsBoundToNetworksChangesNoMembers) {
  ASSERT_EQ(make("acme"), kDone);
  Principal bound = boss;
  bound.networks = {net::Network::parse("10.0.0.0/8").value()};
  EXPECT_EQ(set(bound, "acme", kAlice, Role::kAuditor), ErrorCode::kForbidden);
}

TEST_F(OwnersTest, TheLastMemberInTheRoleOwnerStays) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(set(service, "acme", kAlice, Role::kOwner), kDone);
  EXPECT_EQ(remove(boss, "acme", kAlice), ErrorCode::kConflict);
  EXPECT_EQ(set(boss, "acme", kAlice, Role::kAdmin), ErrorCode::kConflict);
  EXPECT_EQ(set(boss, "acme", kAlice, Role::kOwner), kDone) << "which he is";
  ASSERT_EQ(set(boss, "acme", kBob, Role::kOwner), kDone);
  EXPECT_EQ(remove(boss, "acme", kAlice), kDone);
  EXPECT_EQ(remove(boss, "acme", kAlice), ErrorCode::kMemberNotFound);
  EXPECT_EQ(remove(boss, "acme", kBob), ErrorCode::kConflict);
}

TEST_F(OwnersTest, InTheOwnerThatRunsTheServiceEveryMemberCanGo) {
  ASSERT_EQ(set(service, "dev", kAlice, Role::kOwner), kDone);
  EXPECT_EQ(remove(service, "dev", kAlice), kDone);
}

TEST_F(OwnersTest, AMemberOfAnotherOwnerHasNoScopeOverTheService) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(set(service, "acme", kAlice, Role::kOwner), kDone);
  ASSERT_EQ(set(service, "dev", kBob, Role::kOwner), kDone);
  const Scopes scopes = scopes_of(*owners->find(kAlice, ""));
  for (const Scope scope :
       {Scope::kVaultRead, Scope::kVaultWrite, Scope::kMetricsRead, Scope::kOwnersRead, Scope::kOwnersWrite}) {
    EXPECT_FALSE(scopes.has(scope)) << to_string(scope);
  }
  EXPECT_TRUE(scopes.has(Scope::kMembersWrite));
  EXPECT_EQ(scopes_of(*owners->find(kBob, "")), Scopes::all());
}

TEST_F(OwnersTest, AMemberOfSeveralChoosesAndWorksForTheFirstOtherwise) {
  for (const char* name : {"acme", "basic"}) ASSERT_EQ(make(name), kDone);
  ASSERT_EQ(set(service, "basic", kAlice, Role::kDeveloper), kDone);
  clock.advance(std::chrono::seconds(1));
  ASSERT_EQ(set(service, "acme", kAlice, Role::kAuditor), kDone);
  const auto check = [&] {
    EXPECT_EQ(owners->find(kAlice, ""), (Member{"basic", Role::kDeveloper, Reach::kOwner})) << "not where others put him";
    EXPECT_EQ(owners->find(kAlice, "acme"), (Member{"acme", Role::kAuditor, Reach::kOwner}));
    EXPECT_FALSE(owners->find(kAlice, "dev"));
    EXPECT_FALSE(owners->find(kBob, ""));
  };
  check();
  open();
  check();
  ASSERT_EQ(set(service, "basic", kAlice, Role::kAdmin), kDone);
  EXPECT_EQ(owners->find(kAlice, "")->role, Role::kAdmin) << "another role is no new beginning";
  ASSERT_EQ(set(service, "basic", kBob, Role::kOwner), kDone);
  ASSERT_EQ(remove(service, "basic", kAlice), kDone);
  EXPECT_EQ(owners->find(kAlice, "")->owner, "acme");
}

TEST_F(OwnersTest, EverySubjectOfAnIssuerCanBeAMember) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(set(service, "acme", "jwt:https://id.example.com#*", Role::kAuditor), kDone);
  ASSERT_EQ(set(service, "acme", kBob, Role::kDeveloper), kDone);
  EXPECT_EQ(owners->find(kBob, "")->role, Role::kDeveloper) << "who is named himself is that";
  EXPECT_EQ(owners->find("jwt:https://id.example.com#carol", "acme")->role, Role::kAuditor);
  EXPECT_FALSE(owners->find("jwt:https://id.example.com.evil#carol", ""));
}

TEST_F(OwnersTest, EveryChangeAndEveryRefusalIsRecorded) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(set(service, "acme", kAlice, Role::kOwner), kDone);
  ASSERT_EQ(set(boss, "acme", kBob, Role::kDeveloper), kDone);
  ASSERT_EQ(remove(boss, "acme", kBob), kDone);
  ASSERT_EQ(set(admin, "acme", kBob, Role::kOwner), ErrorCode::kForbidden);
  ASSERT_EQ(set(boss, "dev", kBob, Role::kOwner), ErrorCode::kOwnerNotFound);
  EXPECT_EQ(audited("dev", "owner.create"), (std::vector<std::string>{"ok owner acme"}));
  const auto set_in_acme = audited("acme", "member.set");
  ASSERT_EQ(set_in_acme.size(), 4u);
  EXPECT_NE(std::ranges::find(set_in_acme, fmt::format("ok {} as owner, by the owner dev", kAlice)), set_in_acme.end());
  EXPECT_EQ(audited("acme", "member.remove"), (std::vector<std::string>{fmt::format("ok {}", kBob)}));
  EXPECT_TRUE(audited("dev", "member.set").empty()) << "what a stranger tries is in his own log";
}

TEST_F(OwnersTest, IsAskedWhileMembersChange) {
  ASSERT_EQ(make("acme"), kDone);
  ASSERT_EQ(set(service, "acme", kAlice, Role::kDeveloper), kDone);
  std::atomic<bool> done{false};
  std::atomic<int> missed{0};
  std::thread asking([&] {
    while (!done) missed += owners->find(kAlice, "acme") ? 0 : 1;
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(set(service, "acme", kAlice, i % 2 == 0 ? Role::kAuditor : Role::kDeveloper), kDone);
  }
  done = true;
  asking.join();
  EXPECT_EQ(missed, 0) << "a member whose role changes is a member all the time";
}

}  // namespace
}  // namespace nsl::auth
