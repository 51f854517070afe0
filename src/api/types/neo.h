#pragma once
// Accounts on the Neo chain that the service signs for, and what functions may have them sign. Amounts of GAS are
// decimal text, because numbers of JavaScript are exact to 2^53 only.

#include "api/schema/field.h"
#include "api/types/function.h"
#include "api/types/parameters.h"
#include "outbox/grants.h"

#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

struct AccountPath {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AccountPath, (), (name))
template <>
inline constexpr auto kShape<AccountPath> =
    shape("AccountPath", "Path of an account.", field("name", "Name of the account.").matching(kFunctionName));

struct AccountRequest {
  std::string name;
  std::optional<Confidential> key;
};
BOOST_DESCRIBE_STRUCT(AccountRequest, (), (name, key))
template <>
inline constexpr auto kShape<AccountRequest> =
    shape("AccountRequest", "A new account.", field("name", "Name of the account.").matching(kFunctionName),
          field("key", "Its private key (WIF); absent: a new one is made.").length(52, 52));

struct Account {
  std::string name;
  std::string address;
  std::string script_hash;
  std::string public_key;
  std::string created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(Account, (), (name, address, script_hash, public_key, created_at, created_by))
template <>
inline constexpr auto kShape<Account> =
    shape("Account", "An account that the service signs for. Its private key stays in the vault.",
          field("name", "Name of the account."), field("address", "Its address."),
          field("script_hash", "The same as a hash, in display form."),
          field("public_key", "Its public key, compressed, hexadecimal."), kCreatedAt,
          field("created_by", "Which token made it."));

struct AccountList {
  std::vector<Account> data;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (data))
template <>
inline constexpr auto kShape<AccountList> = shape("AccountList", "All accounts, by name.", field("data", "The items."));

struct AccountGrantPath {
  std::string name;
  std::string id;
};
BOOST_DESCRIBE_STRUCT(AccountGrantPath, (), (name, id))
template <>
inline constexpr auto kShape<AccountGrantPath> = shape("AccountGrantPath", "Path of an account's grant.",
                                                       field("name", "Name of the account.").matching(kFunctionName),
                                                       field("id", "Id of the grant.").matching(kGrantId));

inline constexpr std::string_view kGrantScopes[] = {"CalledByEntry", "Global"};
inline constexpr Field kGrantScopeField =
    field("scope",
          "The widest scope of the witness. CalledByEntry: it counts in the contract that is called, and no further. "
          "Global: in whatever that contract calls.")
        .one_of(kGrantScopes);
inline constexpr std::size_t kAmountTextMax = 32;
inline constexpr std::size_t kNeoTextMax = 300;

struct AccountGrantRequest {
  std::string function;
  std::optional<std::string> function_hash;
  std::vector<std::string> contracts;
  std::vector<std::string> methods;
  std::optional<std::string> scope;
  std::string call_max;
  std::string day_max;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(AccountGrantRequest, (),
                      (function, function_hash, contracts, methods, scope, call_max, day_max, expires_at))
template <>
inline constexpr auto kShape<AccountGrantRequest> = shape(
    "AccountGrantRequest", "What a function may have the account sign.",
    field("function", "Name of the function.").length(0, kNeoTextMax),
    field("function_hash", "Hash of the one version that may; absent: whatever version runs.").length(0, kNeoTextMax),
    field("contracts", "Contracts that may be called: their hashes, or names of native ones such as GasToken.")
        .length(0, kNeoTextMax)
        .items(outbox::kGrantContractsMax),
    field("methods", "Methods of these contracts that may be called; \"*\" for all.")
        .length(0, kNeoTextMax)
        .items(outbox::kGrantMethodsMax),
    kGrantScopeField,
    field("call_max", "GAS that one transaction may cost the account: fees, and what the call transfers away.")
        .length(1, kAmountTextMax),
    field("day_max", "GAS that all of them may in 24 hours.").length(1, kAmountTextMax),
    field("expires_at", "From then on it allows nothing (RFC 3339, UTC); absent: never.").length(0, 27));

struct AccountGrant {
  std::string id;
  std::string account;
  std::string address;
  std::string function;
  std::optional<std::string> function_hash;
  std::vector<std::string> contracts;
  std::vector<std::string> methods;
  std::string scope;
  std::string call_max;
  std::string day_max;
  std::string created_at;
  std::string created_by;
  std::optional<std::string> expires_at;
};
BOOST_DESCRIBE_STRUCT(AccountGrant, (),
                      (id, account, address, function, function_hash, contracts, methods, scope, call_max, day_max,
                       created_at, created_by, expires_at))
template <>
inline constexpr auto kShape<AccountGrant> =
    shape("AccountGrant", "What a function may have an account sign.", field("id", "Id of the grant."),
          field("account", "Name of the account."), field("address", "Its address."), kFunctionNameField,
          field("function_hash", "Hash of the one version that may."), field("contracts", "Hashes of the contracts."),
          field("methods", "Methods that may be called."), kGrantScopeField,
          field("call_max", "GAS that one transaction may cost."), field("day_max", "GAS that all may in 24 hours."),
          kCreatedAt, field("created_by", "Which token granted it."),
          field("expires_at", "From then on it allows nothing; null: never.").or_null());

struct AccountGrantList {
  std::vector<AccountGrant> data;
};
BOOST_DESCRIBE_STRUCT(AccountGrantList, (), (data))
template <>
inline constexpr auto kShape<AccountGrantList> = shape(
    "AccountGrantList", "All grants of an account, the newest first.", field("data", "The items, expired ones too."));

}  // namespace nsl::api
