#pragma once
// Frame: one entry of the invocation stack. Frames that CALL one another share what belongs to the loaded script.

#include "neovm/item/evaluation_stack.h"
#include "neovm/machine/script.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace nsl::neovm {

// Variables of a frame or a script. Empty: not initialised; NeoVM has no slot of length zero.
using Slot = std::vector<StackItem>;

// What the host keeps with a loaded script, such as the contract that runs.
class HostState {
 public:
  virtual ~HostState() = default;
};

// A script that was loaded, with its evaluation stack and static fields.
struct LoadedScript {
  LoadedScript(std::shared_ptr<const Script> code, ReferenceCounter& counter)
      : script(std::move(code)), stack(counter) {}

  std::shared_ptr<const Script> script;  // shared with pointers (PUSHA) and with whoever loads it again
  EvaluationStack stack;
  Slot statics;
  std::unique_ptr<HostState> host_state;
};

// An open TRY.
struct TryBlock {
  enum class State : std::uint8_t { kTry, kCatch, kFinally };
  static constexpr std::int64_t kNone = -1;

  std::int64_t catch_position = kNone;
  std::int64_t finally_position = kNone;
  std::int64_t end_position = kNone;  // where ENDFINALLY goes
  State state = State::kTry;

  bool has_catch() const { return catch_position != kNone; }
  bool has_finally() const { return finally_position != kNone; }
};

struct Frame {
  static constexpr std::int32_t kAnyCount = -1;

  std::shared_ptr<LoadedScript> loaded;   // shared by the frames that called one another in it
  std::uint32_t position = 0;             // of the next instruction
  std::int32_t return_count = kAnyCount;  // items that must be left at the end, when the stack is its own
  Slot locals;
  Slot arguments;
  std::vector<TryBlock> tries;
};

}  // namespace nsl::neovm
