// Which transactions are taken.
#include "devchain/chain/chain.h"

#include "devchain/native/policy.h"
#include "devchain/native/token.h"
#include "devchain/state/contains.h"
#include "neo/script/parser.h"
#include "neo/script/verification.h"
#include "neo/types/hashing.h"
#include "neovm/number/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::devchain {
namespace {

std::int64_t fees_of(const neo::Transaction& transaction) {
  return transaction.system_fee.datoshi() + transaction.network_fee.datoshi();
}

bool conflicts_with(const neo::Transaction& transaction, const neo::UInt256& hash) {
  return std::ranges::any_of(transaction.attributes, [&](const neo::Attribute& attribute) {
    const auto* conflict = std::get_if<neo::Conflicts>(&attribute.value);
    return conflict != nullptr && conflict->transaction == hash;
  });
}

bool shares_signer(const neo::Transaction& a, const neo::Transaction& b) {
  return std::ranges::any_of(
      a.signers, [&](const neo::Signer& signer) { return contains(b.signers, signer.account, &neo::Signer::account); });
}

}  // namespace

// What needs neither signatures nor the pool.
Relay<void> Chain::check_standing(const neo::Transaction& transaction) const {
  if (transaction.system_fee.datoshi() > kBlockSystemFeeMax)
    return refuse(RelayCode::kAgainstPolicy, "system fee exceeds the maximum of a block");
  if (const auto script = neo::check_script(transaction.script); !script)
    return refuse(RelayCode::kInvalidScript, script.error().message);
  const std::uint32_t height = ledger_.height();
  if (transaction.valid_until_block <= height)
    return refuse(RelayCode::kExpired, fmt::format("transaction has expired. ValidUntilBlock = {}, current height = {}",
                                                   transaction.valid_until_block, height));
  if (transaction.valid_until_block > height + kValidUntilBlockIncrementMax) {
    return refuse(RelayCode::kExpired, fmt::format("ValidUntilBlock = {} is too far: the current height is {}",
                                                   transaction.valid_until_block, height));
  }
  for (const neo::Signer& signer : transaction.signers) {
    if (is_blocked(state_, signer.account)) return refuse(RelayCode::kAgainstPolicy, "a signer is blocked");
  }
  return {};
}

Relay<void> Chain::check_attributes(const neo::Transaction& transaction) const {
  for (const neo::Attribute& attribute : transaction.attributes) {
    if (const auto* before = std::get_if<neo::NotValidBefore>(&attribute.value);
        before != nullptr && ledger_.height() < before->height) {
      return refuse(RelayCode::kInvalidAttribute,
                    fmt::format("transaction is not valid before height {}", before->height));
    }
    if (const auto* conflict = std::get_if<neo::Conflicts>(&attribute.value);
        conflict != nullptr && ledger_.find_transaction(conflict->transaction) != nullptr) {
      return refuse(RelayCode::kInvalidAttribute, "the transaction it conflicts with is on the chain");
    }
    if (std::holds_alternative<neo::HighPriority>(attribute.value) &&
        !contains(transaction.signers, validators_account_, &neo::Signer::account)) {
      return refuse(RelayCode::kInvalidAttribute, "HighPriority needs the committee's signature");
    }
    if (std::holds_alternative<neo::OracleResponse>(attribute.value) ||
        std::holds_alternative<neo::NotaryAssisted>(attribute.value)) {
      return refuse(RelayCode::kInvalidAttribute, "this development chain has no oracle and no notary");
    }
  }
  return {};
}

// Places in the pool of what the transaction replaces.
Relay<std::vector<std::size_t>> Chain::check_pool(const Pooled& candidate) const {
  const auto& [transaction, hash] = candidate;
  std::vector<std::size_t> replaced;
  std::int64_t replaced_fees = 0;
  neo::Integer owed = fees_of(transaction);
  for (std::size_t i = 0; i < pool_.size(); ++i) {
    const auto& [other, other_hash] = pool_[i];
    const bool conflict =
        (conflicts_with(transaction, other_hash) || conflicts_with(other, hash)) && shares_signer(transaction, other);
    if (conflict) {
      replaced.push_back(i);
      replaced_fees += other.network_fee.datoshi();
    } else if (other.sender() == transaction.sender()) {
      owed = neovm::add(owed, fees_of(other)).value();
    }
  }
  if (!replaced.empty() && transaction.network_fee.datoshi() <= replaced_fees) {
    return refuse(RelayCode::kInvalidAttribute, "a conflicting transaction in the pool pays as much or more");
  }
  if (balance_of(state_, kGasId, transaction.sender()) < owed)
    return refuse(RelayCode::kNotEnoughGas, "insufficient funds for all pending transactions of the sender");
  if (pool_.size() - replaced.size() >= kPoolMax) return refuse(RelayCode::kPoolIsFull, "the memory pool is full");
  return replaced;
}

std::int64_t Chain::attribute_fees(const neo::Transaction& transaction) const {
  const auto conflicts = std::ranges::count_if(
      transaction.attributes, [](const auto& one) { return std::holds_alternative<neo::Conflicts>(one.value); });
  return conflicts * fee_policy(state_).conflicts_fee * static_cast<std::int64_t>(transaction.signers.size());
}

