#include "devchain/state/snapshot.h"

#include "base/check.h"

#include <algorithm>

namespace nsl::devchain {
namespace {

constexpr std::size_t kNumberBytes = 4;

bool begins_with(const Bytes& key, const Bytes& prefix) {
  return key.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), key.begin());
}

}  // namespace

Bytes StorageKey::bytes() const {
  Bytes out;
  out.reserve(kNumberBytes + key.size());
  const auto number = static_cast<std::uint32_t>(contract);
  for (std::size_t i = 0; i < kNumberBytes; ++i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  out.insert(out.end(), key.begin(), key.end());
  return out;
}

std::optional<Bytes> Snapshot::get(StorageKey key) const {
  const Bytes whole = key.bytes();
  for (const Snapshot* layer = this; layer != nullptr; layer = layer->below_) {
    if (const auto found = layer->changes_.find(whole); found != layer->changes_.end()) return found->second;
  }
  return std::nullopt;
}

void Snapshot::put(StorageKey key, Bytes value) { changes_[key.bytes()] = std::move(value); }

void Snapshot::erase(StorageKey key) {
  if (below_ == nullptr) changes_.erase(key.bytes());
  else changes_[key.bytes()] = std::nullopt;
}

void Snapshot::merge_range(const Bytes& prefix, std::map<Bytes, Bytes>& out) const {
  if (below_ != nullptr) below_->merge_range(prefix, out);
  for (auto at = changes_.lower_bound(prefix); at != changes_.end() && begins_with(at->first, prefix); ++at) {
    if (at->second) out[at->first] = *at->second;
    else out.erase(at->first);
  }
}

std::vector<Snapshot::Entry> Snapshot::find(StorageKey prefix, Direction direction) const {
  std::map<Bytes, Bytes> merged;
  merge_range(prefix.bytes(), merged);
  std::vector<Entry> out;
  out.reserve(merged.size());
  for (auto& [key, value] : merged) out.emplace_back(Bytes(key.begin() + kNumberBytes, key.end()), std::move(value));
  if (direction == Direction::kBackwards) std::ranges::reverse(out);
  return out;
}

void Snapshot::commit() {
  NSL_CHECK(below_ != nullptr);
  for (auto& [key, value] : changes_) {
    if (!value && below_->below_ == nullptr) below_->changes_.erase(key);
    else below_->changes_[key] = std::move(value);
  }
  changes_.clear();
}

}  // namespace nsl::devchain
