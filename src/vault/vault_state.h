#pragma once
// Vault::State: what the parts of the Vault share. Private to src/vault.

#include "base/guarded.h"
#include "vault/audited.h"
#include "vault/tpm_anchor.h"
#include "vault/vault.h"

#include <atomic>
#include <map>
#include <mutex>

namespace nsl::vault {

struct Vault::State {
  State(storage::Database& database_, const Clock& clock_, Observer& observer_, VaultOptions options_)
      : database(database_),
        clock(clock_),
        audited(observer_),
        options(std::move(options_)),
        anchor(options.anchor_file),
        tpm_anchor(
            {.device = {.tcti = options.tpm2}, .index = options.tpm2_counter, .pause = options.tpm2_counter_pause}) {}

  struct Open {
    std::shared_ptr<Keyring> keyring;  // shared with operations under way; null: sealed
    std::string refused;               // why the last unseal was refused for good
  };

  std::shared_ptr<Keyring> keyring() const {
    return open.with([](const Open& now) { return now.keyring; });
  }
  Result<std::shared_ptr<Keyring>> need_keyring() const;

  storage::Database& database;
  const Clock& clock;
  const Audited audited;
  const VaultOptions options;
  Anchor anchor;
  Guarded<Open> open;
  std::atomic<bool> exists{false};  // a vault is in the database

  // One at a time: unseal, seal, rotations and changes of providers.
  std::mutex administration;
  TpmAnchor tpm_anchor;                                                            // guarded by administration
  std::map<std::string, std::unique_ptr<RootKeyProvider>, std::less<>> providers;  // guarded by administration
};

Result<RootKeyRow> active_root_key(Change& change);

}  // namespace nsl::vault