Relay<std::int64_t> Chain::verify_witness(const neo::Transaction& transaction, std::size_t index,
                                          std::int64_t gas_datoshi) {
  const neo::Witness& witness = transaction.witnesses[index];
  const neo::UInt160& account = transaction.signers[index].account;
  Snapshot state(state_);
  Execution::Input input = input_for(Trigger::kVerification, state, upcoming());
  input.transaction = &transaction;
  input.signers = transaction.signers;
  input.gas_limit = neovm::Gas::from_datoshi(gas_datoshi);
  Execution execution(std::move(input));
  if (witness.verification.empty()) {
    const ContractPointer contract = execution.find_contract(account);
    if (contract == nullptr)
      return refuse(RelayCode::kInvalidWitness, "the signer is no contract and has no verification script");
    if (!execution.load_contract_method(contract, "verify", CallFlags::kReadOnly))
      return refuse(RelayCode::kNoVerifyMethod, "the contract has no method verify");
  } else {
    if (neo::hash160(witness.verification) != account)
      return refuse(RelayCode::kInvalidWitness, "witness hash mismatch");
    execution.load_script(witness.verification, CallFlags::kReadOnly);
  }
  if (!witness.invocation.empty()) execution.load_script(witness.invocation, CallFlags::kNone);
  const neovm::Engine& engine = execution.engine();
  if (execution.engine().run() != neovm::VmState::kHalt)
    return refuse(RelayCode::kInvalidWitness, "vm fault: " + fault_text(execution));
  const bool holds = engine.results().size() == 1 && engine.results().peek().to_boolean().value_or(false);
  if (!holds) return refuse(RelayCode::kInvalidWitness, "invalid signature");
  return engine.gas_consumed().to_datoshi();
}

Relay<std::int64_t> Chain::network_fee(const neo::Transaction& transaction) {
  const neo::FeePolicy fees = fee_policy(state_);
  std::size_t bytes = transaction.encode_unsigned().size() + neo::var_int_bytes(transaction.signers.size());
  std::int64_t verification = 0;
  for (std::size_t i = 0; i < transaction.witnesses.size(); ++i) {
    const neo::Witness& witness = transaction.witnesses[i];
    if (!witness.verification.empty() && neo::hash160(witness.verification) != transaction.signers[i].account) {
      return refuse(RelayCode::kInvalidWitness, "witness hash mismatch");
    }
    if (const auto cost = neo::witness_cost(witness.verification); !witness.verification.empty() && cost) {
      bytes += cost->bytes;
      verification += neovm::Gas{cost->coefficient * fees.execution_factor_pico}.to_datoshi();
      continue;
    }
    const auto used = verify_witness(transaction, i, kVerificationGasMax);
    if (!used) return std::unexpected(used.error());
    bytes += witness.bytes();
    verification += *used;
  }
  return static_cast<std::int64_t>(bytes) * fees.fee_per_byte + verification + attribute_fees(transaction);
}

Relay<neo::UInt256> Chain::submit(neo::Transaction transaction) {
  if (const auto checked = transaction.check(); !checked) return refuse(RelayCode::kFailed, checked.error().message);
  if (transaction.witnesses.size() != transaction.signers.size())
    return refuse(RelayCode::kInvalidWitness, "there is not one witness for each signer");
  if (const auto standing = check_standing(transaction); !standing) return std::unexpected(standing.error());
  const std::size_t bytes = transaction.bytes();
  if (bytes > neo::Transaction::kBytesMax) return refuse(RelayCode::kInvalidSize, "the transaction is too large");
  const std::int64_t needed =
      static_cast<std::int64_t>(bytes) * fee_policy(state_).fee_per_byte + attribute_fees(transaction);
  std::int64_t left = transaction.network_fee.datoshi() - needed;
  if (left < 0)
    return refuse(RelayCode::kNetworkFeeTooSmall,
                  fmt::format("insufficient network fee: {} is below {}", transaction.network_fee.datoshi(), needed));
  const neo::UInt256 hash = transaction.hash();
  if (ledger_.find_transaction(hash) != nullptr)
    return refuse(RelayCode::kAlreadyExists, "transaction is already on the chain");
  if (ledger_.has_conflict(hash, transaction.signers))
    return refuse(RelayCode::kFailed, "a transaction on the chain conflicts with it");
  if (contains(pool_, hash, &Pooled::hash))
    return refuse(RelayCode::kAlreadyInPool, "transaction is already in the memory pool");
  for (std::size_t i = 0; i < transaction.witnesses.size(); ++i) {
    const auto used = verify_witness(transaction, i, std::min(left, kVerificationGasMax));
    if (!used) return refuse(used.error().code, fmt::format("witness #{}: {}", i, used.error().why));
    left -= *used;
  }
  if (const auto attributes = check_attributes(transaction); !attributes) return std::unexpected(attributes.error());
  Pooled candidate{.transaction = std::move(transaction), .hash = hash};
  const auto replaced = check_pool(candidate);
  if (!replaced) return std::unexpected(replaced.error());
  for (const std::size_t place : *replaced | std::views::reverse) {
    tell_of(pool_[place].transaction, PoolChange::kRemoved);
    pool_.erase(pool_.begin() + static_cast<std::ptrdiff_t>(place));
  }
  pool_.push_back(std::move(candidate));
  tell_of(pool_.back().transaction, PoolChange::kAdded);
  return hash;
}

// What is on the chain now goes, and so does what can never get there.
void Chain::clean_pool() {
  for (Pooled& entry : std::exchange(pool_, {})) {
    const bool gone = ledger_.find_transaction(entry.hash) != nullptr ||
                      ledger_.has_conflict(entry.hash, entry.transaction.signers) ||
                      !check_standing(entry.transaction) || !check_attributes(entry.transaction) || !check_pool(entry);
    if (gone) tell_of(entry.transaction, PoolChange::kRemoved);
    else pool_.push_back(std::move(entry));
  }
}

}  // namespace nsl::devchain
