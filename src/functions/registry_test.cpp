#include "functions/registry.h"

#include "base/bytes.h"
#include "functions/cursor.h"
#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace nsl::functions {
namespace {

using storage::testing::TemporaryFolder;
using ::testing::HasSubstr;

class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest() { reopen(); }

  void reopen() {
    registry_.reset();
    database_.reset();
    auto database = storage::Database::create(folder_.url(), {});
    NSL_CHECK(database.has_value());
    database_ = *std::move(database);
    registry_ = std::make_unique<Registry>(*database_, clock_);
  }

  static DeployRequest request(std::string name, std::string code) {
    return {.owner = kOwner, .name = std::move(name), .code = std::move(code), .description = "a test", .note = "first", .settings = {}};
  }

  static constexpr const char* kOwner = "alice";

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Registry> registry_;
};

TEST_F(RegistryTest, RefusesNamesOutsideTheAlphabetAndTheirLength) {
  for (const std::string& name :
       {std::string(), std::string("Upper"), std::string("a_b"), std::string("a.b"), std::string("a b"),
        std::string("\xC3\xA4"), std::string("a\0b", 3), std::string("a/b"), std::string(64, 'a')}) {
    const auto result = registry_->put(request(name, "code"));
    ASSERT_FALSE(result) << name;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidName) << name;
  }
  EXPECT_TRUE(registry_->put(request(std::string(63, '-'), "code")));
}

TEST_F(RegistryTest, ANameIsUniqueForItsOwnerOnly) {
  auto of_bob = request("a", "bob's");
  of_bob.owner = "bob";
  ASSERT_TRUE(registry_->put(request("a", "alice's")));
  ASSERT_TRUE(registry_->put(of_bob));
  EXPECT_NE(registry_->get({kOwner, "a"})->id, registry_->get({"bob", "a"})->id);
  EXPECT_EQ(registry_->get({"bob", "a"})->owner, "bob");
  EXPECT_EQ(registry_->list("bob", {})->items.size(), 1u);
  EXPECT_EQ(registry_->get({"carol", "a"}).error().code, ErrorCode::kFunctionNotFound);
  ASSERT_TRUE(registry_->remove({"bob", "a"}));
  EXPECT_TRUE(registry_->get({kOwner, "a"}));
}

