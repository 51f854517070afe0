#pragma once
// WorkerLink: one worker process as the pool sees it: the process, its two rings, and what it was sent. Private to the pool.

#include "base/event_loop.h"
#include "engine/channel/messages.h"
#include "engine/worker_process.h"

#include <array>
#include <list>
#include <memory>
#include <unordered_set>

namespace nsl::engine {

// Event-loop thread only.
class WorkerLink {
 public:
  static Result<std::unique_ptr<WorkerLink>> start(EventLoop& loop, const WorkerProcessOptions& options);
  // Over a channel whose other side the caller plays, without a process.
  static Result<std::unique_ptr<WorkerLink>> over(int channel_descriptor);
  ~WorkerLink();  // kills the process and waits for it
  WorkerLink(const WorkerLink&) = delete;
  WorkerLink& operator=(const WorkerLink&) = delete;

  int pid() const { return pid_; }
  // How the process ended, for the log: "signal 31 (Bad system call)".
  std::string ending() const;

  template <typename Message>
  void send(const Message& message) {
    append_frame(outgoing_, message);
  }
  // Moves what was sent into the ring, as far as there is room, and wakes the worker if it sleeps.
  void flush();
  std::size_t unsent() const { return outgoing_.size() - sent_; }

  // Takes in what came from the worker.
  RingReader::Got receive() { return reader_.read(incoming_.buffer()); }
  FrameStream& incoming() { return incoming_; }
  bool readable() const { return reader_.ready(); }
  bool can_flush() const { return !outgoing_.empty() && writer_.has_room(); }
  void prepare_sleep() { reader_.announce_sleep(); }
  void awake() { reader_.announce_awake(); }

  // Has the worker leave the execution if it computes it, now or when it comes to it.
  void stop_computing(ExecutionNumber execution);
  // Nothing more is to be heard of the execution.
  void stopped(ExecutionNumber execution);

  // What the worker says that it computes (messages.h). A hint: a worker that was taken over may say anything.
  std::uint64_t working_on() const { return channel_->working_on.load(std::memory_order_acquire); }

  bool ready = false;                           // it has said so
  bool dead = false;                            // it ended or was given up
  std::size_t executions = 0;                   // begun and not begun
  std::size_t builds = 0;                       // under way, for WorkerPool::build
  std::list<ExecutionNumber> unheard;           // started there, nothing heard of them yet, in order
  std::chrono::nanoseconds ahead{};             // computing time that those are expected to take
  ExecutionNumber long_ahead = 0;               // the one of those that is long, or 0: there is no second
  std::unordered_set<ExecutionNumber> withdrawn;  // until the worker confirms; till then not started there again
  std::unordered_set<ImageNumber> images;       // it was told to build these
  SteadyTime heard_at;                          // last sign of life
  SteadyTime used_at;                           // last time something was started there
  std::uint64_t seen_working_on = 0;            // working_on() when it was last looked at,
  SteadyTime working_since;                     // and since when that has not changed

 private:
  explicit WorkerLink(ChannelMemory& channel)
      : channel_(&channel), writer_(channel.to_worker), reader_(channel.to_gateway) {}
  void wake();

  ChannelMemory* channel_;
  RingWriter writer_;
  RingReader reader_;
  FrameStream incoming_;
  std::string outgoing_;
  std::size_t sent_ = 0;  // of outgoing_
  std::array<ExecutionNumber, StopList::kMax> stops_{};  // own copy of the stop list: the worker can write to the shared one
  std::uint32_t stop_count_ = 0;
  int pid_ = -1;
  int pid_descriptor_ = -1;
  std::unique_ptr<EventLoop::Watch> end_watch_;
};

}  // namespace nsl::engine
