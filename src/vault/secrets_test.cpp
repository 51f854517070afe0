#include "vault/secrets.h"

#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

namespace nsl::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::VaultFixture;

class Secrets : public ::testing::Test, protected VaultFixture {
 protected:
  Secrets() : VaultFixture({}, {.value_max = 64_KiB, .per_owner_max = 5, .keep_versions = 3}) {}

  std::vector<std::uint64_t> version_numbers(std::string_view name) {
    std::vector<std::uint64_t> numbers;
    for (const SecretVersion& version : secrets->versions(alice, name).value()) numbers.push_back(version.number);
    return numbers;
  }
};

template <typename T>
ErrorCode code_of(const Result<T>& result) {
  return result ? ErrorCode::kInternal : result.error().code;
}

TEST_F(Secrets, ARefusedCallChangesNothing) {
  EXPECT_EQ(code_of(put("", "v")), ErrorCode::kInvalidName);
  EXPECT_EQ(code_of(put("no spaces", "v")), ErrorCode::kInvalidName);
  EXPECT_EQ(code_of(put(std::string(129, 'A'), "v")), ErrorCode::kInvalidName);
  EXPECT_EQ(code_of(put("EMPTY", "")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(put("LARGE", std::string(64 * 1024 + 1, 'v'))), ErrorCode::kPayloadTooLarge);
  EXPECT_EQ(code_of(secrets->update(alice, "KEY", {}, {})), ErrorCode::kSecretNotFound);
  EXPECT_EQ(code_of(secrets->destroy(alice, "KEY", {})), ErrorCode::kSecretNotFound);
  EXPECT_EQ(number("SELECT COUNT(*) FROM secrets") + number("SELECT COUNT(*) FROM secret_values"), 0);
}

TEST_F(Secrets, AValueOfTheLargestSizeAndOfAnyBytesComesBack) {
  std::string value(64 * 1024, '\0');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 7);
  ASSERT_TRUE(put("BINARY", value));
  EXPECT_EQ(read("BINARY"), value);
}

TEST_F(Secrets, AreReadByVersionAndLabel) {
  ASSERT_TRUE(put("KEY", "one"));
  ASSERT_TRUE(put("KEY", "two"));
  SecretChanges labels{.labels = std::map<std::string, std::uint64_t>{{"stable", 1}}};
  ASSERT_TRUE(secrets->update(alice, "KEY", labels, {}));
  EXPECT_EQ(read("KEY"), "two");
  EXPECT_EQ(read("KEY", 1), "one");
  EXPECT_EQ(as_text(secrets->read(alice, {.name = "KEY", .label = "stable"})->value.view()), "one");
  EXPECT_EQ(code_of(secrets->read(alice, {.name = "KEY", .label = "none"})), ErrorCode::kVersionNotFound);
  EXPECT_EQ(read("KEY", 3), "version_not_found");
  labels.labels->at("stable") = 3;
  EXPECT_EQ(code_of(secrets->update(alice, "KEY", labels, {})), ErrorCode::kInvalidArgument);
}

// Names that other stores took for somebody else's: CVE-2025-5999, CVE-2025-6004, CVE-2026-3605, GHSA-59w7-v8rr-pr4p.
TEST_F(Secrets, NoTrickWithANameReachesAnotherSecretOrOwner) {
  ASSERT_TRUE(put("KEY", "alice's"));
  for (const char* name :
       {"key", "Key", "KEY ", " KEY", "KEY\n", "KEY%00", "./KEY", "../alice/KEY", "alice/KEY", "*", "K*", "+",
        "KEY,OTHER", "{{KEY}}", "K\xd0\x95Y", "\xef\xbc\xab\xef\xbc\xa5\xef\xbc\xb9", "KEY' OR '1'='1", ".."}) {
    const std::string got = read(alice, name);
    EXPECT_TRUE(got == "secret_not_found" || got == "invalid_name") << name << " gave " << got;
    EXPECT_NE(read(bob, name), "alice's") << name;
  }
  for (const char* owner : {"Alice", "ALICE", "alice ", "alice/", "alice\n", "bob/../alice", "*", "", "\xd0\xb0lice"}) {
    const Caller stranger{.owner = owner, .actor = "x"};
    EXPECT_NE(read(stranger, "KEY"), "alice's") << owner;
    EXPECT_FALSE(secrets->destroy(stranger, "KEY", {})) << owner;
    const auto list = secrets->list(stranger, {});
    EXPECT_TRUE(!list || list->items.empty()) << owner;
  }
  EXPECT_EQ(read("KEY"), "alice's");
}

