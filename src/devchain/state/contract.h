#pragma once
// Contract: one that is deployed, and where such are kept: in the storage of ContractManagement, like everything that a
// transaction can change. Native contracts are found here too; they are built in.

#include "devchain/state/snapshot.h"
#include "neo/contract/manifest.h"
#include "neo/contract/nef.h"
#include "neovm/machine/script.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace nsl::devchain {

struct Contract {
  std::int32_t id = 0;  // below zero: native
  std::uint16_t update_counter = 0;
  neo::UInt160 hash;
  neo::Nef nef;
  neo::Manifest manifest;
  std::shared_ptr<const neovm::Script> script;  // of the NEF; shared with the frames that run it

  bool is_native() const { return id < 0; }
  json::object to_json() const;  // as getcontractstate shows it
};

using ContractPointer = std::shared_ptr<const Contract>;  // shared by executions that outlive its replacement

// Reads contracts, and keeps what it has read: parsing a manifest takes longer than most calls. Not thread-safe.
class Contracts {
 public:
  explicit Contracts(std::vector<ContractPointer> natives);

  ContractPointer find(const Snapshot& state, const neo::UInt160& hash);
  ContractPointer find(const Snapshot& state, std::int32_t id);
  std::vector<neo::UInt160> hashes(const Snapshot& state) const;  // of those that were deployed, oldest first

  // The next free number, which is taken then.
  static std::int32_t next_id(Snapshot& state);
  static void put(Snapshot& state, const Contract& contract);
  // With everything that it has stored.
  static void erase(Snapshot& state, const Contract& contract);
  // Nothing can be deployed under this hash any more.
  static bool is_destroyed(const Snapshot& state, const neo::UInt160& hash);

  const std::vector<ContractPointer>& natives() const { return natives_; }

 private:
  struct Cached {
    Bytes stored;
    ContractPointer contract;
  };
  static constexpr std::size_t kCachedMax = 256;

  const std::vector<ContractPointer> natives_;
  std::unordered_map<neo::UInt160, Cached> cache_;
};

}  // namespace nsl::devchain
