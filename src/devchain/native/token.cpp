#include "devchain/native/token.h"

#include "base/check.h"
#include "neo/contract/native.h"
#include "neo/types/binary.h"
#include "neovm/number/arithmetic.h"

#include <array>
#include <memory>

namespace nsl::devchain {
namespace {

using neo::ParameterType;
using neovm::StackItem;

constexpr std::uint8_t kAccountPrefix = 20;
constexpr std::uint8_t kSupplyKey = 11;

// What is kept for an account. GAS has no height.
struct Holding {
  neo::Integer balance;
  std::uint32_t height = 0;  // of the block since which this NEO brings GAS
};

Bytes account_key(const neo::UInt160& account) {
  Bytes key{kAccountPrefix};
  key.insert(key.end(), account.bytes().begin(), account.bytes().end());
  return key;
}

Holding read_holding(const Snapshot& state, std::int32_t token, const neo::UInt160& account) {
  const auto stored = state.get({token, account_key(account)});
  if (!stored) return {};
  neo::Reader in(*stored, "balance");
  Holding out;
  out.balance = neo::Integer::from_bytes(in.var_bytes(neo::Integer::kBytesMax)).value_or(neo::Integer{});
  out.height = in.u32();
  return out;
}

void write_holding(Snapshot& state, std::int32_t token, const neo::UInt160& account, const Holding& holding) {
  const Bytes key = account_key(account);
  if (neovm::is_zero(holding.balance)) {
    state.erase({token, key});
    return;
  }
  neo::Writer out;
  out.var_bytes(holding.balance.bytes());
  out.u32(holding.height);
  state.put({token, key}, out.take());
}

void change_supply(Snapshot& state, std::int32_t token, const neo::Integer& by) {
  const Bytes key{kSupplyKey};
  const auto supply = neovm::add(total_supply(state, token), by);
  NSL_CHECK(supply.has_value());
  state.put({token, key}, supply->bytes());
}

// Tokens that go to an account at the end of a transfer: those that were sent, then the GAS that NEO brought.
struct Payment {
  std::int32_t token = 0;
  std::optional<neo::UInt160> from;  // none: made just now
  neo::UInt160 to;
  neo::Integer amount;
  StackItem data;
};
using Payments = std::shared_ptr<std::vector<Payment>>;  // shared by the calls that follow one another

// Notifies of the payment at `index`, tells the receiver if it is a contract, and goes on when that has returned; in
// the end transfer() has its result.
bool pay_from(Execution& execution, const Payments& payments, std::size_t index) {
  if (index == payments->size()) {
    execution.engine().push_boolean(true);
    return true;
  }
  const Payment& payment = (*payments)[index];
  if (!payment.from)
    mint(execution.state(), payment.token,
         {.account = payment.to, .amount = payment.amount, .height = execution.input().block.index});
  const neo::UInt160& token = neo::native_hash(payment.token);
  auto& heap = execution.engine().heap();
  if (!execution.notify(token, "Transfer", transfer_state(heap, payment.from, payment.to, payment.amount)))
    return false;
  const ContractPointer receiver = execution.find_contract(payment.to);
  if (receiver == nullptr || receiver->is_native()) return pay_from(execution, payments, index + 1);
  const StackItem from = payment.from ? StackItem::byte_string(payment.from->bytes()) : StackItem{};
  return execution.call(
      {.contract = receiver,
       .method = "onNEP17Payment",
       .arguments = {from, StackItem::integer(payment.amount), payment.data},
       .caller = token,
       .continuation = [&execution, payments, index] { return pay_from(execution, payments, index + 1); }});
}

// Adds to a balance (or takes from it) and notes the GAS that NEO has brought until now.
void change_balance(NativeCall& call, std::int32_t token, const neo::UInt160& account, const neo::Integer& by,
                    std::vector<Payment>& bonuses) {
  Holding holding = read_holding(call.state(), token, account);
  const std::uint32_t height = call.execution.input().block.index;
  if (token == kNeoId && holding.height != height) {
    const neo::Integer gas = unclaimed_gas(call.state(), account, height);
    if (!neovm::is_zero(gas))
      bonuses.push_back({.token = kGasId, .from = std::nullopt, .to = account, .amount = gas, .data = {}});
    holding.height = height;
  }
  holding.balance = neovm::add(holding.balance, by).value();
  write_holding(call.state(), token, account, holding);
}

bool transfer(NativeCall& call, std::int32_t token) {
  neo::UInt160 from;
  neo::UInt160 to;
  neo::Integer amount;
  if (!call.hash160(0, from) || !call.hash160(1, to) || !call.integer(2, amount)) return false;
  if (amount.is_negative()) return call.engine().fault("negative amount");
  if (call.execution.current().calling != from) {
    const auto is_signed = call.execution.check_witness(from);
    if (!is_signed) return false;
    if (!*is_signed) return call.give_bool(false);
  }
  if (balance_of(call.state(), token, from) < amount) return call.give_bool(false);
  auto payments = std::make_shared<std::vector<Payment>>();
  payments->push_back({.token = token, .from = from, .to = to, .amount = amount, .data = call.arguments[3]});
  const bool moves = from != to && !neovm::is_zero(amount);
  if (!neovm::is_zero(balance_of(call.state(), token, from))) {
    change_balance(call, token, from, moves ? neovm::negate(amount).value() : neo::Integer{}, *payments);
  }
  if (moves) change_balance(call, token, to, amount, *payments);
  return pay_from(call.execution, payments, 0);
}

template <std::int32_t Token>
bool transfer_of(NativeCall& call) {
  return transfer(call, Token);
}
template <std::int32_t Token>
bool balance_of_argument(NativeCall& call) {
  neo::UInt160 account;
  return call.hash160(0, account) && call.give(balance_of(call.state(), Token, account));
}
template <std::int32_t Token>
bool supply_of(NativeCall& call) {
  return call.give(total_supply(call.state(), Token));
}
template <std::int32_t Token>
bool symbol_of(NativeCall& call) {
  return call.give_text(Token == kNeoId ? "NEO" : "GAS");
}
template <std::int32_t Token>
bool decimals_of(NativeCall& call) {
  return call.give(neo::Integer(Token == kNeoId ? 0 : 8));
}

template <std::int32_t Token>
NativeDefinition nep17() {
  const std::vector<NativeParameter> transferred{
      {"from", ParameterType::kHash160}, {"to", ParameterType::kHash160}, {"amount", ParameterType::kInteger}};
  std::vector<NativeParameter> with_data = transferred;
  with_data.push_back({"data", ParameterType::kAny});
  return {
      .id = Token,
      .methods = {{"symbol", {}, ParameterType::kString, 0, CallFlags::kNone, symbol_of<Token>},
                  {"decimals", {}, ParameterType::kInteger, 0, CallFlags::kNone, decimals_of<Token>},
                  {"totalSupply", {}, ParameterType::kInteger, 1 << 15, kReads, supply_of<Token>},
                  {"balanceOf",
                   {{"account", ParameterType::kHash160}},
                   ParameterType::kInteger,
                   1 << 15,
                   kReads,
                   balance_of_argument<Token>},
                  {"transfer", with_data, ParameterType::kBoolean, 1 << 17, CallFlags::kAll, transfer_of<Token>, 50}},
      .events = {{"Transfer", transferred}},
      .standards = {"NEP-17"}};
}

bool unclaimed(NativeCall& call) {
  neo::UInt160 account;
  std::int64_t end = 0;
  if (!call.hash160(0, account) || !call.number(1, end, 0, 0xffff'ffff)) return false;
  if (end != call.execution.input().block.index)
    return call.engine().fault("the end is not the height of the next block");
  return call.give(unclaimed_gas(call.state(), account, static_cast<std::uint32_t>(end)));
}

bool gas_per_block(NativeCall& call) { return call.give(neo::Integer(kGasPerBlock)); }
bool register_price(NativeCall& call) { return call.give(neo::Integer(1'000'0000'0000)); }

bool committee(NativeCall& call) {
  std::vector<StackItem> keys;
  for (const neo::ECPoint& key : call.execution.input().committee) keys.push_back(StackItem::byte_string(key.bytes()));
  return call.give(call.engine().heap().new_array(neovm::ItemType::kArray, std::move(keys)));
}

bool committee_address(NativeCall& call) { return call.give_bytes(call.execution.input().committee_account.bytes()); }

bool no_candidates(NativeCall& call) { return call.give(call.engine().heap().new_array()); }

bool account_state(NativeCall& call) {
  neo::UInt160 account;
  if (!call.hash160(0, account)) return false;
  const Holding holding = read_holding(call.state(), kNeoId, account);
  if (neovm::is_zero(holding.balance)) return call.give(StackItem{});
  return call.give(
      call.engine().heap().new_array(neovm::ItemType::kStruct, {StackItem::integer(holding.balance),
                                                                StackItem::integer(std::int64_t{holding.height}),
                                                                {},
                                                                StackItem::integer(0)}));
}

}  // namespace

neo::Integer balance_of(const Snapshot& state, std::int32_t token, const neo::UInt160& account) {
  return read_holding(state, token, account).balance;
}

neo::Integer total_supply(const Snapshot& state, std::int32_t token) {
  const Bytes key{kSupplyKey};
  const auto stored = state.get({token, key});
  return stored ? neo::Integer::from_bytes(*stored).value_or(neo::Integer{}) : neo::Integer{};
}

neo::Integer unclaimed_gas(const Snapshot& state, const neo::UInt160& account, std::uint32_t end) {
  const Holding holding = read_holding(state, kNeoId, account);
  if (holding.height >= end) return {};
  // At most 10^8 NEO, 2^32 blocks and 5 * 10^9 datoshi: far below 2^255.
  const neo::Integer made =
      neovm::multiply(neo::Integer(end - holding.height), neo::Integer(kGasPerBlock * kHolderShare)).value();
  return neovm::divide(neovm::multiply(holding.balance, made).value(), neo::Integer(100 * kNeoSupply)).value();
}

void mint(Snapshot& state, std::int32_t token, const Mint& mint) {
  Holding holding = read_holding(state, token, mint.account);
  holding.balance = neovm::add(holding.balance, mint.amount).value();
  if (token == kNeoId) holding.height = mint.height;
  write_holding(state, token, mint.account, holding);
  change_supply(state, token, mint.amount);
}

bool burn_gas(Snapshot& state, const neo::UInt160& account, const neo::Integer& amount) {
  Holding holding = read_holding(state, kGasId, account);
  if (holding.balance < amount) return false;
  holding.balance = neovm::subtract(holding.balance, amount).value();
  write_holding(state, kGasId, account, holding);
  change_supply(state, kGasId, neovm::negate(amount).value());
  return true;
}

StackItem transfer_state(neovm::Heap& heap, const std::optional<neo::UInt160>& from,
                         const std::optional<neo::UInt160>& to, const neo::Integer& amount) {
  const auto account = [](const std::optional<neo::UInt160>& hash) {
    return hash ? StackItem::byte_string(hash->bytes()) : StackItem{};
  };
  StackItem state = heap.new_array(neovm::ItemType::kArray, {account(from), account(to), StackItem::integer(amount)});
  state.compound().read_only = true;
  return state;
}

NativeDefinition gas_token_definition() { return nep17<kGasId>(); }

NativeDefinition neo_token_definition() {
  NativeDefinition out = nep17<kNeoId>();
  const NativeParameter account{"account", ParameterType::kHash160};
  out.methods.insert(out.methods.end(),
                     {{"unclaimedGas",
                       {account, {"end", ParameterType::kInteger}},
                       ParameterType::kInteger,
                       1 << 17,
                       kReads,
                       unclaimed},
                      {"getGasPerBlock", {}, ParameterType::kInteger, 1 << 15, kReads, gas_per_block},
                      {"getRegisterPrice", {}, ParameterType::kInteger, 1 << 15, kReads, register_price},
                      {"getCommittee", {}, ParameterType::kArray, 1 << 16, kReads, committee},
                      {"getCommitteeAddress", {}, ParameterType::kHash160, 1 << 16, kReads, committee_address},
                      {"getNextBlockValidators", {}, ParameterType::kArray, 1 << 16, kReads, committee},
                      {"getCandidates", {}, ParameterType::kArray, 1 << 22, kReads, no_candidates},
                      {"getAccountState", {account}, ParameterType::kArray, 1 << 15, kReads, account_state}});
  return out;
}

}  // namespace nsl::devchain
