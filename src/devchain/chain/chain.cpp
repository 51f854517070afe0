#include "devchain/chain/chain.h"

#include "base/check.h"
#include "crypto/random.h"
#include "devchain/native/policy.h"
#include "devchain/native/token.h"
#include "neo/contract/native.h"
#include "neo/script/builder.h"
#include "neo/script/verification.h"
#include "neovm/item/tree.h"
#include "neovm/number/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::devchain {
namespace {

// Of neo-go's private network (its wallets and this key are published for tests): so the genesis block is the same, and
// what is written for such a network runs here.
constexpr std::string_view kDevWif = "KxyjQ8eUa4FHt3Gvioyt1Wz29cTUrE4eTqX3yFSk1YFCsPL8uNsY";

constexpr std::uint64_t kGenesisTimeMs = 1'468'595'301'000;
constexpr std::uint64_t kGenesisNonce = 2'083'236'893;
constexpr std::int64_t kGenesisGas = 52'000'000;  // whole GAS
constexpr std::int64_t kDevGas = 10'000'000;      // whole GAS, for the development account
constexpr std::int64_t kDevNeo = 10'000'000;
constexpr std::int64_t kDatoshiPerGas = 1'0000'0000;

Bytes validators_script(const std::vector<neo::ECPoint>& validators) {
  return neo::multi_signature_script(1, validators).value();
}

LedgerBlock ledger_block(neo::Block block, std::vector<ExecutionLog> logs) {
  LedgerBlock out{.block = std::move(block), .hash = {}, .bytes = 0, .logs = std::move(logs)};
  out.hash = out.block.header.hash();
  out.bytes = out.block.encode().size();
  return out;
}

}  // namespace

const neo::PrivateKey& Chain::dev_key() {
  static const neo::PrivateKey key = neo::PrivateKey::from_wif(kDevWif).value();
  return key;
}

Chain::Chain(Options options)
    : options_(std::move(options)),
      contracts_(natives_.contracts()),
      validators_{dev_key().public_key()},
      validators_account_(neo::consensus_account(validators_).value()) {}

Result<std::unique_ptr<Chain>> Chain::create(Options options) {
  std::unique_ptr<Chain> chain(new Chain(std::move(options)));
  chain->make_genesis();
  if (chain->options_.store) {
    NSL_TRY_VOID(chain->options_.store->load([&](neo::Block block) -> Status {
      if (block.header.previous != chain->ledger_.last().hash) {
        return fail(
            ErrorCode::kStorageFailed,
            fmt::format("block {} of the stored development chain does not follow the one before", block.header.index));
      }
      chain->apply(std::move(block));
      return {};
    }));
  }
  if (chain->ledger_.height() == 0) NSL_TRY_VOID(chain->fund_dev_account());
  return chain;
}

void Chain::make_genesis() {
  neo::Block genesis;
  genesis.header = {.time_ms = kGenesisTimeMs,
                    .nonce = kGenesisNonce,
                    .index = 0,
                    .next_consensus = validators_account_,
                    .witness = {.invocation = {}, .verification = {static_cast<std::uint8_t>(neo::OpCode::PUSH1)}}};
  mint(state_, kNeoId, {.account = validators_account_, .amount = kNeoSupply, .height = 0});
  mint(state_, kGasId, {.account = validators_account_, .amount = kGenesisGas * kDatoshiPerGas, .height = 0});
  for (const std::int32_t token : {kNeoId, kGasId}) transfers_[{validators_account_, neo::native_hash(token)}] = 0;
  ledger_.append(ledger_block(std::move(genesis), {}), {});
}

// An ordinary transaction of the validators' account.
Status Chain::fund_dev_account() {
  neo::ScriptBuilder script;
  const auto transfer = [&](std::int32_t token, std::int64_t amount) {
    script.call({.contract = neo::native_hash(token),
                 .method = "transfer",
                 .arguments = {neo::ContractParameter::hash160(validators_account_),
                               neo::ContractParameter::hash160(dev_account()), neo::ContractParameter::integer(amount),
                               neo::ContractParameter::null()}});
    script.assert_true();
  };
  transfer(kNeoId, kDevNeo);
  transfer(kGasId, kDevGas * kDatoshiPerGas);
  neo::Transaction transaction;
  transaction.system_fee = neo::Fixed8::gas(1);
  transaction.network_fee = neo::Fixed8::gas(1);
  transaction.valid_until_block = 100;
  transaction.signers = {neo::Signer{.account = validators_account_}};
  transaction.script = script.take();
  const auto signature = dev_key().sign(neo::signed_data(kNetwork, transaction.hash()), neo::Nonce::kDeterministic);
  const std::vector<ByteView> signatures{signature};
  transaction.witnesses = {
      {.invocation = neo::invocation_script(signatures), .verification = validators_script(validators_)}};
  if (const auto sent = submit(std::move(transaction)); !sent) {
    return fail(ErrorCode::kInternal, "the development account cannot be funded: " + sent.error().why);
  }
  return produce_block();
}