TEST_F(Secrets, TheSameNameOfTwoOwnersIsTwoSecrets) {
  ASSERT_TRUE(put(alice, "KEY", "alice's"));
  ASSERT_TRUE(put(bob, "KEY", "bob's"));
  EXPECT_EQ(read(alice, "KEY"), "alice's");
  EXPECT_EQ(read(bob, "KEY"), "bob's");
  ASSERT_TRUE(secrets->destroy(bob, "KEY", {}));
  EXPECT_EQ(read(alice, "KEY"), "alice's");
  EXPECT_EQ(read(bob, "KEY"), "secret_not_found");
}

TEST_F(Secrets, OldVersionsGoExceptThoseWithALabel) {
  ASSERT_TRUE(put("KEY", "1"));
  ASSERT_TRUE(secrets->update(alice, "KEY", {.labels = std::map<std::string, std::uint64_t>{{"first", 1}}}, {}));
  for (const char* value : {"2", "3", "4", "5"}) ASSERT_TRUE(put("KEY", value));
  EXPECT_THAT(version_numbers("KEY"), ElementsAre(5, 4, 1));
  EXPECT_EQ(number("SELECT COUNT(*) FROM secret_values"), 3);
  EXPECT_EQ(read("KEY", 1), "1");
  EXPECT_EQ(read("KEY", 2), "version_not_found");
  ASSERT_TRUE(
      secrets->update(alice, "KEY", {.labels = std::map<std::string, std::uint64_t>{}, .keep_versions = 1}, {}));
  EXPECT_THAT(version_numbers("KEY"), ElementsAre(5));
}

TEST_F(Secrets, RollBackGoesToTheNewestUsableVersionBeforeTheCurrentOne) {
  for (const char* value : {"1", "2", "3"}) ASSERT_TRUE(put("KEY", value));
  ASSERT_TRUE(secrets->set_version_state(alice, "KEY", 2, VersionState::kDisabled, {}));
  EXPECT_EQ(secrets->roll_back(alice, "KEY", std::nullopt, {})->current_version, 1u);
  EXPECT_EQ(read("KEY"), "1");
  EXPECT_EQ(code_of(secrets->roll_back(alice, "KEY", std::nullopt, {})), ErrorCode::kConflict);
  EXPECT_EQ(code_of(secrets->roll_back(alice, "KEY", 2, {})), ErrorCode::kConflict);
  EXPECT_EQ(code_of(secrets->roll_back(alice, "KEY", 9, {})), ErrorCode::kVersionNotFound);
  EXPECT_EQ(secrets->roll_back(alice, "KEY", 3, {})->current_version, 3u);
  EXPECT_EQ(put("KEY", "4")->current_version, 4u);
}

TEST_F(Secrets, WhatIsDisabledDeletedExpiredOrDestroyedIsNotRead) {
  ASSERT_TRUE(put("KEY", "v"));
  ASSERT_TRUE(secrets->set_state(alice, "KEY", SecretState::kDisabled, {}));
  EXPECT_EQ(read("KEY"), "secret_unavailable");
  ASSERT_TRUE(secrets->set_state(alice, "KEY", SecretState::kEnabled, {}));
  ASSERT_TRUE(secrets->set_version_state(alice, "KEY", 1, VersionState::kDeleted, {}));
  EXPECT_EQ(read("KEY"), "secret_unavailable");
  ASSERT_TRUE(secrets->set_version_state(alice, "KEY", 1, VersionState::kEnabled, {}));
  EXPECT_EQ(read("KEY"), "v");
  const WallTime soon = clock.wall() + std::chrono::seconds(1);
  ASSERT_TRUE(secrets->update(alice, "KEY", {.expires_at = std::optional(soon)}, {}));
  EXPECT_EQ(read("KEY"), "v");
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(read("KEY"), "secret_unavailable");
  ASSERT_TRUE(secrets->update(alice, "KEY", {.expires_at = std::optional<WallTime>()}, {}));
  ASSERT_TRUE(secrets->set_version_state(alice, "KEY", 1, VersionState::kDestroyed, {}));
  EXPECT_EQ(read("KEY"), "secret_unavailable");
  EXPECT_EQ(number("SELECT COUNT(*) FROM secret_values"), 0);
  EXPECT_EQ(text("SELECT wrapped FROM secret_versions"), "");
  EXPECT_EQ(code_of(secrets->set_version_state(alice, "KEY", 1, VersionState::kEnabled, {})), ErrorCode::kConflict);
}

