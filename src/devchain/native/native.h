#pragma once
// NativeTable: the contracts that are part of Neo, as tables of methods in C++. Scripts call them as they call any
// other: a native contract has a script too, of seven bytes a method, which goes to System.Contract.CallNative.

#include "devchain/execution/execution.h"
#include "neo/contract/parameter.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace nsl::devchain {

// One call of a native method.
struct NativeCall {
  Execution& execution;
  std::vector<neovm::StackItem> arguments;

  neovm::Engine& engine() { return execution.engine(); }
  Snapshot& state() { return execution.state(); }

  // The result, or none. The last thing a method does; it returns what they return.
  bool give(neovm::StackItem item) {
    engine().push(std::move(item));
    return true;
  }
  bool give(const neo::Integer& value) { return give(neovm::StackItem::integer(value)); }
  bool give_bool(bool value) { return give(neovm::StackItem::boolean(value)); }
  bool give_bytes(ByteView bytes) { return engine().push_bytes(bytes); }
  bool give_text(std::string_view text) { return give_bytes(as_bytes(text)); }

  // An argument as what it must be; false and a fault otherwise.
  bool hash160(std::size_t index, neo::UInt160& out);
  bool hash256(std::size_t index, neo::UInt256& out);
  bool integer(std::size_t index, neo::Integer& out);
  bool number(std::size_t index, std::int64_t& out, std::int64_t least, std::int64_t most);
  bool bytes(std::size_t index, Bytes& out);
  bool text(std::size_t index, std::string& out);

  // Whether the committee has signed; else a fault.
  bool needs_committee();
};

struct NativeParameter {
  std::string_view name;
  neo::ParameterType type;
};

struct NativeMethod {
  std::string_view name;
  std::vector<NativeParameter> parameters;
  neo::ParameterType returns;
  std::int64_t price;  // times the execution fee factor
  CallFlags flags;     // that the call must have
  bool (*run)(NativeCall& call);
  std::int64_t storage_bytes = 0;  // times the price of storage
};

struct NativeEvent {
  std::string_view name;
  std::vector<NativeParameter> parameters;
};

struct NativeDefinition {
  std::int32_t id;
  std::vector<NativeMethod> methods;
  std::vector<NativeEvent> events = {};
  std::vector<std::string> standards = {};
};

// Immutable.
class NativeTable {
 public:
  NativeTable();

  const std::vector<ContractPointer>& contracts() const { return contracts_; }
  const std::vector<NativeDefinition>& definitions() const { return definitions_; }
  // The method at the position where the current native contract's script is.
  bool run(Execution& execution) const;

 private:
  std::vector<NativeDefinition> definitions_;  // methods sorted as in the manifest
  std::vector<ContractPointer> contracts_;
};

NativeDefinition contract_management_definition();
NativeDefinition std_lib_definition();
NativeDefinition crypto_lib_definition();
NativeDefinition ledger_definition();
NativeDefinition neo_token_definition();
NativeDefinition gas_token_definition();
NativeDefinition policy_definition();
NativeDefinition role_management_definition();

// Frequent sets of flags.
inline constexpr CallFlags kReads = CallFlags::kReadStates;
inline constexpr CallFlags kWrites = CallFlags::kStates;
inline constexpr CallFlags kWritesAndNotifies = CallFlags::kStates | CallFlags::kAllowNotify;

}  // namespace nsl::devchain
