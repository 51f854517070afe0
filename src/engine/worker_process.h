#pragma once
// The worker process: `nsl worker`, started by the gateway with an empty environment and a few descriptors. Builds the base image,
// gives up every right it does not need, and serves its rings until the gateway goes away.

#include "engine/channel/ring.h"
#include "engine/worker.h"

#include <string>

namespace nsl::engine {

// What gateway and worker share: one mapping, inherited as a descriptor.
struct ChannelMemory {
  RingMemory to_worker;
  RingMemory to_gateway;
  // Executions that shall stop while they compute (the worker does not see messages then). Written by the gateway.
  StopList stops;
  // What the worker computes now (messages.h). Written by the worker, so for the gateway a hint: whom to stop, whom not to
  // wait for.
  std::atomic<std::uint64_t> working_on;
};

// Descriptors of a worker process, at fixed numbers.
inline constexpr int kChannelDescriptor = 3;   // memfd with ChannelMemory
inline constexpr int kNotifierDescriptor = 4;  // eventfd of the gateway's loop

inline constexpr std::string_view kWorkerCommand = "worker";

struct WorkerProcessOptions {
  WorkerOptions worker;
  std::chrono::microseconds spin{100};
  bool sandbox = true;  // false only in tests under sanitizers, which the sandbox would stop

  // As command-line arguments and back; both ends are the same program.
  std::string encode() const;
  static Result<WorkerProcessOptions> decode(std::string_view text);
};

// The whole life of the process; gives its exit status.
int run_worker_process(const WorkerProcessOptions& options);

// For main(): when the arguments are those of a worker, its whole life. Any program that makes a WorkerPool calls this
// first, because workers are the same program.
std::optional<int> run_if_worker(int argc, char** argv);

}  // namespace nsl::engine
