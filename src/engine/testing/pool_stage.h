#pragma once
// Test support: a WorkerPool whose workers are FakeWorkers, and a listener that keeps what it is told.

#include "engine/testing/fake_worker.h"
#include "engine/worker_pool.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::engine::testing {

class Collector final : public ExecutionListener {
 public:
  void on_host_call(const HostCall& call) override {
    calls.push_back(call.number);
    if (called) called(call);
  }
  void on_log(std::string_view level, std::int64_t, std::string_view text) override {
    logs.push_back(std::string(level) + ": " + std::string(text));
  }
  void on_finished(Outcome ended) override {
    NSL_CHECK(!outcome);
    outcome = std::move(ended);
    if (finished) finished();
  }

  std::vector<std::uint32_t> calls;
  std::vector<std::string> logs;
  std::optional<Outcome> outcome;
  std::function<void(const HostCall&)> called;
  std::function<void()> finished;
};

inline std::shared_ptr<const ImageSource> image(ImageNumber number,
                                                std::string code = "export default (input) => input") {
  return std::make_shared<const ImageSource>(
      ImageSource{.number = number, .code = std::move(code), .file_name = "function.js", .memory = 64_MiB});
}

inline const PoolOptions kTwo{.workers = 2, .workers_max = 2};

// What workers say.
inline FinishedMessage success(ExecutionNumber execution, std::string_view output = "1") {
  return {.execution = execution, .ending = Ending::kSucceeded, .output = output};
}
inline CalledMessage call(ExecutionNumber execution, std::uint32_t number) {
  return {.execution = execution, .call = number, .name = "fetch", .arguments = "{}"};
}

class PoolStage {
 public:
  explicit PoolStage(PoolOptions options = {.workers = 1, .workers_max = 1}) {
    options.clock = &clock;
    options.start_worker = [this](EventLoop&, const WorkerProcessOptions&) {
      workers.push_back(std::make_unique<FakeWorker>());
      return WorkerLink::over(workers.back()->descriptor());
    };
    auto made = WorkerPool::create(loop, std::move(options));
    NSL_CHECK(made);
    pool = *std::move(made);
    for (auto& worker : workers) worker->say(ReadyMessage{.walls = "test\tyes\t"});
    round();
  }

  // Lets the pool read what the workers said and send what it has to say.
  void round() {
    pool->poll();
    pool->end_round();
  }
  // Moves the clock and lets the pool's timers run once or more. In steps of the pool's own tick, so that on a busy
  // machine neither gets ahead of the other.
  void pass(std::chrono::milliseconds time) {
    clock.advance(time);
    for (int step = 0; step < 14; ++step) {
      const auto tick = loop.after(std::chrono::milliseconds(10), [this] { loop.stop(); });
      loop.run();
    }
  }
  // More than the ring holds goes there in pieces.
  void say_all(FakeWorker& worker, std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t count = worker.say_bytes(bytes);
      bytes.remove_prefix(count);
      round();
      if (count == 0) return;  // nobody listens any more
    }
  }
  template <typename Message>
  void say_all(FakeWorker& worker, const Message& message) {
    std::string bytes;
    append_frame(bytes, message);
    say_all(worker, std::string_view(bytes));
  }
  ExecutionNumber start(Collector& listener, const StartRequest& request) {
    const auto number = pool->start(request, listener);
    NSL_CHECK(number);
    round();
    return *number;
  }
  ExecutionNumber start(Collector& listener, ImageNumber number = 1) {
    return start(listener, StartRequest{.image = image(number), .input = "1", .meta = "{}"});
  }

  FakeClock clock;
  EventLoop loop{EventLoop::Options{}};
  std::deque<std::unique_ptr<FakeWorker>> workers;  // in the order of their start, dead ones too
  std::unique_ptr<WorkerPool> pool;
};

}  // namespace nsl::engine::testing
