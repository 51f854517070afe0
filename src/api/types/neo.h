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

struct TransactionPath {
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(TransactionPath, (), (hash))
template <>
inline constexpr auto kShape<TransactionPath> = shape(
    "TransactionPath", "Path of a transaction.", field("hash", "Hash of the transaction.").matching(kTransactionHash));

inline constexpr std::string_view kTransactionStates[] = {"pending", "sent",     "final",   "failed",
                                                          "expired", "replaced", "rejected"};
inline constexpr Field kTransactionStateField =
    field("state",
          "pending: stored, no node has it yet; sent: a node has it; final: in a block; failed: in a block, and "
          "faulted; expired: in no block in time; replaced: another one took its place; rejected: refused by the nodes.")
        .one_of(kTransactionStates);

struct TransactionsQuery {
  std::optional<std::string> state;
  std::optional<std::uint64_t> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(TransactionsQuery, (), (state, limit, cursor))
template <>
inline constexpr auto kShape<TransactionsQuery> =
    shape("TransactionsQuery", "Which transactions.", kTransactionStateField, kLimitField, kCursorField);

inline constexpr std::uint64_t kTransactionWaitMax = 60;

struct TransactionQuery {
  std::optional<std::uint64_t> wait_seconds;
};
BOOST_DESCRIBE_STRUCT(TransactionQuery, (), (wait_seconds))
template <>
inline constexpr auto kShape<TransactionQuery> =
    shape("TransactionQuery", "Whether to wait.",
          field("wait_seconds", "Answer when it has ended, or after so long.").range(0, kTransactionWaitMax));

struct NeoTransaction {
  std::string hash;
  std::string account;
  std::string state;
  std::uint64_t valid_until_block = 0;
  std::string system_fee;
  std::string network_fee;
  std::optional<std::string> function;
  std::optional<std::string> execution;
  std::optional<std::string> contract;
  std::optional<std::string> method;
  std::optional<std::string> replaces;
  std::string created_at;
  std::optional<std::string> ended_at;
  std::optional<std::uint64_t> block;
  std::optional<std::string> gas_consumed;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(NeoTransaction, (),
                      (hash, account, state, valid_until_block, system_fee, network_fee, function, execution, contract,
                       method, replaces, created_at, ended_at, block, gas_consumed, reason))
template <>
inline constexpr auto kShape<NeoTransaction> = shape(
    "NeoTransaction", "A transaction that the service sends. Amounts are GAS.", field("hash", "Its hash."),
    field("account", "The account that pays."), kTransactionStateField,
    field("valid_until_block", "It is in a block up to this height, or never."),
    field("system_fee", "What its script may use."), field("network_fee", "What size and signatures cost."),
    field("function", "The function that asked for it."), field("execution", "The execution that asked for it."),
    field("contract", "The contract that it calls."), field("method", "The method that it calls."),
    field("replaces", "The transaction that it cancels."), kCreatedAt,
    field("ended_at", "When its end was known (RFC 3339, UTC)."), field("block", "Height of the block it is in."),
    field("gas_consumed", "What its script used."), field("reason", "Why it did not happen."));

struct NeoTransactionPage {
  std::vector<NeoTransaction> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(NeoTransactionPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<NeoTransactionPage> =
    shape("NeoTransactionPage", "Transactions, the newest first.", field("data", "The items."),
          field("next_cursor", "Where the next page begins; null: there is none.").or_null());

struct NeoNode {
  std::string url;
  std::string health;
  std::uint64_t network = 0;
  std::string user_agent;
  std::uint64_t height = 0;
  std::uint64_t latency_us = 0;
  bool announces = false;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(NeoNode, (), (url, health, network, user_agent, height, latency_us, announces, problem))
template <>
inline constexpr auto kShape<NeoNode> =
    shape("NeoNode", "A Neo node as the service sees it.", field("url", "Where it is."),
          field("health", "good, lagging, not answering, wrong network or unknown."),
          field("network", "Its magic number."), field("user_agent", "What it says it is."),
          field("height", "Of its last block."), field("latency_us", "How long it took to answer."),
          field("announces", "Whether it is the one that tells the service of new blocks."),
          field("problem", "Its last failure."));

struct NeoNodeList {
  std::vector<NeoNode> data;
  std::optional<std::string> announced_by;
  std::optional<std::string> announcement_problem;
};
BOOST_DESCRIBE_STRUCT(NeoNodeList, (), (data, announced_by, announcement_problem))
template <>
inline constexpr auto kShape<NeoNodeList> =
    shape("NeoNodeList", "All nodes.", field("data", "The items."),
          field("announced_by", "The WebSocket on which new blocks are announced. Without it, nodes are asked for them."),
          field("announcement_problem", "Why no node announces them, as far as it is known."));

}  // namespace nsl::api
