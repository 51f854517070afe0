#pragma once
// Worker: what a sandbox process does with the frames it gets. Keeps images, slots and the executions under way; single
// thread, no system calls of its own. worker_process.h connects it to the rings.

#include "engine/builder.h"
#include "engine/channel/messages.h"
#include "engine/image_cache.h"
#include "engine/slot_pool.h"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace nsl::engine {

struct WorkerOptions {
  std::size_t slots_max = 64;             // executions at once
  ByteCount image_bytes_max = 256_MiB;    // differences of all images known
  ByteCount page_set_bytes_max = 32_MiB;  // unfolded images
  BuildLimits build_limits;
  bool check_slots = false;                          // compare each restored slot with its image, abort when it differs
  const StopList* stop_list = nullptr;               // executions to stop while they compute
  std::atomic<std::uint64_t>* working_on = nullptr;  // set to what is computed now, see messages.h
};

class Worker {
 public:
  Worker(std::shared_ptr<const BaseImage> base, const WorkerOptions& options);
  ~Worker();

  // Tells of a frame before its turn, so that what is withdrawn is never begun. In the order of arrival.
  void look_ahead(const Frame& frame);

  // Handles one frame; answers are appended to `out`. False: the frame is none that a gateway sends.
  bool handle(const Frame& frame, std::string& out);

  // Work that waits until nobody waits for an answer: restoring slots, and wiping what signals left behind.
  void tidy();

  // Memory that a burst took and nobody needs now: whether there is some, and gives back a part.
  bool has_surplus() const { return slots_.has_surplus(); }
  void shrink() { slots_.give_up_one(); }

 private:
  struct Running;
  class WorkingOn;

  void build(const BuildMessage& message, std::string& out);
  void start(const StartMessage& message, std::string& out);
  void answer(const AnswerMessage& message, std::string& out);
  void cancel(const CancelMessage& message, std::string& out);
  void withdraw(const WithdrawMessage& message, std::string& out);
  void finish(ExecutionNumber number, Execution& execution, std::string& out);

  const WorkerOptions options_;
  std::shared_ptr<const BaseImage> base_;  // shared with the page sets
  ImageCache images_;
  SlotPool slots_;
  std::unordered_map<ExecutionNumber, std::unique_ptr<Running>> waiting_;
  std::unordered_set<ExecutionNumber> withdrawn_;  // not begun yet
  bool ended_after_answer_ = false;                // an execution, since the last tidy()
};

}  // namespace nsl::engine
