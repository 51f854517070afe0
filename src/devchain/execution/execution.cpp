#include "devchain/execution/execution.h"

#include "devchain/execution/murmur.h"
#include "devchain/execution/serialization.h"
#include "devchain/execution/services.h"
#include "devchain/state/contains.h"
#include "neo/types/hashing.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nsl::devchain {
namespace {

using neovm::StackItem;

constexpr std::string_view kInitialize = "_initialize";
constexpr std::size_t kLogsMax = 256;  // kept for people; a script can write any number

bool is_void(const neo::Manifest::Method& method) { return method.return_type == neo::ParameterType::kVoid; }

}  // namespace

Execution::Execution(Input input)
    : input_(std::move(input)),
      engine_({.host = this, .gas_limit = input_.gas_limit, .price_factor = input_.fees.execution_factor_pico}),
      state_(input_.state) {
  if (input_.transaction != nullptr) {
    const neo::UInt256 hash = input_.transaction->hash();
    std::copy_n(hash.bytes().begin(), random_data_.size(), random_data_.begin());
  }
  for (std::size_t i = 0; i < 8; ++i) random_data_[i] ^= static_cast<std::uint8_t>(input_.block.nonce >> (8 * i));
}

CallFrame& Execution::attach(CallFrame frame) {
  auto kept = std::make_unique<CallFrame>(std::move(frame));
  CallFrame& out = *kept;
  engine_.frame().loaded->host_state = std::move(kept);
  return out;
}

void Execution::load_script(Bytes script, CallFlags flags) {
  CallFrame frame;
  frame.hash = neo::hash160(script);
  frame.flags = flags;
  if (engine_.load(std::make_shared<const neovm::Script>(std::move(script)))) attach(std::move(frame));
}

bool Execution::load_contract_method(const ContractPointer& contract, std::string_view method, CallFlags flags) {
  const auto* found = contract->manifest.find_method(method, 0);
  if (found == nullptr) {
    // `verify` takes what the invocation script leaves, whatever its parameters are.
    const auto& methods = contract->manifest.methods;
    const auto by_name = std::ranges::find(methods, method, &neo::Manifest::Method::name);
    if (by_name == methods.end()) return false;
    found = &*by_name;
  }
  CallFrame frame;
  frame.hash = contract->hash;
  frame.flags = flags;
  frame.contract = contract;
  count_invocation(contract->hash);
  if (!engine_.load(contract->script, is_void(*found) ? 0 : 1, found->offset)) return false;
  attach(std::move(frame));
  const auto* initialize = contract->manifest.find_method(kInitialize, 0);
  return initialize == nullptr || engine_.call(initialize->offset);
}

const CallFrame& Execution::entry() const {
  return *static_cast<const CallFrame*>(engine_.frame_at(engine_.depth() - 1).loaded->host_state.get());
}

// Whether an exception could be caught by the contract that runs now.
bool Execution::contract_has_try() const {
  const auto& loaded = engine_.frame_at(0).loaded;
  for (std::size_t i = 0; i < engine_.depth() && engine_.frame_at(i).loaded == loaded; ++i) {
    for (const neovm::TryBlock& block : engine_.frame_at(i).tries) {
      if (block.state == neovm::TryBlock::State::kTry) return true;
    }
  }
  return false;
}

bool Execution::may_call(const Contract& callee, std::string_view method) {
  const ContractPointer& caller = current().contract;
  if (caller == nullptr || caller->is_native()) return true;
  return std::ranges::any_of(caller->manifest.permissions, [&](const neo::Manifest::Permission& permission) {
    const bool whom = std::visit(
        [&](const auto& allowed) {
          using T = std::decay_t<decltype(allowed)>;
          if constexpr (std::is_same_v<T, neo::Manifest::Anything>) return true;
          else if constexpr (std::is_same_v<T, neo::UInt160>) return allowed == callee.hash;
          else return contains(callee.manifest.groups, allowed, &neo::Manifest::Group::key);
        },
        permission.contract);
    return whom && (!permission.methods || contains(*permission.methods, method));
  });
}

bool Execution::call(Call request) {
  const auto* method = request.contract->manifest.find_method(request.method, request.arguments.size());
  if (method == nullptr) {
    return engine_.fault(fmt::format("method not found: {}/{}", request.method, request.arguments.size()));
  }
  CallFrame& caller = current();
  CallFrame frame;
  frame.hash = request.contract->hash;
  frame.calling = request.caller.value_or(caller.hash);
  frame.flags = caller.flags & request.flags;
  if (method->safe) frame.flags = without(frame.flags, CallFlags::kWriteStates | CallFlags::kAllowNotify);
  frame.contract = request.contract;
  frame.level = caller.level + 1;
  if (request.dynamic) frame.caller_items = engine_.stack().size();
  frame.continuation = std::move(request.continuation);
  count_invocation(request.contract->hash);
  const bool changes = (frame.flags & (CallFlags::kWriteStates | CallFlags::kAllowNotify)) != CallFlags::kNone;
  if (changes && contract_has_try()) {
    frame.layer = std::make_unique<Snapshot>(*state_);
    frame.state_below = state_;
    frame.notifications_below = notifications_.size();
    state_ = frame.layer.get();
  }
  if (!engine_.load(request.contract->script, is_void(*method) ? 0 : 1, method->offset)) return false;
  attach(std::move(frame));
  const auto* initialize = request.contract->manifest.find_method(kInitialize, 0);
  if (initialize != nullptr && !engine_.call(initialize->offset)) return false;
  for (auto argument = request.arguments.rbegin(); argument != request.arguments.rend(); ++argument) {
    engine_.push(std::move(*argument));
  }
  return true;
}

