#pragma once
// AccountGrants: what a function may have an account sign. What is not granted is denied.
//
//   NSL_TRY(const auto grant, grants.add(caller, {.account = "treasury", .function = "payout",
//                                                 .contracts = {gas}, .methods = {"transfer"},
//                                                 .call_max = Fixed8::gas(1), .day_max = Fixed8::gas(10)}));
//
// A grant is for one function, and names contracts and methods; a transaction that it allows calls one method of one of
// them, with a witness that counts as far as `scope` lets it. The ceilings are about GAS that leaves the account: fees,
// and what the call transfers away.
//
// Changes are recorded in the audit log with the change itself. Each row has an authenticator, so that one that was
// made or altered outside the service is not used.

#include "audit/event.h"
#include "base/id.h"
#include "neo/transaction/signer.h"
#include "neo/types/amount.h"
#include "outbox/accounts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::outbox {

struct AccountGrant {
  GrantId id;
  std::string owner;
  std::string account;        // its name
  neo::UInt160 signer;        // its script hash: a grant is no good for a later account of the same name
  std::string function;       // name
  std::string function_hash;  // of the one version that may; empty: whatever version runs under the name
  std::vector<neo::UInt160> contracts;
  std::vector<std::string> methods;                             // "*": every one of these contracts
  neo::WitnessScope scope = neo::WitnessScope::kCalledByEntry;  // the widest; kGlobal is everything
  neo::Fixed8 call_max;
  neo::Fixed8 day_max;  // in any 24 hours
  WallTime created_at;
  std::string created_by;
  std::optional<WallTime> expires_at;
};

struct NewAccountGrant {
  std::string account{};
  std::string function{};
  std::string function_hash{};
  std::vector<neo::UInt160> contracts{};
  std::vector<std::string> methods{};
  neo::WitnessScope scope = neo::WitnessScope::kCalledByEntry;
  neo::Fixed8 call_max{};
  neo::Fixed8 day_max{};
  std::optional<WallTime> expires_at{};
};

// A function that wants an account to sign a call now.
struct WantedSignature {
  std::string_view owner;
  std::string_view function;
  std::string_view function_hash;
  std::string_view account;  // name; empty: the one that is granted, when it is one
  neo::UInt160 contract;
  std::string_view method;
  neo::WitnessScope scope = neo::WitnessScope::kCalledByEntry;
};

inline constexpr std::size_t kAccountGrantsMax = 64;   // of one account
inline constexpr std::size_t kGrantContractsMax = 16;  // of one grant
inline constexpr std::size_t kGrantMethodsMax = 16;

// Every call blocks on the database. kVaultSealed, kVaultDamaged, kAccountNotFound. Thread-safe.
class AccountGrants {
 public:
  AccountGrants(vault::Vault& vault, Accounts& accounts, audit::AuditLog& audit)
      : vault_(vault), accounts_(accounts), audit_(audit) {}

  // kInvalidName, kInvalidArgument, kQuotaExceeded. On disk when it returns.
  Result<AccountGrant> add(const vault::Caller& caller, const NewAccountGrant& request);
  // kGrantNotFound for what does not exist or belongs to another account.
  Status revoke(const vault::Caller& caller, std::string_view account, GrantId id);
  // Newest first; also those that have expired.
  Result<std::vector<AccountGrant>> list(const vault::Caller& caller, std::string_view account);

  // A grant that allows the signature now. kNeoNotGranted when there is none, or when several accounts are granted and
  // none was named. Records nothing, and looks at no ceiling: both is done with the transaction.
  Result<AccountGrant> find(const WantedSignature& wanted);

 private:
  Result<AccountGrant> add_checked(const vault::Caller& caller, const NewAccountGrant& request, const Account& account);
  Status refused(audit::Event event, const Error& why);

  vault::Vault& vault_;
  Accounts& accounts_;
  audit::AuditLog& audit_;
};

}  // namespace nsl::outbox
