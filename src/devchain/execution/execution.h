#pragma once
// Execution: one run of a script against the chain's state: what contracts are called, which flags hold, who has
// signed, what was notified. It is the host of a NeoVM machine.
//
// Changes go into the snapshot that it is given; whoever gives it commits it or does not.

#include "devchain/execution/flags.h"
#include "devchain/state/contract.h"
#include "neo/transaction/fee.h"
#include "neo/transaction/transaction.h"
#include "neovm/machine/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace nsl::devchain {

class NativeTable;
class Ledger;

enum class Trigger : std::uint8_t { kOnPersist = 0x01, kPostPersist = 0x02, kVerification = 0x20, kApplication = 0x40 };

// What scripts of a block see of it.
struct BlockContext {
  std::uint32_t index = 0;
  std::uint64_t timestamp_ms = 0;
  std::uint64_t nonce = 0;
};

struct Notification {
  neo::UInt160 contract;
  std::string name;
  neovm::StackItem state;  // an array that cannot be changed any more
};

// Called when a called contract has returned; false: the machine has faulted.
using Continuation = std::function<bool()>;

// What the host keeps with each loaded script.
struct CallFrame final : neovm::HostState {
  neo::UInt160 hash;
  neo::UInt160 calling;  // zero for the entry script
  CallFlags flags = CallFlags::kAll;
  ContractPointer contract;  // none for a script that is no contract
  std::uint32_t level = 0;   // 0: the entry script, 1: called by it
  // For a dynamic call, which leaves one item in any case: how many were on the caller's stack.
  std::optional<std::size_t> caller_items;
  std::unique_ptr<Snapshot> layer;  // changes that an exception takes back
  Snapshot* state_below = nullptr;
  std::size_t notifications_below = 0;
  Continuation continuation;
};

// One thread; one script.
class Execution final : public neovm::Host {
 public:
  static constexpr std::size_t kNotificationsMax = 512;
  static constexpr std::size_t kEventNameMax = 32;
  static constexpr std::size_t kNotificationBytesMax = 1'024;
  static constexpr std::size_t kStorageKeyMax = 64;
  static constexpr std::size_t kStorageValueMax = 65'535;

  struct Input {
    Trigger trigger = Trigger::kApplication;
    std::uint32_t network = 0;
    const NativeTable* natives = nullptr;
    const Ledger* ledger = nullptr;  // blocks and transactions, for the Ledger contract
    Contracts* contracts = nullptr;
    Snapshot* state = nullptr;
    BlockContext block{};
    const neo::Transaction* transaction = nullptr;  // none for a script of the node itself
    std::vector<neo::Signer> signers{};
    neovm::Gas gas_limit{};
    neo::FeePolicy fees{};
    std::vector<neo::ECPoint> committee{};
    neo::UInt160 committee_account{};
    std::int64_t block_time_ms = 0;
  };

  explicit Execution(Input input);

  // Loads the entry script. On top of it others may be loaded that run first.
  void load_script(Bytes script, CallFlags flags);
  // Loads a method of a contract as the entry; false: there is no such method.
  bool load_contract_method(const ContractPointer& contract, std::string_view method, CallFlags flags);

  neovm::Engine& engine() { return engine_; }
  const neovm::Engine& engine() const { return engine_; }
  const Input& input() const { return input_; }
  Snapshot& state() { return *state_; }
  const std::vector<Notification>& notifications() const { return notifications_; }
  const std::vector<std::string>& logs() const { return logs_; }

  // For services and native contracts.
  // -----------------------------------------------------------------------------------

  CallFrame& current() { return *static_cast<CallFrame*>(engine_.frame().loaded->host_state.get()); }
  const CallFrame& entry() const;
  ContractPointer find_contract(const neo::UInt160& hash) { return input_.contracts->find(*state_, hash); }

  struct Call {
    ContractPointer contract;
    std::string method;
    std::vector<neovm::StackItem> arguments;
    CallFlags flags = CallFlags::kAll;
    bool dynamic = false;                               // leaves null where the method returns nothing
    std::optional<neo::UInt160> caller = std::nullopt;  // the current script otherwise
    Continuation continuation = nullptr;
  };
  // Loads the method; it runs next. False and a fault when it must not be called.
  bool call(Call call);
  // A script that is no contract. Leaves one item.
  bool call_script(Bytes script, std::vector<neovm::StackItem> arguments, CallFlags flags);
  // Whether the manifest of the current contract allows it. CALLT and System.Contract.Call ask.
  bool may_call(const Contract& callee, std::string_view method);

  bool notify(const neo::UInt160& contract, std::string_view name, neovm::StackItem state);
  void log(std::string message);

  // Whether the account has signed for where the script is now. nullopt and a fault when it cannot be told.
  std::optional<bool> check_witness(const neo::UInt160& account);

  bool charge_storage(std::size_t bytes);
  std::uint32_t count_invocation(const neo::UInt160& hash) { return ++invocations_[hash]; }
  std::uint32_t invocations_of(const neo::UInt160& hash) { return invocations_.try_emplace(hash, 1).first->second; }
  neo::Integer next_random();

  bool syscall(neovm::Engine& engine, std::uint32_t id) override;
  bool call_token(neovm::Engine& engine, std::uint16_t index) override;
  bool unloaded(neovm::Engine& engine, neovm::LoadedScript& script, neovm::Unloaded how) override;

 private:
  bool contract_has_try() const;
  CallFrame& attach(CallFrame frame);
  bool matches(const neo::WitnessCondition& condition, std::optional<bool>& failed);
  bool has_group(const neo::UInt160& hash, const neo::ECPoint& group);
  bool scope_allows(const neo::Signer& signer);

  Input input_;
  neovm::Engine engine_;
  Snapshot* state_;
  std::vector<Notification> notifications_;
  std::vector<std::string> logs_;
  std::unordered_map<neo::UInt160, std::uint32_t> invocations_;
  std::array<std::uint8_t, 16> random_data_{};
  std::uint32_t random_counter_ = 0;
};

// Why it faulted, and where, as neo-go puts it: "at instruction 3 (ASSERT): ...".
std::string fault_text(const Execution& execution);

}  // namespace nsl::devchain
