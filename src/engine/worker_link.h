#pragma once
// WorkerLink: one worker process as the pool sees it: the process, its two rings, and what it was sent. Private to the pool.

#include "base/event_loop.h"
#include "engine/channel/messages.h"
#include "engine/worker_process.h"

#include <list>
#include <memory>
#include <unordered_set>

namespace nsl::engine {

// Event-loop thread only.
class WorkerLink {
 public:
  static Result<std::unique_ptr<WorkerLink>> start(EventLoop& loop, const WorkerProcessOptions& options);
  ~WorkerLink();  // kills the process and waits for it
  WorkerLink(const WorkerLink&) = delete;
  WorkerLink& operator=(const WorkerLink&) = delete;

  int pid() const { return pid_; }

  template <typename Message>
  void send(const Message& message) {
    append_frame(outgoing_, message);
  }
  // Moves what was sent into the ring, as far as there is room, and wakes the worker if it sleeps.
  void flush();

  // What came from the worker. False: it writes nonsense.
  bool receive();
  FrameStream& incoming() { return incoming_; }
  bool readable() const { return reader_.ready(); }
  bool can_flush() const { return !outgoing_.empty() && writer_.has_room(); }
  void prepare_sleep() { reader_.announce_sleep(); }
  void awake() { reader_.announce_awake(); }

  void stop_computing(ExecutionNumber execution) { channel_->stop.store(execution); }

  bool ready = false;                           // it has said so
  bool dead = false;                            // it ended or was given up
  std::size_t executions = 0;                   // begun and not begun
  std::list<ExecutionNumber> unheard;           // started there, nothing heard of them yet, in order
  std::unordered_set<ExecutionNumber> withdrawn;
  std::unordered_set<ImageNumber> images;       // it was told to build these
  SteadyTime heard_at;                          // last sign of life
  SteadyTime used_at;                           // last time something was started there

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
  int pid_ = -1;
  int pid_descriptor_ = -1;
  std::unique_ptr<EventLoop::Watch> end_watch_;
};

}  // namespace nsl::engine
