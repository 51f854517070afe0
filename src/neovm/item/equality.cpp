#include "neovm/item/equality.h"

#include "neovm/item/objects.h"
#include "neovm/machine/limits.h"

#include <algorithm>
#include <vector>

namespace nsl::neovm {
namespace {

bool equal_simple(const StackItem& a, const StackItem& b) {
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case ItemType::kAny: return true;
    case ItemType::kBoolean:
    case ItemType::kInteger: return a.to_integer() == b.to_integer();
    case ItemType::kPointer:
      return a.pointer_object().script == b.pointer_object().script &&
             a.pointer_object().position == b.pointer_object().position;
    case ItemType::kInteropInterface: return a.interop_object() == b.interop_object();
    default: return a.same_as(b);
  }
}

// Takes what was compared from the budget; at least one, so that comparing many empty strings ends too.
std::optional<bool> equal_bytes(const StackItem& a, const StackItem& b, std::size_t& budget) {
  const ByteView left = a.bytes_object().view();
  if (left.size() > budget || budget == 0) return std::nullopt;
  if (b.type() != ItemType::kByteString) {
    --budget;
    return false;
  }
  const ByteView right = b.bytes_object().view();
  const bool same = a.same_as(b);
  if (!same && right.size() > budget) return std::nullopt;
  budget -= std::max({left.size(), right.size(), std::size_t{1}});
  return same || std::ranges::equal(left, right);
}

std::optional<bool> equal_structs(const StackItem& a, const StackItem& b) {
  if (b.type() != ItemType::kStruct) return false;
  std::vector<std::pair<const StackItem*, const StackItem*>> pending{{&a, &b}};
  std::size_t budget = kComparableBytesMax;
  for (auto left = kReferencesMax; !pending.empty(); --left) {
    if (left == 0) return std::nullopt;
    const auto [x, y] = pending.back();
    pending.pop_back();
    if (x->type() == ItemType::kByteString) {
      const auto same = equal_bytes(*x, *y, budget);
      if (!same || !*same) return same;
      continue;
    }
    if (budget == 0) return std::nullopt;
    --budget;
    if (x->type() != ItemType::kStruct) {
      if (!equal_simple(*x, *y)) return false;
      continue;
    }
    if (x->same_as(*y)) continue;
    if (y->type() != ItemType::kStruct) return false;
    const auto& fields = x->array().items;
    const auto& others = y->array().items;
    if (fields.size() != others.size()) return false;
    for (std::size_t i = 0; i < fields.size(); ++i) pending.emplace_back(&fields[i], &others[i]);
  }
  return true;
}

}  // namespace

std::optional<bool> equal(const StackItem& a, const StackItem& b) {
  if (a.type() == ItemType::kStruct) return equal_structs(a, b);
  if (a.type() == ItemType::kByteString) {
    std::size_t budget = kComparableBytesMax;
    return equal_bytes(a, b, budget);
  }
  return equal_simple(a, b);
}

}  // namespace nsl::neovm
