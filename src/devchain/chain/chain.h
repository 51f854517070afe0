#pragma once
// Chain: a whole Neo network in one object: its state, its transactions in waiting, and the one validator that makes
// the blocks. For development: its keys are in the source code of neo-go and known to everybody.
//
// One thread.

#include "base/clock.h"
#include "devchain/chain/block_store.h"
#include "devchain/chain/ledger.h"
#include "devchain/chain/relay.h"
#include "devchain/execution/execution.h"
#include "devchain/native/native.h"
#include "neo/wallet/private_key.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::devchain {

// A script that was run without being sent.
struct Invocation {
  std::unique_ptr<Snapshot> state;  // what it changed; goes with it
  std::unique_ptr<neo::Transaction> transaction;
  std::unique_ptr<Execution> execution;
};

// A transaction that waits for a block.
struct Pooled {
  neo::Transaction transaction;
  neo::UInt256 hash;
};

enum class PoolChange : std::uint8_t { kAdded, kRemoved };

class Chain {
 public:
  static constexpr std::uint32_t kNetwork = 56'753;  // neo-go's number for private networks
  static constexpr std::size_t kPoolMax = 50'000;
  static constexpr std::size_t kBlockTransactionsMax = 512;
  static constexpr std::int64_t kBlockSystemFeeMax = 9'000'0000'0000;  // datoshi
  static constexpr std::int64_t kVerificationGasMax = 1'5000'0000;     // datoshi, of one transaction's witnesses
  static constexpr std::int64_t kInvocationGasMax = 50'0000'0000;      // datoshi

  struct Options {
    std::chrono::milliseconds block_time{1'000};  // what contracts and clients are told
    std::unique_ptr<BlockStore> store = nullptr;  // none: everything is in memory
    const Clock* clock = &system_clock();
    // Of each transaction that comes into the pool or leaves it, also into a block. Must not call back.
    std::function<void(const neo::Transaction& transaction, PoolChange change)> on_pool = {};
  };

  // Genesis, then the blocks of the store, then, on a new chain, a block that funds dev_key()'s account.
  static Result<std::unique_ptr<Chain>> create(Options options);

  // The key of the validator and, as a single signature, of the development account.
  static const neo::PrivateKey& dev_key();
  static neo::UInt160 dev_account() { return dev_key().account(); }

  // Takes a transaction into the pool, checked as Neo's nodes do and in their order.
  Relay<neo::UInt256> submit(neo::Transaction transaction);
  // Makes a block of what waits, empty if nothing does. An error when it cannot be stored.
  Status produce_block();

  Invocation invoke(Bytes script, std::vector<neo::Signer> signers);
  // The same, loaded and not run, for those who go through it step by step.
  Invocation load(Bytes script, std::vector<neo::Signer> signers, neovm::Gas gas_limit);
  // The method `verify` of a contract, as for a witness, after a script that pushes its arguments. kNoVerifyMethod when
  // it has none.
  Relay<Invocation> invoke_verify(const ContractPointer& contract, Bytes arguments, std::vector<neo::Signer> signers);
  // Datoshi that the transaction must at least pay for size, witnesses and attributes. Witnesses may be missing their
  // signatures.
  Relay<std::int64_t> network_fee(const neo::Transaction& transaction);
  // Datoshi of one witness of a transaction; kInvalidWitness when it does not hold.
  Relay<std::int64_t> verify_witness(const neo::Transaction& transaction, std::size_t index, std::int64_t gas_datoshi);

  const Ledger& ledger() const { return ledger_; }
  const Snapshot& state() const { return state_; }
  Contracts& contracts() { return contracts_; }
  const std::vector<neo::ECPoint>& validators() const { return validators_; }
  std::chrono::milliseconds block_time() const { return options_.block_time; }
  const std::vector<Pooled>& pool() const { return pool_; }

  // Tokens that an account has had to do with, and the block in which they last moved.
  std::map<neo::UInt160, std::uint32_t> tokens_of(const neo::UInt160& account) const;

 private:
  explicit Chain(Options options);

  void make_genesis();
  Status fund_dev_account();
  neo::Block next_block();
  // Runs the block and appends it.
  void apply(neo::Block block);
  ExecutionLog run_transaction(const neo::Transaction& transaction, Snapshot& block_state, const BlockContext& context);
  ExecutionLog on_persist(const neo::Block& block, Snapshot& state);
  ExecutionLog post_persist(const neo::Block& block, Snapshot& state);
  void remember_transfers(const ExecutionLog& log, std::uint32_t height);
  void clean_pool();
  void tell_of(const neo::Transaction& transaction, PoolChange change) const {
    if (options_.on_pool) options_.on_pool(transaction, change);
  }

  Relay<void> check_standing(const neo::Transaction& transaction) const;
  Relay<void> check_attributes(const neo::Transaction& transaction) const;
  Relay<std::vector<std::size_t>> check_pool(const Pooled& candidate) const;
  std::int64_t attribute_fees(const neo::Transaction& transaction) const;
  struct InvocationLimits {
    Trigger trigger = Trigger::kApplication;
    neovm::Gas gas{};
  };
  Invocation prepare_invocation(const InvocationLimits& limits, ByteView script, std::vector<neo::Signer> signers);
  Execution::Input input_for(Trigger trigger, Snapshot& state, const BlockContext& block) const;
  BlockContext upcoming() const;

  Options options_;
  NativeTable natives_;
  mutable Contracts contracts_;
  std::vector<neo::ECPoint> validators_;
  neo::UInt160 validators_account_;
  Snapshot state_;
  Ledger ledger_;
  std::vector<Pooled> pool_;                                                  // in the order in which they came
  std::map<std::pair<neo::UInt160, neo::UInt160>, std::uint32_t> transfers_;  // account and token; height
};

}  // namespace nsl::devchain
