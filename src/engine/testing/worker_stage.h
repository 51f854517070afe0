#pragma once
// Test support: a WorkerPool with real worker processes, which compare every restored slot with its image, and an event
// loop that gives up after a minute.

#include "engine/testing/pool_stage.h"
#include "engine/testing/sanitizers.h"

#include <gtest/gtest.h>

namespace nsl::engine::testing {

class WorkerStage {
 public:
  explicit WorkerStage(PoolOptions options = {.workers = 1, .workers_max = 1}) {
    options.process.worker.check_slots = true;
    // The runtimes of sanitizers make system calls that the sandbox forbids.
    options.process.sandbox = !kSanitized;
    auto made = WorkerPool::create(loop, std::move(options));
    NSL_CHECK(made);
    pool = *std::move(made);
  }

  // Runs the loop until the condition holds.
  void until(std::function<bool()> condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) {
        ADD_FAILURE() << "what was waited for did not happen within a minute";
        return;
      }
      const auto look = loop.after(std::chrono::milliseconds(1), [this] { loop.stop(); });
      loop.run();
    }
  }
  void until_ready() {
    until([this] { return pool->stats().ready == pool->stats().workers; });
  }

  std::shared_ptr<const ImageSource> source(std::string code) { return image(++last_image_, std::move(code)); }
  ExecutionNumber start(Collector& listener, const std::shared_ptr<const ImageSource>& source, std::string_view input = "null",
                        const Limits& limits = {}) {
    const auto number = pool->start({.image = source, .limits = limits, .input = input, .meta = "{}"}, listener);
    NSL_CHECK(number);
    return *number;
  }
  Outcome run(const std::shared_ptr<const ImageSource>& source, std::string_view input = "null", const Limits& limits = {}) {
    Collector listener;
    start(listener, source, input, limits);
    until([&] { return listener.outcome.has_value(); });
    return listener.outcome.value_or(Outcome{});
  }
  Outcome run(std::string code, std::string_view input = "null", const Limits& limits = {}) {
    return run(source(std::move(code)), input, limits);
  }

  EventLoop loop{EventLoop::Options{}};
  std::unique_ptr<WorkerPool> pool;

 private:
  ImageNumber last_image_ = 0;
};

}  // namespace nsl::engine::testing
