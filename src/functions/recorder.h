#pragma once
// Recorder: writes the records of executions behind the answers. The event loop hands a finished execution over in a
// fraction of a microsecond; a thread of its own writes them in groups, every few milliseconds.
//
// Memory is bounded. Above kRoomShare of the bound has_room() is false, and the service refuses new executions; the
// rest is for those that are running by then. While the database fails nothing is given up: what waits is tried again
// until it is written. Only when the bound itself is reached is a record dropped, counted and logged.
//
// Between push() and the write, a kill of the process loses the record: executions that were promised to a caller go
// through ExecutionStore::insert() first. All members are thread-safe.

#include "base/units.h"
#include "functions/execution_store.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace nsl::functions {

class Recorder {
 public:
  struct Options {
    std::size_t rows_max = 16'384;            // a fifth of a second at full load
    ByteCount bytes_max = 64_MiB;             // of the texts in them
    std::chrono::milliseconds interval{5};    // between writes; longer saves nothing (docs/performance.md)
    std::chrono::milliseconds retry_min{50};  // after a failed write, doubling
    std::chrono::milliseconds retry_max{5'000};
    int niceness = 0;  // 10 gives some requests/s more, and now and then half a second in which it holds up everybody
  };
  // Rows in one transaction. It holds the writer's lock for about 2 ms, the longest that others wait.
  static constexpr std::size_t kGroupMax = 512;
  static constexpr double kRoomShare = 0.75;

  struct Counts {
    std::uint64_t pushed = 0;  // and taken
    std::uint64_t written = 0;
    std::uint64_t dropped = 0;        // for want of room, or refused by the database row by row
    std::uint64_t failed_writes = 0;  // transactions that were tried again
    std::uint64_t waiting = 0;
  };

  enum class Pushed : std::uint8_t { kTaken, kFull };

  // `store` must outlive the recorder. Starts the thread.
  Recorder(ExecutionStore& store, Options options);
  // stop()
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Records the execution as it is now; a later push of the same one replaces what can still change. kFull: the record
  // was dropped.
  Pushed push(Execution&& execution);

  bool has_room() const;

  // The execution as it was pushed last, while it waits to be written. Copies it.
  std::optional<Execution> find(ExecutionId id) const;

  // Waits until everything pushed before is written. kStorageFailed when the database fails meanwhile or does not get
  // there in time; the records keep waiting.
  Status flush(std::chrono::milliseconds timeout);

  // Writes what waits and ends the thread. While the database fails it gives up after `patience` and logs how many
  // records are lost. Nothing may be pushed afterwards.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(5));

  Counts counts() const;

 private:
  void run();
  bool wait_for_work();
  bool write_all();
  std::size_t write_group(std::span<const Execution> group);
  std::size_t write_one_by_one(std::span<const Execution> group);
  void settle(std::span<const Execution> rows, std::uint64_t Counts::* count);
  void failed(const Error& error);
  bool wait_to_retry(std::chrono::milliseconds delay);
  void give_up(std::size_t rows);

  ExecutionStore& store_;
  const Options options_;

  mutable std::mutex mutex_;          // guards all that follows
  std::condition_variable wake_;      // for the thread
  std::condition_variable progress_;  // for flush()
  std::vector<Execution> incoming_;
  std::vector<Execution> writing_;  // changed by the thread only, and under the mutex, so it may read it without
  std::uint64_t bytes_ = 0;         // of the texts that wait
  Counts counts_;
  std::uint64_t settled_ = 0;          // of those pushed: written or given up
  std::optional<Error> last_failure_;  // of a write
  bool sleeping_ = false;
  bool hurry_ = false;  // somebody waits in flush()
  bool stopping_ = false;
  SteadyTime give_up_at_{};
  std::thread thread_;
};

}  // namespace nsl::functions
