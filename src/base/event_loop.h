#pragma once
// EventLoop: the one thread that serves sockets, timers and the channels to the workers.
//
// A round is: run what Asio has ready, poll every Source, then let the sources send their wake-ups (once a round,
// never once a message). When nothing was ready the loop spins for a short fixed time, as long as a source has
// something in flight, and then sleeps. docs/performance.md has the measurements behind this.

#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace nsl {

class EventLoop {
 public:
  using Task = std::move_only_function<void()>;

  // Something that is looked at once a round, such as a ring in shared memory. All calls come from the loop's thread.
  class Source {
   public:
    virtual ~Source() = default;
    virtual std::size_t poll() = 0;              // handles what is ready, gives how many things
    virtual bool ready() const = 0;              // cheap: would poll() find something?
    virtual bool in_flight() const = 0;          // is an answer expected soon, so that spinning pays?
    virtual void end_round() = 0;                // send collected wake-ups
    virtual void prepare_sleep() = 0;            // from now on the other side must wake the loop (notifier())
    virtual void awake() = 0;
  };

  struct Options {
    std::chrono::microseconds spin{50};  // 0: never spin. A setting, because spinning costs a core while it lasts.
  };

  explicit EventLoop(Options options);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void run();   // until stop(); the calling thread becomes the loop's thread
  void stop();  // thread-safe

  // Runs the task on the loop's thread, soon. Thread-safe.
  void post(Task task);

  // A one-shot timer; destroying or resetting it cancels. Loop thread only.
  class Timer;
  std::unique_ptr<Timer> after(std::chrono::microseconds delay, Task task);

  // Runs the task once `descriptor` can be read (or its other side is gone). One shot; destroying the watch cancels. The
  // descriptor stays the caller's and must outlive the watch. Loop thread only.
  class Watch;
  std::unique_ptr<Watch> watch(int descriptor, Task task);

  // `source` must outlive the loop's run. Loop thread or before run().
  void add(Source& source);
  void remove(Source& source);

  // A descriptor (eventfd) that another process writes to in order to wake the loop. Owned by the loop.
  int notifier() const;

  bool in_loop_thread() const;
  boost::asio::io_context& context();  // for net/, which owns the sockets

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class EventLoop::Timer {
 public:
  virtual ~Timer() = default;
};

class EventLoop::Watch {
 public:
  virtual ~Watch() = default;
};

}  // namespace nsl
