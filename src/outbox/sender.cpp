#include "outbox/sender.h"

#include "audit/audit_log.h"
#include "neo/contract/native.h"
#include "neo/script/verification.h"
#include "neo/transaction/signing.h"
#include "neo/types/address.h"
#include "outbox/call_script.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::outbox {
namespace {

using neo::Fixed8;

// Of an item of a notification: an account, or nothing for null (tokens that are made or burned).
bool is_account(const neo::StackItem& item, const neo::UInt160& account) {
  const auto bytes = item.as_bytes();
  return bytes && std::ranges::equal(*bytes, account.bytes());
}

// GAS that the call takes from the account and gives to others, by the events of the try-out.
Result<Fixed8> outflow(const neo::Invocation& tried, const neo::UInt160& account) {
  Fixed8 sum;
  for (const auto& one : tried.notifications) {
    if (one.contract != neo::gas_token_hash() || one.event != "Transfer") continue;
    const auto* state = std::get_if<neo::StackItem::List>(&one.state.value);
    if (state == nullptr || state->size() != 3 || !is_account((*state)[0], account)) continue;
    if (is_account((*state)[1], account)) continue;
    const auto amount = (*state)[2].as_integer();
    const auto datoshi = amount ? amount->as_int64() : std::nullopt;
    const auto more = datoshi ? sum.plus(Fixed8::datoshi(*datoshi)) : std::nullopt;
    if (!more) return fail(ErrorCode::kUnavailable, "a node told of a transfer of GAS that cannot be");
    sum = *more;
  }
  return sum;
}

std::string calls_text(const Invoke& request) {
  return fmt::format("{} of {}", request.call.method, request.call.contract.display());
}

audit::Event event_of(const Invoke& request) {
  return {.action = audit::Action::kAccountSign,
          .owner = request.owner,
          .actor = "function:" + request.function,
          .function = request.function,
          .function_version = request.function_version,
          .execution = request.key.execution};
}

}  // namespace

Result<TransactionRecord> Sender::invoke(const Invoke& request) {
  NSL_TRY(auto earlier, parts_.outbox.store().find(request.key));
  if (earlier) return *std::move(earlier);
  auto sent = [&]() -> Result<TransactionRecord> {
    NSL_TRY(const auto by, signatories(request));
    NSL_TRY(const auto prepared, prepare(request, by));
    NSL_TRY(auto added, parts_.outbox.add(prepared));
    return std::move(added.record);
  }();
  if (!sent) NSL_TRY_VOID(record_refusal(request, sent.error()));
  return sent;
}

// What was refused for want of a grant is for the audit log; a contract's fault is not.
Status Sender::record_refusal(const Invoke& request, const Error& why) {
  if (why.code != ErrorCode::kNeoNotGranted && why.code != ErrorCode::kNeoOverCeiling) return {};
  audit::Event event = event_of(request);
  event.refusal = why.code;
  event.detail = calls_text(request);
  return parts_.audit.record(std::move(event));
}

Result<std::vector<Sender::Signatory>> Sender::signatories(const Invoke& request) {
  std::vector<Signatory> all;
  for (const auto& wanted : request.signers) {
    NSL_TRY(auto grant, parts_.grants.find({.owner = request.owner,
                                            .function = request.function,
                                            .function_hash = request.function_hash,
                                            .account = wanted.account,
                                            .contract = request.call.contract,
                                            .method = request.call.method,
                                            .scope = wanted.scope}));
    auto account = parts_.accounts.get(request.owner, grant.account);
    if (!account || account->account != grant.signer) {
      return fail(ErrorCode::kNeoNotGranted,
                  fmt::format("the account {} is not the one that was granted", grant.account));
    }
    all.push_back({*std::move(account), std::move(grant), wanted.scope});
  }
  return all;
}