TEST_F(RegistryTest, RefusesCodeThatIsTooLargeOrNoText) {
  EXPECT_EQ(registry_->put(request("a", std::string(engine::kCodeMax.bytes + 1, 'x'))).error().code,
            ErrorCode::kPayloadTooLarge);
  EXPECT_TRUE(registry_->put(request("a", std::string(engine::kCodeMax.bytes, 'x'))));
  const auto broken = registry_->put(request("b", "\xFF"));
  EXPECT_EQ(broken.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(broken.error().pointer, "/code");
}

TEST_F(RegistryTest, NothingIsThereUntilItIsPut) {
  EXPECT_EQ(registry_->get({kOwner, "hello"}).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_EQ(registry_->get_version({kOwner, "hello"}, 1).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_EQ(registry_->list_versions({kOwner, "hello"}, {}).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, 1).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_EQ(registry_->remove({kOwner, "hello"}).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_EQ(registry_->get_source(FunctionId::generate(), 1).error().code, ErrorCode::kVersionNotFound);
  EXPECT_EQ(registry_->get_version(FunctionId::generate(), 1).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_TRUE(registry_->list(kOwner, {}).value().items.empty());
}

TEST_F(RegistryTest, NewContentIsANewActiveVersion) {
  const auto first = registry_->put(request("hello", "one"));
  clock_.advance(std::chrono::seconds(1));
  const auto second = registry_->put(request("hello", "two"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->outcome, DeployOutcome::kCreated);
  EXPECT_EQ(second->outcome, DeployOutcome::kUpdated);
  EXPECT_EQ(second->function.id, first->function.id);
  EXPECT_EQ(second->version.number, 2u);
  EXPECT_NE(second->version.hash, first->version.hash);
  EXPECT_GT(second->function.updated_at, second->function.created_at);
  const auto function = registry_->get({kOwner, "hello"}).value();
  EXPECT_EQ(function.active_version, 2u);
  EXPECT_EQ(function.latest_version, 2u);
}

TEST_F(RegistryTest, TheSameContentIsTheSameVersion) {
  const auto first = registry_->put(request("hello", "one")).value();
  clock_.advance(std::chrono::seconds(1));
  auto again = request("hello", "one");
  again.note = "another reason";
  again.description = "another text";
  const auto second = registry_->put(again).value();
  EXPECT_EQ(second.outcome, DeployOutcome::kUnchanged);
  EXPECT_EQ(second.version.number, 1u);
  EXPECT_EQ(second.version.note, "first") << "a version stays as it was made";
  EXPECT_EQ(second.function.updated_at, first.function.updated_at);
}

TEST_F(RegistryTest, OtherSettingsAreAnotherVersionButTheOrderOfHostsIsNot) {
  auto settings = request("hello", "one");
  settings.settings.allow_hosts = {"b.example", "a.example"};
  const auto first = registry_->put(settings).value();
  EXPECT_EQ(first.version.settings.allow_hosts, (std::vector<std::string>{"a.example", "b.example"}));
  settings.settings.allow_hosts = {"a.example", "b.example", "a.example"};
  EXPECT_EQ(registry_->put(settings)->version.number, 1u);
  settings.settings.limits.cpu += std::chrono::microseconds(1);
  EXPECT_EQ(registry_->put(settings)->version.number, 2u);
}

TEST_F(RegistryTest, DeployingAnOlderVersionAgainMakesItActive) {
  registry_->put(request("hello", "one"));
  registry_->put(request("hello", "two"));
  const auto back = registry_->put(request("hello", "one")).value();
  EXPECT_EQ(back.outcome, DeployOutcome::kUpdated);
  EXPECT_EQ(back.version.number, 1u);
  EXPECT_EQ(registry_->get({kOwner, "hello"})->active_version, 1u);
  EXPECT_EQ(registry_->put(request("hello", "three"))->version.number, 3u) << "numbers go on behind the latest";
}

TEST_F(RegistryTest, ChangesOnlyWhatIsAsTheCallerKnowsIt) {
  const auto put_if = [&](Condition condition, const char* code) {
    DeployRequest wanted = request("hello", code);
    wanted.condition = std::move(condition);
    return registry_->put(wanted);
  };
  EXPECT_EQ(put_if({.revision = "1-1-0"}, "1").error().code, ErrorCode::kPreconditionFailed);
  EXPECT_EQ(registry_->get({kOwner, "hello"}).error().code, ErrorCode::kFunctionNotFound);
  const auto made = put_if({.absent = true}, "1");
  ASSERT_TRUE(made);
  EXPECT_EQ(put_if({.absent = true}, "2").error().code, ErrorCode::kPreconditionFailed);

  const std::string known = revision_of(registry_->get({kOwner, "hello"}).value());
  EXPECT_EQ(known, revision_of(made->function));
  ASSERT_TRUE(put_if({.revision = known}, "2"));
  EXPECT_EQ(put_if({.revision = known}, "3").error().code, ErrorCode::kPreconditionFailed);
  EXPECT_EQ(registry_->get({kOwner, "hello"})->latest_version, 2u);
}

TEST_F(RegistryTest, KeepsEverythingOfAVersion) {
  auto full = request("hello", "export default () => '\xE2\x82\xAC'");
  full.file_name = "src/hello.ts";
  full.settings.limits = {.memory = 32_MiB,
                          .cpu = std::chrono::milliseconds(5),
                          .wall = std::chrono::seconds(900),
                          .host_calls = 7,
                          .input = {1},
                          .output = {2},
                          .logs = {3}};
  full.settings.allow_hosts = {"127.0.0.1:9000", "quote\".example"};
  const auto deployed = registry_->put(full).value();
  reopen();
  const auto version = registry_->get_version({kOwner, "hello"}, std::nullopt).value();
  EXPECT_EQ(version.function, deployed.function.id);
  EXPECT_EQ(version.name, "hello");
  EXPECT_EQ(version.number, 1u);
  EXPECT_EQ(version.hash, deployed.version.hash);
  EXPECT_EQ(version.hash, content_hash(full.settings, full.code));
  EXPECT_EQ(version.description, "a test");
  EXPECT_EQ(version.note, "first");
  EXPECT_EQ(version.settings.limits, full.settings.limits);
  EXPECT_EQ(version.settings.allow_hosts, full.settings.allow_hosts);
  EXPECT_EQ(version.code_bytes, full.code.size());
  EXPECT_EQ(version.created_at, clock_.wall());
  const auto source = registry_->get_source(version.function, 1).value();
  EXPECT_EQ(source.code, full.code);
  EXPECT_EQ(source.file_name, "src/hello.ts");
}

TEST_F(RegistryTest, StoresTheSameCodeOnce) {
  for (const char* name : {"a", "b", "c"}) ASSERT_TRUE(registry_->put(request(name, "shared")));
  auto other = request("a", "shared");
  other.settings.limits.host_calls = 1;
  ASSERT_TRUE(registry_->put(other));
  EXPECT_EQ(database_->read()->find<std::int64_t>("SELECT COUNT(*) FROM code_texts").value(), 1);
}

TEST_F(RegistryTest, RollsBackToTheVersionBeforeOrToAGivenOne) {
  for (const char* code : {"one", "two", "three"}) registry_->put(request("hello", code));
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, std::nullopt)->active_version, 2u);
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, std::nullopt)->active_version, 1u);
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, std::nullopt).error().code, ErrorCode::kVersionNotFound);
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, 4).error().code, ErrorCode::kVersionNotFound);
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, 0).error().code, ErrorCode::kVersionNotFound);
  EXPECT_EQ(registry_->get({kOwner, "hello"})->active_version, 1u) << "a refused one changes nothing";
  EXPECT_EQ(registry_->activate({kOwner, "hello"}, 3)->latest_version, 3u);
}

