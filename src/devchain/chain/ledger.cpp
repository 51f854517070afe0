#include "devchain/chain/ledger.h"
#include "devchain/state/contains.h"

#include <algorithm>

namespace nsl::devchain {

const LedgerBlock* Ledger::find_block(std::uint32_t index) const {
  return index < blocks_.size() ? blocks_[index].get() : nullptr;
}

const LedgerBlock* Ledger::find_block(const neo::UInt256& hash) const {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? nullptr : blocks_[found->second].get();
}

const LedgerTransaction* Ledger::find_transaction(const neo::UInt256& hash) const {
  const auto found = transactions_.find(hash);
  return found == transactions_.end() ? nullptr : &found->second;
}

bool Ledger::has_conflict(const neo::UInt256& hash, const std::vector<neo::Signer>& signers) const {
  const auto [begin, end] = conflicts_.equal_range(hash);
  return std::any_of(begin, end,
                     [&](const auto& entry) { return contains(signers, entry.second, &neo::Signer::account); });
}

void Ledger::append(LedgerBlock block, std::vector<ExecutionLog> logs) {
  const auto index = static_cast<std::uint32_t>(blocks_.size());
  by_hash_.emplace(block.hash, index);
  for (std::size_t place = 0; place < logs.size(); ++place) {
    const neo::Transaction& transaction = block.block.transactions[place];
    transactions_.emplace(transaction.hash(),
                          LedgerTransaction{.block = index, .place = place, .log = std::move(logs[place])});
    for (const neo::Attribute& attribute : transaction.attributes) {
      const auto* conflict = std::get_if<neo::Conflicts>(&attribute.value);
      if (conflict == nullptr) continue;
      for (const neo::Signer& signer : transaction.signers) conflicts_.emplace(conflict->transaction, signer.account);
    }
  }
  blocks_.push_back(std::make_unique<LedgerBlock>(std::move(block)));
}

}  // namespace nsl::devchain
