#pragma once
// One execution on the gateway's side, from WorkerPool::start to on_finished. Private to the pool.

#include "engine/worker_pool.h"

#include <optional>

namespace nsl::engine {

// Computing time that a worker has before it at most, as far as that is known: enough that it never waits for the gateway,
// and all that an execution ever waits for one of another lane that was sent there before. What takes longer is long.
inline constexpr std::chrono::milliseconds kAheadMax{2};
// Executions that a worker has before it at most while several lanes have some: a flood of what takes microseconds comes
// back in small portions then, and a request of another lane is not the last of a long row of answers. Costs the flood a
// quarter of its speed, so only for as long as another lane was last seen.
inline constexpr std::size_t kSharedAheadMax = 4;
inline constexpr std::chrono::milliseconds kSharedFor{100};

struct WorkerPool::InFlight {
  bool is_long() const { return expected > kAheadMax; }

  ExecutionNumber number = 0;
  ExecutionListener* listener = nullptr;
  WorkerLink* worker = nullptr;          // null: pending
  Lane lane = 0;
  Urgency urgency = Urgency::kWaitedFor;
  std::chrono::nanoseconds expected{};   // computing time
  bool begun = false;                    // something was heard of it
  unsigned starts = 0;                   // times it was sent to a worker
  SteadyTime deadline;

  // What the worker has sent of it, to hold it to the limits.
  struct Waiting {
    std::uint32_t call;
    std::size_t bytes;
  };
  std::uint32_t calls = 0;
  std::vector<Waiting> waiting;          // calls without answer
  std::size_t waiting_bytes = 0;
  std::uint64_t log_bytes = 0;

  // Asked to end: how, and when the worker is given up if it has not.
  struct Stop {
    Outcome outcome;
    SteadyTime deadline;
  };
  std::optional<Stop> stop;

  std::shared_ptr<const ImageSource> image;
  Limits limits;
  Seed seed{};
  std::int64_t now_ns = 0;
  std::string input;                     // until it has begun
  std::string meta;
};

}  // namespace nsl::engine