TEST_F(RegistryTest, ARemovedFunctionIsGoneAndItsNameFree) {
  const auto first = registry_->put(request("hello", "one")).value();
  ASSERT_TRUE(registry_->remove({kOwner, "hello"}));
  EXPECT_EQ(registry_->get({kOwner, "hello"}).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_EQ(registry_->remove({kOwner, "hello"}).error().code, ErrorCode::kFunctionNotFound);
  EXPECT_TRUE(registry_->list(kOwner, {})->items.empty());
  EXPECT_EQ(registry_->get_source(first.function.id, 1)->code, "one") << "for what was invoked before";

  const auto second = registry_->put(request("hello", "two")).value();
  EXPECT_EQ(second.outcome, DeployOutcome::kCreated);
  EXPECT_NE(second.function.id, first.function.id);
  EXPECT_EQ(second.version.number, 1u);
  EXPECT_EQ(registry_->list(kOwner, {})->items.size(), 1u);
}

TEST_F(RegistryTest, ListsFunctionsNewestFirstPageByPage) {
  for (int i = 0; i < 7; ++i) registry_->put(request("f" + std::to_string(i), "code"));
  registry_->remove({kOwner, "f3"});
  std::string names;
  Page page{.limit = 2, .cursor = {}};
  int pages = 0;
  do {
    const auto listing = registry_->list(kOwner, page).value();
    for (const Function& function : listing.items) names += function.name;
    page.cursor = listing.next_cursor;
    ++pages;
  } while (!page.cursor.empty());
  EXPECT_EQ(names, "f6f5f4f2f1f0");
  EXPECT_EQ(pages, 3) << "the last full page knows that it is the last";
}

TEST_F(RegistryTest, ListsVersionsNewestFirstPageByPage) {
  for (int i = 1; i <= 5; ++i) registry_->put(request("hello", std::to_string(i)));
  const auto first = registry_->list_versions({kOwner, "hello"}, {.limit = 3, .cursor = {}}).value();
  ASSERT_EQ(first.items.size(), 3u);
  EXPECT_EQ(first.items[0].number, 5u);
  const auto second = registry_->list_versions({kOwner, "hello"}, {.limit = 3, .cursor = first.next_cursor}).value();
  ASSERT_EQ(second.items.size(), 2u);
  EXPECT_EQ(second.items[1].number, 1u);
  EXPECT_TRUE(second.next_cursor.empty());
}

TEST_F(RegistryTest, RefusesLimitsAndCursorsThatItDidNotGive) {
  registry_->put(request("hello", "one"));
  for (const std::uint32_t limit : {0u, 201u, 4'000'000'000u}) {
    EXPECT_EQ(registry_->list(kOwner, {.limit = limit, .cursor = {}}).error().pointer, "limit");
  }
  const auto raw = [](std::string_view text) { return to_base64url(as_bytes(text)); };
  for (const std::string& cursor : {std::string("!"), std::string("a"), std::string("____"), raw("v"), raw("v1"),
                                    raw("v1."), raw("v1.x"), raw("v1.2 "), raw("v99999999999999999999.0"),
                                    std::string(1000, 'Z'), make_cursor(CursorKind::kExecutions, {.key = 1})}) {
    const auto result = registry_->list_versions({kOwner, "hello"}, {.limit = 1, .cursor = cursor});
    ASSERT_FALSE(result) << cursor;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(result.error().pointer, "cursor");
  }
}

TEST_F(RegistryTest, ManyThreadsDeployingTheSameMakeOneVersion) {
  constexpr int kThreads = 6;
  std::atomic<int> created = 0;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 10; ++i) {
          const auto shared = registry_->put(request("shared", "same"));
          if (!shared) ++failed;
          else if (shared->outcome == DeployOutcome::kCreated) ++created;
          if (!registry_->put(request("own-" + std::to_string(t), std::to_string(i)))) ++failed;
        }
      });
    }
  }
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(created, 1);
  EXPECT_EQ(registry_->get({kOwner, "shared"})->latest_version, 1u);
  EXPECT_EQ(registry_->get({kOwner, "own-3"})->latest_version, 10u);
}

TEST_F(RegistryTest, DamagedSettingsAreAnErrorOfTheStorage) {
  registry_->put(request("hello", "one"));
  {
    auto transaction = database_->write(storage::Durability::kGrouped);
    ASSERT_TRUE(transaction->execute("UPDATE function_versions SET settings = '{\"cpu_us\":-1}'"));
    ASSERT_TRUE(transaction->commit());
  }
  EXPECT_EQ(registry_->get_version({kOwner, "hello"}, 1).error().code, ErrorCode::kStorageFailed);
  EXPECT_TRUE(registry_->get({kOwner, "hello"})) << "the rest still answers";
}

}  // namespace
}  // namespace nsl::functions
