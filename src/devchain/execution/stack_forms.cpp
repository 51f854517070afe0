#include "devchain/execution/stack_forms.h"

namespace nsl::devchain {
namespace {

using neovm::Heap;
using neovm::ItemType;
using neovm::StackItem;

StackItem bytes(ByteView view) { return StackItem::byte_string(view); }
StackItem text(std::string_view view) { return StackItem::byte_string(view); }

template <typename List, typename F>
StackItem list_of(const List& list, Heap& heap, F f) {
  std::vector<StackItem> items;
  for (const auto& one : list) items.push_back(f(one));
  return heap.new_array(ItemType::kArray, std::move(items));
}

StackItem fields(Heap& heap, std::vector<StackItem> items) {
  return heap.new_array(ItemType::kStruct, std::move(items));
}

StackItem condition_item(const neo::WitnessCondition& condition, Heap& heap) {
  std::vector<StackItem> items{StackItem::integer(static_cast<std::int64_t>(condition.type))};
  if (const auto* value = std::get_if<bool>(&condition.value)) items.push_back(StackItem::boolean(*value));
  if (const auto* hash = std::get_if<neo::UInt160>(&condition.value)) items.push_back(bytes(hash->bytes()));
  if (const auto* group = std::get_if<neo::ECPoint>(&condition.value)) items.push_back(bytes(group->bytes()));
  if (const auto* inner = std::get_if<std::vector<neo::WitnessCondition>>(&condition.value)) {
    if (condition.type == neo::WitnessCondition::Type::kNot) items.push_back(condition_item(inner->front(), heap));
    else items.push_back(list_of(*inner, heap, [&](const auto& one) { return condition_item(one, heap); }));
  }
  return heap.new_array(ItemType::kArray, std::move(items));
}

StackItem signer_item(const neo::Signer& signer, Heap& heap) {
  return heap.new_array(ItemType::kArray,
                        {bytes(signer.account.bytes()), StackItem::integer(static_cast<std::int64_t>(signer.scopes)),
                         list_of(signer.contracts, heap, [](const auto& hash) { return bytes(hash.bytes()); }),
                         list_of(signer.groups, heap, [](const auto& group) { return bytes(group.bytes()); }),
                         list_of(signer.rules, heap, [&](const neo::WitnessRule& rule) {
                           return heap.new_array(ItemType::kArray,
                                                 {StackItem::integer(static_cast<std::int64_t>(rule.action)),
                                                  condition_item(rule.condition, heap)});
                         })});
}

StackItem parameters_item(const std::vector<neo::Manifest::Parameter>& parameters, Heap& heap) {
  return list_of(parameters, heap, [&](const auto& one) {
    return fields(heap, {text(one.name), StackItem::integer(static_cast<std::int64_t>(one.type))});
  });
}

StackItem whom_item(const neo::Manifest::Whom& whom) {
  if (const auto* hash = std::get_if<neo::UInt160>(&whom)) return bytes(hash->bytes());
  if (const auto* group = std::get_if<neo::ECPoint>(&whom)) return bytes(group->bytes());
  return {};
}

StackItem abi_item(const neo::Manifest& manifest, Heap& heap) {
  const StackItem methods = list_of(manifest.methods, heap, [&](const neo::Manifest::Method& method) {
    return fields(heap, {text(method.name), parameters_item(method.parameters, heap),
                         StackItem::integer(static_cast<std::int64_t>(method.return_type)),
                         StackItem::integer(std::int64_t{method.offset}), StackItem::boolean(method.safe)});
  });
  const StackItem events = list_of(manifest.events, heap, [&](const neo::Manifest::Event& event) {
    return fields(heap, {text(event.name), parameters_item(event.parameters, heap)});
  });
  return fields(heap, {methods, events});
}

StackItem manifest_item(const neo::Manifest& manifest, Heap& heap) {
  const StackItem groups = list_of(manifest.groups, heap, [&](const neo::Manifest::Group& group) {
    return fields(heap, {bytes(group.key.bytes()), bytes(group.signature)});
  });
  const StackItem permissions = list_of(manifest.permissions, heap, [&](const neo::Manifest::Permission& permission) {
    const StackItem methods = permission.methods
                                  ? list_of(*permission.methods, heap, [](const auto& name) { return text(name); })
                                  : StackItem{};
    return fields(heap, {whom_item(permission.contract), methods});
  });
  const StackItem trusts = manifest.trusts ? list_of(*manifest.trusts, heap, whom_item) : StackItem{};
  return fields(heap, {text(manifest.name), groups, heap.new_map(),
                       list_of(manifest.standards, heap, [](const auto& name) { return text(name); }),
                       abi_item(manifest, heap), permissions, trusts, text(json::serialize(manifest.extra))});
}

}  // namespace

StackItem transaction_item(const neo::Transaction& transaction, Heap& heap) {
  return heap.new_array(
      ItemType::kArray,
      {bytes(transaction.hash().bytes()), StackItem::integer(0), StackItem::integer(std::int64_t{transaction.nonce}),
       bytes(transaction.sender().bytes()), StackItem::integer(transaction.system_fee.datoshi()),
       StackItem::integer(transaction.network_fee.datoshi()),
       StackItem::integer(std::int64_t{transaction.valid_until_block}), bytes(transaction.script)});
}

StackItem signers_item(const std::vector<neo::Signer>& signers, Heap& heap) {
  return list_of(signers, heap, [&](const neo::Signer& signer) { return signer_item(signer, heap); });
}

StackItem contract_item(const Contract& contract, Heap& heap) {
  return heap.new_array(
      ItemType::kArray,
      {StackItem::integer(std::int64_t{contract.id}), StackItem::integer(std::int64_t{contract.update_counter}),
       bytes(contract.hash.bytes()), bytes(contract.nef.encode()), manifest_item(contract.manifest, heap)});
}

}  // namespace nsl::devchain
