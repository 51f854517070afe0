#pragma once
// Snapshot: what contracts have stored, as one moment sees it. A snapshot on top of another holds only its own changes;
// commit() hands them down, dropping it undoes them. So a block, a transaction in it and a call inside a TRY can each
// be taken back.
//
// A key is the contract's number and the key that the contract chose, in one row of bytes. Everything is in memory.

#include "base/bytes.h"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace nsl::devchain {

struct StorageKey {
  std::int32_t contract = 0;
  ByteView key;

  Bytes bytes() const;
};

enum class Direction : std::uint8_t { kForwards, kBackwards };

// Not thread-safe.
class Snapshot {
 public:
  using Entry = std::pair<Bytes, Bytes>;  // key without the contract, value

  Snapshot() = default;  // empty, with nothing below
  // On top of another, which must outlive it and not change meanwhile.
  explicit Snapshot(Snapshot& below) : below_(&below) {}

  std::optional<Bytes> get(StorageKey key) const;
  void put(StorageKey key, Bytes value);
  void erase(StorageKey key);

  // Entries whose key begins with `prefix`, in the order of their keys.
  std::vector<Entry> find(StorageKey prefix, Direction direction = Direction::kForwards) const;

  // Makes the changes below and forgets them here. Only with something below.
  void commit();

 private:
  using Changes = std::map<Bytes, std::optional<Bytes>>;  // nullopt: erased

  void merge_range(const Bytes& prefix, std::map<Bytes, Bytes>& out) const;

  Snapshot* below_ = nullptr;
  Changes changes_;
};

}  // namespace nsl::devchain