Result<NewTransaction> Sender::prepare(const Invoke& request, const std::vector<Signatory>& by) {
  neo::NeoClient client(parts_.reads);
  neo::Draft draft{.script = sent_script(request.call), .signers = {}, .valid_blocks = request.valid_blocks};
  std::vector<const Account*> accounts;
  for (const auto& one : by) {
    draft.signers.push_back({.account = one.account.account, .scopes = one.scope});
    NSL_TRY(const auto key, neo::ECPoint::parse(one.account.public_key));
    draft.verification_scripts[one.account.account] = neo::signature_script(key);
    accounts.push_back(&one.account);
  }
  NSL_TRY(auto tried, try_out(request, draft));
  NSL_TRY(const auto limits, gas_limits(tried, by));
  if (!limits.empty()) {
    draft.script = sent_script(request.call, limits);
    NSL_TRY(tried, try_out(request, draft));
  }
  NSL_TRY(auto transaction, neo::prepare(client, std::move(draft), tried));
  NSL_TRY(auto taken, charges(transaction, tried, by));
  NSL_TRY(const auto moved, outflow(tried, by.front().account.account));
  NSL_TRY_VOID(check_funds(by.front().account, transaction, moved));
  NSL_TRY(const auto network, parts_.outbox.nodes().network());
  const std::uint32_t prepared_at =
      transaction.valid_until_block - std::min(request.valid_blocks, transaction.valid_until_block);
  NSL_TRY(transaction, sign(std::move(transaction), network, accounts));
  audit::Event event = event_of(request);
  event.grant = by.front().grant.id.text();
  event.detail = fmt::format("{}, {}, {}", by.front().account.name, calls_text(request), transaction.hash().display());
  return NewTransaction{.owner = request.owner,
                        .account = by.front().account.name,
                        .transaction = std::move(transaction),
                        .network = network,
                        .prepared_at = prepared_at,
                        .function = request.function,
                        .key = request.key,
                        .contract = request.call.contract.display(),
                        .method = request.call.method,
                        .charges = std::move(taken),
                        .audit = std::move(event)};
}

// For the accounts whose signature is good for more than the contract that is called.
Result<std::vector<GasLimit>> Sender::gas_limits(const neo::Invocation& tried, const std::vector<Signatory>& by) {
  std::vector<GasLimit> out;
  for (const auto& one : by) {
    if (one.scope == neo::WitnessScope::kCalledByEntry || one.scope == neo::WitnessScope::kNone) continue;
    NSL_TRY(const Fixed8 most, outflow(tried, one.account.account));
    out.push_back({.account = one.account.account, .most = most});
  }
  return out;
}

Result<neo::Invocation> Sender::try_out(const Invoke& request, const neo::Draft& draft) {
  NSL_TRY(auto tried, neo::NeoClient(parts_.reads).invoke(draft.script, draft.signers));
  if (tried.state == neo::ExecutionState::kHalt) return tried;
  return fail(ErrorCode::kNeoFault, fmt::format("{} faults: {}", calls_text(request), tried.exception));
}

// What each signer's grant is charged: GAS that the call takes from the account, and the fees for the first one.
Result<std::vector<Charge>> Sender::charges(const neo::Transaction& transaction, const neo::Invocation& tried,
                                            const std::vector<Signatory>& by) {
  std::vector<Charge> all;
  for (const auto& one : by) {
    NSL_TRY(const Fixed8 moved, outflow(tried, one.account.account));
    const auto fees = transaction.system_fee.plus(transaction.network_fee);
    const auto cost = &one == &by.front() && fees ? moved.plus(*fees) : std::optional(moved);
    if (!fees || !cost) return fail(ErrorCode::kNeoOverCeiling, "the transaction costs more GAS than there is");
    if (*cost > one.grant.call_max) {
      return fail(ErrorCode::kNeoOverCeiling, fmt::format("the call may cost {} {} GAS, and the grant allows {} a call",
                                                          one.account.name, cost->text(), one.grant.call_max.text()));
    }
    all.push_back({one.grant.id, *cost, one.grant.day_max});
  }
  return all;
}

