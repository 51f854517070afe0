#pragma once
// VaultFixture: a vault with the file provider in a folder of its own, unsealed, and an observer that remembers what it
// was told. For tests and benchmarks.

#include "base/check.h"
#include "base/guarded.h"
#include "storage/database.h"
#include "storage/testing/temporary_folder.h"
#include "vault/providers/file.h"
#include "vault/secrets.h"
#include "vault/vault.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::vault::testing {

// Thread-safe.
class RememberingObserver final : public Observer {
 public:
  struct Told {
    Action action;
    std::string owner;
    std::string actor;
    std::string secret;
    std::uint64_t version = 0;
    std::string reason;
    std::optional<ErrorCode> refused;
  };

  Status record(const Event& event) override {
    return state_.with([&](State& state) -> Status {
      if (state.broken) return fail(ErrorCode::kStorageFailed, "The observer does not listen.");
      state.told.push_back({event.action, event.caller.owner, event.caller.actor, event.secret, event.version,
                            event.reason, event.refused});
      return {};
    });
  }
  Status record(storage::Transaction&, const Event& event) override { return record(event); }

  std::vector<Told> told() const {
    return state_.with([](const State& state) { return state.told; });
  }
  Told last() const { return told().back(); }
  void stop_listening() {
    state_.with([](State& state) { state.broken = true; });
  }
  void listen_again() {
    state_.with([](State& state) { state.broken = false; });
  }

 private:
  struct State {
    std::vector<Told> told;
    bool broken = false;
  };
  Guarded<State> state_;
};

// Listens and keeps nothing.
class DeafObserver final : public Observer {
 public:
  Status record(const Event&) override { return {}; }
  Status record(storage::Transaction&, const Event&) override { return {}; }
};

class VaultFixture {
 public:
  explicit VaultFixture(VaultOptions options = {}, SecretLimits limits = {})
      : options_(std::move(options)), limits_(limits) {
    if (options_.key_file.empty()) options_.key_file = folder.file("root.key");
    start();
    const Status unsealed = unseal();
    NSL_CHECK(unsealed.has_value());
  }

  // As the process would: everything from the files.
  void start() {
    secrets.reset();
    vault.reset();
    database.reset();
    database = take(storage::Database::create(folder.url(), {}));
    vault = take(Vault::create(*database, clock, observer, options_));
    secrets = std::make_unique<SecretStore>(*vault, observer, limits_);
  }
  // The same with other options from now on.
  void use(VaultOptions options) {
    options_ = std::move(options);
    start();
  }
  Status unseal() {
    auto provider = open_file_provider(options_.key_file, MissingKeyFile::kMake);
    if (!provider) return std::unexpected(provider.error());
    return vault->unseal(operator_, *std::move(provider));
  }
  void restart() {
    start();
    const Status unsealed = unseal();
    NSL_CHECK(unsealed.has_value());
  }

  Result<Secret> put(std::string_view name, std::string_view value) { return put(alice, name, value); }
  Result<Secret> put(const Caller& caller, std::string_view name, std::string_view value) {
    return secrets->put(caller, {.name = std::string(name), .value = crypto::SecretBytes::copy_of(as_bytes(value))});
  }
  // The value, or the name of the error.
  std::string read(std::string_view name, std::uint64_t version = 0) { return read(alice, name, version); }
  std::string read(const Caller& caller, std::string_view name, std::uint64_t version = 0) {
    auto plaintext = secrets->read(caller, {.name = std::string(name), .version = version});
    if (!plaintext) return std::string(info(plaintext.error().code).name);
    return std::string(as_text(plaintext->value.view()));
  }

  std::int64_t number(const std::string& sql) const {
    return database->read()->find<std::int64_t>(sql).value().value_or(-1);
  }
  std::string text(const std::string& sql) const {
    return database->read()->find<std::string>(sql).value().value_or("");
  }
  // What somebody with the database file can do.
  void tamper(const std::string& sql) const {
    auto transaction = database->write(storage::Durability::kGrouped);
    const auto changed = transaction->execute(sql);
    NSL_CHECK(changed.has_value());
    const auto committed = transaction->commit();
    NSL_CHECK(committed.has_value());
  }

  const Caller alice{.owner = "alice", .actor = "laptop"};
  const Caller bob{.owner = "bob", .actor = "bob's token"};
  const Caller operator_{.owner = "operator", .actor = "operator"};

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  RememberingObserver observer;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<SecretStore> secrets;

 private:
  template <typename T>
  static T take(Result<T> result) {
    NSL_CHECK(result.has_value());
    return *std::move(result);
  }

  VaultOptions options_;
  SecretLimits limits_;
};

}  // namespace nsl::vault::testing
