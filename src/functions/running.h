#pragma once
// Running: one execution from its start to its end, on the gateway's side: it collects logs and journal, has the broker
// answer host calls, and makes the record. Event-loop thread only.

#include "engine/worker_pool.h"
#include "functions/broker.h"
#include "functions/callable.h"
#include "functions/execution_secrets.h"
#include "functions/journal.h"
#include "functions/log_hub.h"

#include <functional>
#include <map>
#include <memory>

namespace nsl::functions {

class Running final : public engine::ExecutionListener {
 public:
  struct Parts {
    engine::WorkerPool& pool;
    Broker& broker;
    LogHub& logs;
    const Clock& clock;
  };
  // The record with everything in it but created_at of a queued one, which it keeps.
  using Done = std::move_only_function<void(Execution)>;

  // `execution` has id, trigger, input, created_at; the rest is filled in here.
  Running(Parts parts, std::shared_ptr<const Callable> callable, Execution execution, Done done);

  // kTooManyRequests: it does not run, and `done` is not called.
  Status start();
  void cancel();

  const Execution& record() const { return record_; }

 private:
  void on_host_call(const engine::HostCall& call) override;
  void on_log(std::string_view level, std::int64_t time_ms, std::string_view text) override;
  void on_finished(engine::Outcome outcome) override;
  void answer(std::uint32_t call, Broker::Answer answer);
  std::int64_t now_ns();

  Parts parts_;
  std::shared_ptr<const Callable> callable_;  // shared with the catalog, which may drop it meanwhile
  Execution record_;
  Done done_;
  engine::ExecutionNumber number_ = 0;
  SteadyTime started_;
  std::int64_t last_ns_ = 0;  // the time that the function saw last; never goes back
  std::uint64_t log_bytes_ = 0;
  Journal journal_;
  std::optional<ExecutionSecrets> secrets_;  // from start() on; before calls_, which refer to them
  std::map<std::uint32_t, std::unique_ptr<Broker::Pending>> calls_;
};

}  // namespace nsl::functions
