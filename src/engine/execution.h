#pragma once
// Execution: one run of a function in a slot, from the input to the outcome.
//
// It knows `host_call(number, name, arguments) -> answer` and nothing of what is behind it. The VM is suspended while it waits for
// answers; any number of executions may be suspended in one thread, each in its own slot.
//
//   start() ─► kWaiting ── deliver() ─► kWaiting … ─► kDone ─► outcome()
//
// Given the same image, input, seed and answers, everything that comes out is the same byte for byte.

#include "engine/limits.h"
#include "engine/natives.h"
#include "engine/slot.h"

#include <string>
#include <vector>

namespace nsl::engine {

struct HostCall {
  std::uint32_t number = 0;        // 1, 2, 3 ... within the execution
  std::string_view name;
  std::string_view arguments;      // JSON text
  ByteView body;                   // may be empty
};

struct HostAnswer {
  std::uint32_t number = 0;
  bool ok = true;                  // false: `json` is {"code","message"} and the author's promise rejects
  std::string_view json;
  ByteView body;
  std::int64_t now_ns = 0;         // the time that the function sees from here on
};

struct StartOptions {
  Limits limits;
  Seed seed{};
  std::int64_t now_ns = 0;         // since 1970
  std::int64_t wall_deadline_ns = 0;  // of the monotonic clock; 0: none
  std::string_view input;          // JSON text
  std::string_view meta;           // JSON text of `context` (native.d.ts)
  // Somebody else may stop it while it computes, by putting `number` there.
  const StopList* stop_list = nullptr;
  std::uint64_t number = 0;
};

enum class Ending : std::uint8_t { kSucceeded, kFailed, kTimedOut, kMemoryExceeded, kCancelled };

struct Outcome {
  Ending ending = Ending::kFailed;
  std::string output;              // JSON text, when it succeeded
  std::string code;                // otherwise: stable, see functions/types.h
  std::string message;
  std::string stack;
  Usage usage;                     // wall is left to the gateway
  std::uint64_t logs_dropped = 0;
};

// What an execution sends out while it runs. Views hold during the call.
class Outbox {
 public:
  virtual ~Outbox() = default;
  virtual void send(const HostCall& call) = 0;
  virtual void send_log(std::string_view level, std::int64_t now_ms, std::string_view text) = 0;
};

class Execution final : private Sink {
 public:
  enum class State : std::uint8_t { kWaiting, kDone };

  // `slot` must be pristine and hold the function's image; it is dirty afterwards, the caller restores it.
  Execution(Slot& slot, Outbox& outbox) : slot_(slot), outbox_(outbox) {}

  State start(const StartOptions& options);
  // An answer to an unknown or answered call is ignored.
  State deliver(const HostAnswer& answer);
  // Ends an execution that waits.
  void abandon(Ending ending, std::string code, std::string message);

  Outcome take_outcome() { return std::move(outcome_); }

 private:
  void log(std::string_view level, std::string_view text) override;
  std::string_view host_call(std::uint32_t number, std::string_view name, std::string_view arguments_json,
                             ByteView body) override;
  void succeed(std::string_view output_json) override;
  void fail(std::string_view code, std::string_view message, std::string_view stack) override;

  template <typename Body>
  State run(Body&& body);
  Value call_prelude(Value entry, std::span<const Value> arguments);
  void drain();
  void report_rejections();
  State after(Exit exit);
  void end(Ending ending, std::string code, std::string message);
  void end_by_memory();

  Slot& slot_;
  Outbox& outbox_;
  Natives natives_;
  Limits limits_;
  std::int64_t wall_deadline_ns_ = 0;
  std::int64_t cpu_used_ns_ = 0;
  std::uint32_t calls_made_ = 0;
  struct Waiting {
    std::uint32_t call;
    std::size_t bytes;                   // of its arguments
  };
  std::vector<Waiting> waiting_;         // unanswered calls
  std::size_t waiting_bytes_ = 0;
  std::uint64_t log_bytes_ = 0;
  bool memory_full_ = false;             // the prelude could not go on
  bool settled_ = false;
  Outcome outcome_;
};

}  // namespace nsl::engine