Status Sender::check_funds(const Account& payer, const neo::Transaction& transaction, Fixed8 moved) {
  NSL_TRY(const auto balance, neo::NeoClient(parts_.reads).balance_of(neo::gas_token_hash(), payer.account));
  NSL_TRY(const auto reserved, parts_.outbox.store().reserved_fees(payer.owner, payer.name));
  const auto fees = transaction.system_fee.plus(transaction.network_fee);
  const auto own = fees ? fees->plus(moved) : std::nullopt;
  const auto needed = own ? own->plus(reserved) : std::nullopt;
  if (needed && neo::Integer(needed->datoshi()) <= balance) return {};
  return fail(ErrorCode::kNeoInsufficientGas,
              fmt::format("the account {} ({}) has {} GAS; this needs {}, and {} are reserved for others under way",
                          payer.name, neo::to_address(payer.account), neo::format_amount(balance, Fixed8::kDecimals),
                          own ? own->text() : "too much", reserved.text()));
}

Result<neo::Transaction> Sender::sign(neo::Transaction transaction, std::uint32_t network,
                                      const std::vector<const Account*>& accounts) {
  NSL_TRY(auto context, neo::SigningContext::create(network, std::move(transaction)));
  for (const Account* const account : accounts) {
    NSL_TRY(const auto point, neo::ECPoint::parse(account->public_key));
    NSL_TRY_VOID(context.add_script(neo::signature_script(point)));
    NSL_TRY(const auto key, parts_.accounts.key_of(*account));
    NSL_TRY_VOID(context.sign(key));
  }
  return context.complete();
}

Result<TransactionRecord> Sender::cancel(const vault::Caller& caller, const neo::UInt256& hash) {
  NSL_TRY(const auto record, parts_.outbox.store().get(caller.owner, hash));
  if (has_ended(record.state)) {
    return fail(ErrorCode::kConflict,
                fmt::format("The transaction {} has ended: it is {}.", hash.display(), to_string(record.state)));
  }
  NSL_TRY(const auto account, parts_.accounts.get(caller.owner, record.account));
  NSL_TRY(const auto point, neo::ECPoint::parse(account.public_key));
  neo::NeoClient client(parts_.reads);
  NSL_TRY(auto transaction,
          neo::prepare(client, {.script = neo::ScriptBuilder().emit(neo::OpCode::RET).take(),
                                .signers = {{.account = account.account, .scopes = neo::WitnessScope::kNone}},
                                .attributes = {neo::Attribute{neo::Conflicts{hash}}},
                                .verification_scripts = {{account.account, neo::signature_script(point)}},
                                .valid_blocks = kValidBlocks}));
  // Pools take it in place of the other one only when it pays more.
  const auto more = record.network_fee.plus(Fixed8::datoshi(1));
  if (!more) return fail(ErrorCode::kInvalidArgument, "The network fee is too large.");
  transaction.network_fee = std::max(transaction.network_fee, *more);
  NSL_TRY(const auto network, parts_.outbox.nodes().network());
  const std::uint32_t prepared_at =
      transaction.valid_until_block - std::min(kValidBlocks, transaction.valid_until_block);
  NSL_TRY(transaction, sign(std::move(transaction), network, {&account}));
  audit::Event event{
      .action = audit::Action::kAccountSign,
      .owner = caller.owner,
      .actor = caller.actor,
      .request = caller.request,
      .detail = fmt::format("{}, {} to cancel {}", account.name, transaction.hash().display(), hash.display())};
  NSL_TRY(auto added, parts_.outbox.add({.owner = caller.owner,
                                         .account = account.name,
                                         .transaction = std::move(transaction),
                                         .network = network,
                                         .prepared_at = prepared_at,
                                         .function = record.function,
                                         .replaces = hash,
                                         .audit = std::move(event)}));
  return std::move(added.record);
}

}  // namespace nsl::outbox