bool Execution::unloaded(neovm::Engine& engine, neovm::LoadedScript& script, neovm::Unloaded how) {
  auto& frame = *static_cast<CallFrame*>(script.host_state.get());
  const bool returned = how == neovm::Unloaded::kReturned;
  if (frame.layer) {
    state_ = frame.state_below;
    if (returned) frame.layer->commit();
    else notifications_.resize(frame.notifications_below);
  }
  if (frame.continuation)
    return returned ? frame.continuation() : engine.fault("unhandled exception in a call of a native contract");
  if (!returned || !frame.caller_items) return true;
  const std::size_t left = engine.stack().size() - *frame.caller_items;
  if (left > 1) return engine.fault("multiple return values in a cross-contract call");
  if (left == 0) engine.push({});
  return true;
}

bool Execution::call_script(Bytes script, std::vector<StackItem> arguments, CallFlags flags) {
  CallFrame& caller = current();
  CallFrame frame;
  frame.hash = neo::hash160(script);
  frame.calling = caller.hash;
  frame.flags = caller.flags & CallFlags::kReadOnly & flags;
  frame.level = caller.level + 1;
  frame.caller_items = engine_.stack().size();
  if (!engine_.load(std::make_shared<const neovm::Script>(std::move(script)))) return false;
  attach(std::move(frame));
  for (auto argument = arguments.rbegin(); argument != arguments.rend(); ++argument) engine_.push(std::move(*argument));
  return true;
}

bool Execution::call_token(neovm::Engine& engine, std::uint16_t index) {
  CallFrame& frame = current();
  if (!includes(frame.flags, CallFlags::kReadStates | CallFlags::kAllowCall))
    return engine.fault("missing call flags for CALLT");
  if (frame.contract == nullptr || index >= frame.contract->nef.tokens.size()) {
    return engine.fault(fmt::format("Token not found: {}", index));
  }
  const neo::MethodToken& token = frame.contract->nef.tokens[index];
  if (!engine.require(token.parameters)) return false;
  std::vector<StackItem> arguments;
  for (std::uint16_t i = 0; i < token.parameters; ++i) arguments.push_back(engine.stack().pop());
  const ContractPointer callee = find_contract(token.contract);
  if (callee == nullptr) return engine.fault(fmt::format("token contract {} not found", token.contract.display()));
  const auto* method = callee->manifest.find_method(token.method, token.parameters);
  if (method == nullptr)
    return engine.fault(fmt::format("token method not found: {}/{}", token.method, token.parameters));
  if (token.has_return_value == is_void(*method))
    return engine.fault("the token's return value does not fit the method's");
  if (!method->safe && !may_call(*callee, token.method)) return engine.fault("disallowed method call");
  return call({.contract = callee, .method = token.method, .arguments = std::move(arguments), .flags = token.flags});
}

bool Execution::syscall(neovm::Engine& engine, std::uint32_t id) {
  const Service* service = find_service(id);
  if (service == nullptr) return engine.fault("syscall not found");
  if (!includes(current().flags, service->flags)) {
    return engine.fault(fmt::format("missing call flags: {:05b} vs {:05b}", static_cast<unsigned>(current().flags),
                                    static_cast<unsigned>(service->flags)));
  }
  return engine.charge(std::int64_t{service->price} * engine.price_factor()) && service->run(*this);
}

bool Execution::notify(const neo::UInt160& contract, std::string_view name, StackItem state) {
  if (input_.trigger == Trigger::kApplication && notifications_.size() >= kNotificationsMax) {
    return engine_.fault(fmt::format("notification count shouldn't exceed {}", kNotificationsMax));
  }
  notifications_.push_back({.contract = contract, .name = std::string(name), .state = std::move(state)});
  return true;
}

void Execution::log(std::string message) {
  if (logs_.size() < kLogsMax) logs_.push_back(std::move(message));
}

bool Execution::charge_storage(std::size_t bytes) {
  const std::int64_t price = input_.fees.storage_price * neo::FeePolicy::kPicoPerFactor;
  const auto size = static_cast<std::int64_t>(bytes);
  if (price != 0 && size > std::numeric_limits<std::int64_t>::max() / price) return engine_.fault("gas limit exceeded");
  return engine_.charge(size * price);
}

neo::Integer Execution::next_random() {
  const auto hash = murmur128(random_data_, input_.network + random_counter_++);
  Bytes number(hash.begin(), hash.end());
  number.push_back(0);  // never negative
  return *neo::Integer::from_bytes(number);
}

std::string fault_text(const Execution& execution) {
  const neovm::Engine& engine = execution.engine();
  const neovm::Instruction& at = engine.last_instruction();
  return fmt::format("at instruction {} ({}): {}", at.position, neo::info(at.code).name, engine.fault_message());
}

}  // namespace nsl::devchain