BlockContext Chain::upcoming() const {
  const neo::Header& last = ledger_.last().block.header;
  const auto now = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(options_.clock->wall().time_since_epoch()).count());
  return {.index = last.index + 1, .timestamp_ms = std::max(now, last.time_ms + 1), .nonce = 0};
}

neo::Block Chain::next_block() {
  BlockContext context = upcoming();
  std::array<std::uint8_t, 8> random{};
  crypto::random_bytes(random);
  for (const std::uint8_t byte : random) context.nonce = context.nonce << 8 | byte;
  neo::Block block;
  std::int64_t system_fees = 0;
  std::vector<neo::UInt256> hashes;
  for (const auto& [transaction, hash] : pool_) {
    if (block.transactions.size() == kBlockTransactionsMax ||
        system_fees + transaction.system_fee.datoshi() > kBlockSystemFeeMax)
      break;
    system_fees += transaction.system_fee.datoshi();
    block.transactions.push_back(transaction);
    hashes.push_back(hash);
  }
  block.header = {.previous = ledger_.last().hash,
                  .merkle_root = neo::merkle_root(hashes),
                  .time_ms = context.timestamp_ms,
                  .nonce = context.nonce,
                  .index = context.index,
                  .next_consensus = validators_account_};
  const auto signature = dev_key().sign(neo::signed_data(kNetwork, block.header.hash()));
  const std::vector<ByteView> signatures{signature};
  block.header.witness = {.invocation = neo::invocation_script(signatures),
                          .verification = validators_script(validators_)};
  return block;
}

Status Chain::produce_block() {
  neo::Block block = next_block();
  if (options_.store) NSL_TRY_VOID(options_.store->append(block));
  apply(std::move(block));
  clean_pool();
  return {};
}

Execution::Input Chain::input_for(Trigger trigger, Snapshot& state, const BlockContext& block) const {
  return {.trigger = trigger,
          .network = kNetwork,
          .natives = &natives_,
          .ledger = &ledger_,
          .contracts = &contracts_,
          .state = &state,
          .block = block,
          .fees = fee_policy(state),
          .committee = validators_,
          .committee_account = validators_account_,
          .block_time_ms = options_.block_time.count()};
}

void Chain::apply(neo::Block block) {
  const BlockContext context{
      .index = block.header.index, .timestamp_ms = block.header.time_ms, .nonce = block.header.nonce};
  Snapshot block_state(state_);
  std::vector<ExecutionLog> block_logs{on_persist(block, block_state)};
  std::vector<ExecutionLog> logs;
  for (const neo::Transaction& transaction : block.transactions)
    logs.push_back(run_transaction(transaction, block_state, context));
  block_logs.push_back(post_persist(block, block_state));
  block_state.commit();
  for (const ExecutionLog& log : block_logs) remember_transfers(log, context.index);
  for (const ExecutionLog& log : logs) remember_transfers(log, context.index);
  ledger_.append(ledger_block(std::move(block), std::move(block_logs)), std::move(logs));
}

ExecutionLog Chain::run_transaction(const neo::Transaction& transaction, Snapshot& block_state,
                                    const BlockContext& context) {
  Snapshot state(block_state);
  Execution::Input input = input_for(Trigger::kApplication, state, context);
  input.transaction = &transaction;
  input.signers = transaction.signers;
  input.gas_limit = neovm::Gas::from_datoshi(transaction.system_fee.datoshi());
  Execution execution(std::move(input));
  execution.load_script(transaction.script, CallFlags::kAll);
  const neovm::Engine& engine = execution.engine();
  ExecutionLog log{.trigger = "Application"};
  log.state = execution.engine().run();
  log.gas_datoshi = engine.gas_consumed().to_datoshi();
  if (log.state == neovm::VmState::kFault) log.exception = fault_text(execution);
  for (std::size_t i = engine.results().size(); i-- > 0;) log.stack.push_back(to_tree(engine.results().peek(i)));
  for (const Notification& one : execution.notifications())
    log.notifications.push_back({one.contract, one.name, to_tree(one.state)});
  if (log.state == neovm::VmState::kHalt) state.commit();
  return log;
}

namespace {

LoggedNotification transfer_of(std::int32_t token, const std::optional<neo::UInt160>& from,
                               const std::optional<neo::UInt160>& to, const neo::Integer& amount) {
  neovm::Heap heap;
  return {neo::native_hash(token), "Transfer", to_tree(transfer_state(heap, from, to, amount))};
}

}  // namespace

