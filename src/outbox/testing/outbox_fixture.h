#pragma once
// An unsealed vault with an audit log, accounts and grants over a temporary database. For tests only.

#include "audit/audit_log.h"
#include "audit/reader.h"
#include "outbox/grants.h"
#include "vault/testing/vault_fixture.h"

#include <memory>
#include <string>
#include <vector>

namespace nsl::outbox::testing {

struct OutboxFixture {
  // Names of what was audited, the newest first, with a mark on what was refused.
  std::vector<std::string> audited() {
    std::vector<std::string> names;
    for (const auto& entry : reader.list({.owner = alice.owner}, 0, 100).value().entries) {
      names.push_back(entry.action + (entry.outcome == "ok" ? "" : " " + entry.error));
    }
    return names;
  }

  vault::Caller alice{.owner = "alice", .actor = "token:laptop"};
  vault::Caller bob{.owner = "bob", .actor = "token:phone"};
  vault::testing::VaultFixture vault;
  std::unique_ptr<audit::Keys> audit_keys = audit::Keys::from_seed({7});
  std::unique_ptr<audit::AuditLog> audit =
      audit::AuditLog::create(*vault.database, *audit_keys, vault.clock, {}).value();
  audit::Reader reader{*vault.database, *audit_keys, vault.clock};
  Accounts accounts{*vault.vault, *audit};
  AccountGrants grants{*vault.vault, accounts, *audit};
};

}  // namespace nsl::outbox::testing