TEST_F(Secrets, AChangeWhoseConditionDoesNotHoldIsNotMade) {
  EXPECT_EQ(
      code_of(secrets->put(alice, {.name = "KEY", .value = crypto::SecretBytes(1), .condition = {.revision = 1}})),
      ErrorCode::kPreconditionFailed);
  const auto first = put("KEY", "1");
  EXPECT_EQ(first->revision, 1u);
  const auto put_if = [&](std::uint64_t revision, std::string_view value) {
    return secrets->put(
        alice,
        {.name = "KEY", .value = crypto::SecretBytes::copy_of(as_bytes(value)), .condition = {.revision = revision}});
  };
  EXPECT_EQ(
      code_of(secrets->put(alice, {.name = "KEY", .value = crypto::SecretBytes(1), .condition = {.absent = true}})),
      ErrorCode::kPreconditionFailed);
  EXPECT_EQ(put_if(1, "2")->revision, 2u);
  EXPECT_EQ(code_of(put_if(1, "3")), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(code_of(secrets->destroy(alice, "KEY", {.revision = 1})), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(read("KEY"), "2");
}

TEST_F(Secrets, OfManyWhoChangeTheSameRevisionOneSucceeds) {
  ASSERT_TRUE(put("KEY", "0"));
  std::atomic<int> succeeded{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      if (secrets->put(alice, {.name = "KEY", .value = crypto::SecretBytes(3), .condition = {.revision = 1}}))
        ++succeeded;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(secrets->get(alice, "KEY")->latest_version, 2u);
}

TEST_F(Secrets, AnOwnerHasNoMoreThanTheLimit) {
  for (const char* name : {"A", "B", "C", "D", "E"}) ASSERT_TRUE(put(name, "v"));
  EXPECT_EQ(code_of(put("F", "v")), ErrorCode::kQuotaExceeded);
  EXPECT_TRUE(put("A", "another version"));
  EXPECT_TRUE(put(bob, "F", "v"));
  ASSERT_TRUE(secrets->destroy(alice, "B", {}));
  EXPECT_TRUE(put("F", "v"));
}

TEST_F(Secrets, ListsComeInPagesByNameAndHoldNoValues) {
  for (const char* name : {"C", "a", "B", "D"}) ASSERT_TRUE(put(name, "hunter2"));
  const auto first = secrets->list(alice, {.limit = 3});
  ASSERT_TRUE(first);
  EXPECT_THAT((std::vector{first->items[0].name, first->items[1].name, first->items[2].name}),
              ElementsAre("B", "C", "D"));
  const auto second = secrets->list(alice, {.limit = 3, .cursor = first->next_cursor});
  ASSERT_EQ(second->items.size(), 1u);
  EXPECT_EQ(second->items[0].name, "a");
  EXPECT_EQ(second->next_cursor, "");
  EXPECT_FALSE(secrets->list(alice, {.limit = 0}));
  EXPECT_FALSE(secrets->list(alice, {.limit = 201}));
  EXPECT_FALSE(secrets->list(alice, {.cursor = "x' OR 1"}));
}

TEST_F(Secrets, MetadataIsKeptAndChecked) {
  const std::map<std::string, std::string> tags{{"team", "oracle"},
                                                {"cost",
                                                 "\xe2\x82\xac"
                                                 "5"}};
  const auto made = secrets->put(
      alice, {.name = "KEY", .value = crypto::SecretBytes(1), .changes = {.description = "a key", .tags = tags}});
  ASSERT_TRUE(made);
  restart();
  const auto secret = secrets->get(alice, "KEY");
  EXPECT_EQ(secret->description, "a key");
  EXPECT_EQ(secret->tags, tags);
  EXPECT_EQ(secret->id, made->id);
  using Tags = std::map<std::string, std::string>;
  for (const Tags& bad : {Tags{{"", "v"}}, Tags{{"two words", "v"}}, Tags{{"k", "line\nline"}}, Tags{{"k", "\xff"}},
                          Tags{{"k", std::string(256, 'v')}}}) {
    EXPECT_EQ(code_of(secrets->update(alice, "KEY", {.tags = bad}, {})), ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(code_of(secrets->update(alice, "KEY", {.keep_versions = 0}, {})), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(secrets->update(alice, "KEY", {.keep_versions = 101}, {})), ErrorCode::kInvalidArgument);
}

TEST_F(Secrets, RememberWhenTheyWereUsedLast) {
  ASSERT_TRUE(put("KEY", "v"));
  ASSERT_EQ(read("KEY"), "v");
  EXPECT_FALSE(secrets->get(alice, "KEY")->last_used_at);
  ASSERT_TRUE(secrets->save_last_use());
  EXPECT_EQ(secrets->get(alice, "KEY")->last_used_at, clock.wall());
  EXPECT_EQ(secrets->get(alice, "KEY")->revision, 1u);
  ASSERT_TRUE(vault->verify(operator_));
}

TEST_F(Secrets, TellTheObserverOfEveryUseAndRefusal) {
  ASSERT_TRUE(put("KEY", "hunter2"));
  EXPECT_EQ(observer.last().action, Action::kSet);
  EXPECT_EQ(observer.last().version, 1u);
  read("KEY");
  EXPECT_EQ(observer.last().action, Action::kRead);
  EXPECT_EQ(observer.last().owner, "alice");
  EXPECT_EQ(observer.last().actor, "laptop");
  read(bob, "KEY");
  EXPECT_EQ(observer.last().owner, "bob");
  EXPECT_EQ(observer.last().refused, ErrorCode::kSecretNotFound);
  ASSERT_TRUE(secrets->reveal(alice, {.name = "KEY"}, "an incident"));
  EXPECT_EQ(observer.last().action, Action::kReveal);
  EXPECT_EQ(observer.last().reason, "an incident");
  ASSERT_TRUE(secrets->destroy(alice, "KEY", {}));
  EXPECT_EQ(observer.last().action, Action::kDestroy);
  // Lines cannot be forged through a name.
  read("KEY\n{\"action\":\"read\"}");
  EXPECT_EQ(observer.last().secret, "(not a name)");
  for (const auto& told : observer.told()) EXPECT_THAT(told.secret + told.reason, Not(HasSubstr("hunter2")));
}

TEST_F(Secrets, GiveNothingOutAndChangeNothingWhenTheObserverDoesNotListen) {
  ASSERT_TRUE(put("KEY", "v"));
  observer.stop_listening();
  EXPECT_EQ(read("KEY"), "storage_failed");
  EXPECT_FALSE(put("KEY", "w"));
  EXPECT_FALSE(put("NEW", "w"));
  EXPECT_FALSE(secrets->destroy(alice, "KEY", {}));
  EXPECT_FALSE(secrets->list(alice, {}));
  observer.listen_again();
  EXPECT_EQ(read("KEY"), "v");
  EXPECT_EQ(read("NEW"), "secret_not_found");
}

TEST(SecretsNoReveal, AValueIsNotShownToPeopleWhereThatIsSwitchedOff) {
  for (const char* owners : {"alice", "*"}) {
    VaultFixture fixture({}, {.no_reveal = {owners}});
    ASSERT_TRUE(fixture.put("KEY", "v"));
    ASSERT_TRUE(fixture.put(fixture.bob, "KEY", "v"));
    EXPECT_EQ(code_of(fixture.secrets->reveal(fixture.alice, {.name = "KEY"}, "why")), ErrorCode::kForbidden);
    EXPECT_EQ(fixture.observer.last().refused, ErrorCode::kForbidden);
    EXPECT_EQ(fixture.secrets->reveal(fixture.bob, {.name = "KEY"}, "why").has_value(),
              std::string_view(owners) != "*");
    EXPECT_EQ(fixture.read("KEY"), "v") << "functions may";
  }
}

TEST_F(Secrets, ErrorsHoldNoValues) {
  ASSERT_TRUE(put("KEY", "hunter2"));
  ASSERT_TRUE(secrets->set_state(alice, "KEY", SecretState::kDisabled, {}));
  const auto refused = secrets->read(alice, {.name = "KEY"});
  EXPECT_THAT(refused.error().message, Not(HasSubstr("hunter2")));
  const auto large =
      secrets->put(alice, {.name = "hunter2 as a name", .value = crypto::SecretBytes::copy_of(as_bytes("hunter2"))});
  EXPECT_THAT(large.error().message, Not(HasSubstr("hunter2")));
}

// Nobody learns from the time of a refusal whether somebody else has a secret of this name. The fastest of many is what the
// machine's other work does not blur.
TEST_F(Secrets, OfOthersAreRefusedAsFastAsThoseThatAreNotThere) {
  ASSERT_TRUE(secrets->put(bob, {.name = "BOBS", .value = crypto::SecretBytes::copy_of(as_bytes("value"))}));
  const auto fastest = [&](std::string_view name) {
    auto best = std::chrono::nanoseconds::max();
    for (int i = 0; i < 300; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      const auto found = secrets->get(alice, name);
      best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - begin);
      EXPECT_EQ(code_of(found), ErrorCode::kSecretNotFound);
    }
    return best;
  };
  fastest("BOBS");
  const auto of_bob = fastest("BOBS");
  const auto absent = fastest("NONE");
  EXPECT_LT(of_bob, 2 * absent);
  EXPECT_LT(absent, 2 * of_bob);
}

}  // namespace
}  // namespace nsl::vault