// Fees are taken before anything runs; those of the network go to the validator.
ExecutionLog Chain::on_persist(const neo::Block& block, Snapshot& state) {
  ExecutionLog log{.trigger = "OnPersist"};
  std::int64_t network_fees = 0;
  for (const neo::Transaction& transaction : block.transactions) {
    const neo::Integer fees = transaction.system_fee.datoshi() + transaction.network_fee.datoshi();
    NSL_CHECK(burn_gas(state, transaction.sender(), fees));  // the pool takes nothing that cannot be paid
    log.notifications.push_back(transfer_of(kGasId, transaction.sender(), std::nullopt, fees));
    network_fees += transaction.network_fee.datoshi();
  }
  if (network_fees > 0) {
    const neo::UInt160 primary = neo::account_of(validators_[block.header.primary]);
    mint(state, kGasId, {.account = primary, .amount = network_fees, .height = block.header.index});
    log.notifications.push_back(transfer_of(kGasId, std::nullopt, primary, network_fees));
  }
  return log;
}

ExecutionLog Chain::post_persist(const neo::Block& block, Snapshot& state) {
  ExecutionLog log{.trigger = "PostPersist"};
  const neo::UInt160 member = neo::account_of(validators_[block.header.index % validators_.size()]);
  const neo::Integer reward = kGasPerBlock * kCommitteeShare / 100;
  mint(state, kGasId, {.account = member, .amount = reward, .height = block.header.index});
  log.notifications.push_back(transfer_of(kGasId, std::nullopt, member, reward));
  return log;
}

void Chain::remember_transfers(const ExecutionLog& log, std::uint32_t height) {
  if (log.state != neovm::VmState::kHalt) return;
  for (const LoggedNotification& one : log.notifications) {
    if (one.name != "Transfer" || !one.state) continue;
    const auto* fields = std::get_if<neo::StackItem::List>(&one.state->value);
    if (fields == nullptr || fields->size() < 2) continue;
    for (const std::size_t i : {0U, 1U}) {
      const auto bytes = (*fields)[i].as_bytes();
      const auto account = bytes ? neo::UInt160::from_bytes(*bytes) : std::nullopt;
      if (account) transfers_[{*account, one.contract}] = height;
    }
  }
}

std::map<neo::UInt160, std::uint32_t> Chain::tokens_of(const neo::UInt160& account) const {
  std::map<neo::UInt160, std::uint32_t> out;
  for (auto at = transfers_.lower_bound({account, neo::UInt160{}});
       at != transfers_.end() && at->first.first == account; ++at) {
    out[at->first.second] = at->second;
  }
  return out;
}

Invocation Chain::prepare_invocation(const InvocationLimits& limits, ByteView script,
                                     std::vector<neo::Signer> signers) {
  Invocation out;
  out.state = std::make_unique<Snapshot>(state_);
  out.transaction = std::make_unique<neo::Transaction>();
  out.transaction->signers =
      signers.empty() ? std::vector<neo::Signer>{neo::Signer{.scopes = neo::WitnessScope::kNone}} : signers;
  out.transaction->script.assign(script.begin(), script.end());
  out.transaction->valid_until_block = ledger_.height() + 1;
  Execution::Input input = input_for(limits.trigger, *out.state, upcoming());
  input.transaction = out.transaction.get();
  input.signers = std::move(signers);
  input.gas_limit = limits.gas;
  out.execution = std::make_unique<Execution>(std::move(input));
  return out;
}

Invocation Chain::load(Bytes script, std::vector<neo::Signer> signers, neovm::Gas gas_limit) {
  auto out = prepare_invocation({.trigger = Trigger::kApplication, .gas = gas_limit}, script, std::move(signers));
  out.execution->load_script(std::move(script), CallFlags::kAll);
  return out;
}

Invocation Chain::invoke(Bytes script, std::vector<neo::Signer> signers) {
  auto out = load(std::move(script), std::move(signers), neovm::Gas::from_datoshi(kInvocationGasMax));
  out.execution->engine().run();
  return out;
}

Relay<Invocation> Chain::invoke_verify(const ContractPointer& contract, Bytes arguments,
                                       std::vector<neo::Signer> signers) {
  auto out = prepare_invocation(
      {.trigger = Trigger::kVerification, .gas = neovm::Gas::from_datoshi(kVerificationGasMax)}, arguments,
      std::move(signers));
  if (!out.execution->load_contract_method(contract, "verify", CallFlags::kReadOnly))
    return refuse(RelayCode::kNoVerifyMethod, "the contract has no method verify");
  if (!arguments.empty()) out.execution->load_script(std::move(arguments), CallFlags::kNone);
  out.execution->engine().run();
  return out;
}

}  // namespace nsl::devchain
