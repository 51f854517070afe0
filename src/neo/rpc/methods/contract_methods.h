#pragma once
// ContractMethods: JSON-RPC about contracts, their storage and what they would do, now and (where a node keeps old states)
// at a height or state root.

#include "neo/contract/manifest.h"
#include "neo/contract/nef.h"
#include "neo/contract/parameter.h"
#include "neo/rpc/answers.h"
#include "neo/rpc/rpc.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace nsl::neo {

struct ContractState {
  std::int32_t id = 0;
  UInt160 hash;
  std::uint32_t updates = 0;
  Nef nef;
  std::optional<Manifest> manifest;  // none: one that no network would take
};

// A part of a contract's storage.
struct StoragePage {
  std::vector<std::pair<Bytes, Bytes>> entries;  // keys and values
  std::uint32_t next = 0;                        // where to go on, when there is more
  bool more = false;
  std::string first_proof;  // of findstates, in base64
  std::string last_proof;
};

struct RootOfState {
  std::uint32_t index = 0;
  UInt256 hash;
};
struct StateHeights {
  std::uint32_t local = 0;
  std::uint32_t validated = 0;
};

// Which state: of the last block, at a height, or with a root (neo-go's historic calls, for nodes that keep states).
using StateAt = std::variant<std::monostate, std::uint32_t, UInt256>;

// Blocking, thread-safe as its Rpc is. Each may give kUnavailable (again later) and kConflict; an optional is empty for
// what the node does not know.
class ContractMethods {
 public:
  explicit ContractMethods(Rpc& rpc) : rpc_(rpc) {}

  Result<std::optional<ContractState>> contract(const UInt160& hash);
  Result<std::vector<ContractState>> native_contracts();
  Result<std::optional<Bytes>> storage(const UInt160& contract, ByteView key, const StateAt& at = {});
  Result<StoragePage> find_storage(const UInt160& contract, ByteView prefix, std::uint32_t start = 0,
                                   const StateAt& at = {});

  Result<Invocation> invoke_script(ByteView script, std::span<const Signer> signers, const StateAt& at = {});
  struct Function {
    UInt160 contract;
    std::string method;
    std::vector<ContractParameter> arguments;
  };
  Result<Invocation> invoke_function(const Function& function, std::span<const Signer> signers,
                                     const StateAt& at = {});
  // The contract's method `verify`, as for a witness.
  Result<Invocation> invoke_verify(const UInt160& contract, std::span<const ContractParameter> arguments,
                                   std::span<const Signer> signers, const StateAt& at = {});
  // A script with a transaction around it that it can look at; neo-go only.
  Result<Invocation> invoke_contained(const Transaction& container, ByteView script);

  // At most `count` items; none at the end. Of the node that opened the session.
  Result<std::vector<StackItem>> traverse(std::string_view session, std::string_view iterator, std::uint32_t count);
  Result<bool> terminate(std::string_view session);

  // Of the state service: roots and proofs.
  Result<StateHeights> state_heights();
  Result<RootOfState> state_root(std::uint32_t height);
  Result<std::string> proof(const UInt256& root, const UInt160& contract, ByteView key);  // in base64
  // The value that it proves; nullopt when it proves nothing.
  Result<std::optional<Bytes>> verify_proof(const UInt256& root, std::string_view proof);
  Result<std::optional<Bytes>> state(const UInt256& root, const UInt160& contract, ByteView key);
  Result<StoragePage> find_states(const UInt256& root, const UInt160& contract, ByteView prefix);

 private:
  Rpc& rpc_;
};

}  // namespace nsl::neo
