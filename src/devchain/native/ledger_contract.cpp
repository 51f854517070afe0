// LedgerContract: what contracts can see of the chain.
#include "devchain/chain/ledger.h"
#include "devchain/execution/stack_forms.h"
#include "devchain/native/native.h"

namespace nsl::devchain {
namespace {

using neo::ParameterType;
using neovm::StackItem;

const Ledger& ledger_of(NativeCall& call) { return *call.execution.input().ledger; }

bool current_hash(NativeCall& call) { return call.give_bytes(ledger_of(call).last().hash.bytes()); }
bool current_index(NativeCall& call) { return call.give(neo::Integer(std::int64_t{ledger_of(call).height()})); }

StackItem block_item(const LedgerBlock& entry, neovm::Heap& heap) {
  const neo::Header& header = entry.block.header;
  return heap.new_array(
      neovm::ItemType::kArray,
      {StackItem::byte_string(entry.hash.bytes()), StackItem::integer(0),
       StackItem::byte_string(header.previous.bytes()), StackItem::byte_string(header.merkle_root.bytes()),
       StackItem::integer(static_cast<std::int64_t>(header.time_ms)),
       StackItem::integer(neo::Integer(neo::Integer::Limbs{header.nonce, 0, 0, 0})),
       StackItem::integer(std::int64_t{header.index}), StackItem::integer(std::int64_t{header.primary}),
       StackItem::byte_string(header.next_consensus.bytes()),
       StackItem::integer(static_cast<std::int64_t>(entry.block.transactions.size()))});
}

// A block by its index, a number, or its hash. false and a fault for what is neither; null for a block that there is
// not.
bool find_block(NativeCall& call, const LedgerBlock*& out) {
  const auto index = call.arguments[0].to_integer();
  const auto number = index ? index->as_int64() : std::nullopt;
  if (number && *number >= 0 && *number <= 0xffff'ffff) {
    out = ledger_of(call).find_block(static_cast<std::uint32_t>(*number));
    return true;
  }
  neo::UInt256 hash;
  if (!call.hash256(0, hash)) return false;
  out = ledger_of(call).find_block(hash);
  return true;
}

bool get_block(NativeCall& call) {
  const LedgerBlock* block = nullptr;
  if (!find_block(call, block)) return false;
  return call.give(block == nullptr ? StackItem{} : block_item(*block, call.engine().heap()));
}

bool get_transaction(NativeCall& call) {
  neo::UInt256 hash;
  if (!call.hash256(0, hash)) return false;
  const LedgerTransaction* found = ledger_of(call).find_transaction(hash);
  return call.give(found == nullptr ? StackItem{}
                                    : transaction_item(ledger_of(call).transaction(*found), call.engine().heap()));
}

bool get_transaction_height(NativeCall& call) {
  neo::UInt256 hash;
  if (!call.hash256(0, hash)) return false;
  const LedgerTransaction* found = ledger_of(call).find_transaction(hash);
  return call.give(neo::Integer(found == nullptr ? std::int64_t{-1} : std::int64_t{found->block}));
}

bool get_transaction_from_block(NativeCall& call) {
  const LedgerBlock* block = nullptr;
  std::int64_t place = 0;
  if (!find_block(call, block) || !call.number(1, place, 0, neo::Block::kTransactionsMax)) return false;
  if (block == nullptr) return call.give(StackItem{});
  if (static_cast<std::size_t>(place) >= block->block.transactions.size())
    return call.engine().fault("wrong transaction index");
  return call.give(transaction_item(block->block.transactions[static_cast<std::size_t>(place)], call.engine().heap()));
}

bool get_transaction_signers(NativeCall& call) {
  neo::UInt256 hash;
  if (!call.hash256(0, hash)) return false;
  const LedgerTransaction* found = ledger_of(call).find_transaction(hash);
  return call.give(found == nullptr ? StackItem{}
                                    : signers_item(ledger_of(call).transaction(*found).signers, call.engine().heap()));
}

// NONE 0, HALT 1, FAULT 2.
bool get_transaction_vm_state(NativeCall& call) {
  neo::UInt256 hash;
  if (!call.hash256(0, hash)) return false;
  const LedgerTransaction* found = ledger_of(call).find_transaction(hash);
  if (found == nullptr) return call.give(neo::Integer(0));
  return call.give(neo::Integer(found->log.state == neovm::VmState::kHalt ? 1 : 2));
}

}  // namespace

NativeDefinition ledger_definition() {
  const NativeParameter hash{"hash", ParameterType::kHash256};
  const NativeParameter index_or_hash{"indexOrHash", ParameterType::kByteArray};
  return {.id = -4,
          .methods = {
              {"currentHash", {}, ParameterType::kHash256, 1 << 15, kReads, current_hash},
              {"currentIndex", {}, ParameterType::kInteger, 1 << 15, kReads, current_index},
              {"getBlock", {index_or_hash}, ParameterType::kArray, 1 << 15, kReads, get_block},
              {"getTransaction", {hash}, ParameterType::kArray, 1 << 15, kReads, get_transaction},
              {"getTransactionHeight", {hash}, ParameterType::kInteger, 1 << 15, kReads, get_transaction_height},
              {"getTransactionFromBlock",
               {{"blockIndexOrHash", ParameterType::kByteArray}, {"txIndex", ParameterType::kInteger}},
               ParameterType::kArray,
               1 << 16,
               kReads,
               get_transaction_from_block},
              {"getTransactionSigners", {hash}, ParameterType::kArray, 1 << 15, kReads, get_transaction_signers},
              {"getTransactionVMState", {hash}, ParameterType::kInteger, 1 << 15, kReads, get_transaction_vm_state}}};
}

}  // namespace nsl::devchain
