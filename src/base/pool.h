#pragma once
// Pool: threads that may block, for what reads or writes the database.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nsl {

// Thread-safe.
class Pool {
 public:
  using Task = std::move_only_function<void()>;

  struct Options {
    std::size_t threads = 4;      // as many operations wait for the database at once
    std::size_t queue_max = 256;  // at some milliseconds each, about a second's worth
  };

  explicit Pool(Options options);
  ~Pool();  // runs what is queued, then joins
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  enum class Submitted : std::uint8_t { kYes, kQueueFull };
  // The task must not throw.
  [[nodiscard]] Submitted submit(Task task);

 private:
  void work();

  const Options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;  // guarded by mutex_, as is stopping_
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace nsl
