#pragma once
// Engine: NeoVM, the machine of Neo N3, instruction for instruction.
//
//   Engine engine({.gas_limit = Gas::from_datoshi(20'0000'0000)});
//   engine.load(std::make_shared<const Script>(bytes));
//   if (engine.run() == VmState::kHalt) ... engine.results().peek() ...
//
// Made for scripts of strangers: every limit of the protocol holds, memory is bounded by them (Heap frees circles), and
// time by the gas limit. A script that breaks a rule makes the machine fault; it never throws in C++ and never aborts.
//
// One thread. Items that came out of a machine must not outlive it.

#include "neovm/item/evaluation_stack.h"
#include "neovm/item/heap.h"
#include "neovm/machine/frame.h"
#include "neovm/machine/host.h"
#include "neovm/machine/limits.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace nsl::neovm {

enum class VmState : std::uint8_t {
  kBreak,  // can go on
  kHalt,   // came to its end; results() holds what it left
  kFault,  // broke a rule, threw without a TRY, or ran out of gas; fault_message() says why
};

std::string_view name(VmState state);  // "HALT"

// Execution is paid for in ten-thousandths of a datoshi (10^-12 GAS), because fee factors may have fractions.
struct Gas {
  static constexpr std::int64_t kPerDatoshi = 10'000;
  static constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

  std::int64_t pico = 0;

  static constexpr Gas from_datoshi(std::int64_t datoshi) { return {datoshi * kPerDatoshi}; }
  // Rounded up: no execution is cheaper than it was.
  constexpr std::int64_t to_datoshi() const { return pico / kPerDatoshi + (pico % kPerDatoshi != 0 ? 1 : 0); }
};

class Engine {
 public:
  struct Options {
    Host* host = nullptr;                               // must outlive the machine
    Gas gas_limit = Gas::from_datoshi(20'0000'0000);    // what nodes allow for a test invocation by default: 20 GAS
    std::int64_t price_factor = 30 * Gas::kPerDatoshi;  // pico for each unit of an instruction's price; 30 datoshi
  };

  explicit Engine(Options options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Puts a script on top of the invocation stack. False, and a fault, when there are too many frames.
  bool load(std::shared_ptr<const Script> script, std::int32_t return_count = Frame::kAnyCount,
            std::uint32_t position = 0);

  VmState run();   // to the end
  VmState step();  // one instruction

  VmState state() const { return state_; }
  const std::string& fault_message() const { return fault_message_; }
  // Where it faulted, for messages: the instruction that was being executed.
  const Instruction& last_instruction() const { return instruction_; }
  Gas gas_consumed() const { return {gas_used_}; }
  Gas gas_left() const { return {options_.gas_limit.pico - gas_used_}; }
  std::int64_t price_factor() const { return options_.price_factor; }
  const EvaluationStack& results() const { return results_; }
  std::int64_t reference_count() const { return counter_.count(); }
  std::size_t depth() const { return frames_.size(); }
  const Frame& frame_at(std::size_t from_top) const { return frames_[frames_.size() - 1 - from_top]; }

  // For instructions and the host, while an instruction is executed.
  // ----------------------------------------------------

  Frame& frame() { return frames_.back(); }
  EvaluationStack& stack() { return frames_.back().loaded->stack; }
  ReferenceCounter& counter() { return counter_; }
  Heap& heap() { return heap_; }
  Host* host() { return options_.host; }

  // Sets the reason, if there is none yet, and gives false: return engine.fault("…").
  bool fault(std::string message);
  // Pays. False and a fault when there is not enough left; what is left is consumed then.
  bool charge(std::int64_t pico) {
    if (pico > options_.gas_limit.pico - gas_used_) return out_of_gas();
    gas_used_ += pico;
    return true;
  }
  // Throws as THROW does: to the nearest CATCH or FINALLY, or a fault.
  bool throw_item(StackItem item);
  bool throw_text(std::string_view message) { return throw_item(StackItem::byte_string(message)); }

  void push(StackItem item) { stack().push(std::move(item)); }
  void push_integer(std::int64_t value) { stack().push(StackItem::integer(value)); }
  void push_boolean(bool value) { stack().push(StackItem::boolean(value)); }
  // A byte string or buffer; a fault when it is longer than kItemBytesMax.
  bool push_bytes(ByteView bytes);
  bool push_buffer(StackItem buffer);

  // From the top of the stack. A fault when there is nothing or not the right thing.
  bool pop(StackItem& out);
  bool pop(Integer& out);
  bool pop(bool& out);
  bool pop(std::int32_t& out);  // an integer of 32 bits
  bool pop_primitive(StackItem& out);
  bool require(std::size_t items);  // that the stack has so many

  bool call(std::uint32_t position);  // a new frame in the same script
  bool return_from_frame();           // RET
  bool jump(std::int64_t position);   // to an instruction of the script
  bool open_try(std::int64_t catch_position, std::int64_t finally_position);
  bool end_try(std::int64_t end_position);
  bool end_finally();

 private:
  bool execute();
  bool out_of_gas();
  bool push_frame(Frame frame);
  bool pop_frame(Unloaded how);
  bool go_to(Frame& target, std::int64_t position);

  const Options options_;
  Heap heap_;  // first made, last gone: everything below holds items
  ReferenceCounter counter_;
  EvaluationStack results_;
  std::vector<Frame> frames_;
  Instruction instruction_;
  StackItem uncaught_;
  bool throwing_ = false;  // an item is on its way through FINALLY blocks
  VmState state_ = VmState::kBreak;
  std::int64_t gas_used_ = 0;
  std::string fault_message_;
};

}  // namespace nsl::neovm
