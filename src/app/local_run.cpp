#include "app/local_run.h"

#include "base/event_loop.h"
#include "functions/running.h"
#include "net/egress/egress.h"

#include <fmt/format.h>

#include <optional>

namespace nsl::app {

Result<functions::Execution> run_locally(const LocalRun& run) {
  EventLoop loop({});
  // Trying things out means talking to this machine.
  NSL_TRY(const auto egress, net::Egress::create({.allow_networks = {"127.0.0.0/8", "::1/128"}}));
  NSL_TRY(const auto workers, engine::WorkerPool::create(loop, {.workers = 1}));

  auto callable = std::make_shared<functions::Callable>();
  callable->function = FunctionId::generate();
  callable->name = run.bundle.file_name;
  callable->version = 1;
  callable->settings = run.settings;
  callable->image = std::make_shared<const engine::ImageSource>(engine::ImageSource{
      .number = 1, .code = run.bundle.code, .file_name = run.bundle.file_name, .memory = run.settings.limits.memory});
  if (auto map = SourceMap::parse(run.bundle.source_map)) callable->source_map = *std::move(map);

  std::optional<engine::BuildFailure> refused;
  workers->build(callable->image, [&](std::expected<std::uint64_t, engine::BuildFailure> built) {
    if (!built) refused = built.error();
    loop.stop();
  });
  loop.run();
  if (refused) {
    std::string why = refused->message;
    if (callable->source_map) why = callable->source_map->map_stack(why, run.bundle.file_name);
    return fail(refused->code == "unavailable" ? ErrorCode::kUnavailable : ErrorCode::kInvalidFunction, std::move(why));
  }

  functions::Broker broker(loop, *egress, {}, system_clock());  // there is neither a vault nor a Neo node here
  functions::LogHub logs;
  const auto subscription = logs.follow(callable->function, [&](const functions::LogLine& line) {
    if (run.on_log) run.on_log(line.entry);
  });
  functions::Execution execution;
  execution.id = ExecutionId::generate();
  execution.trigger = "run";
  execution.input = run.input;
  execution.created_at = system_clock().wall();
  std::optional<functions::Execution> ended;
  functions::Running running(
      {.pool = *workers, .broker = broker, .logs = logs, .clock = system_clock()}, callable,
      std::move(execution), [&](functions::Execution record) {
        ended = std::move(record);
        loop.stop();
      });
  NSL_TRY_VOID(running.start());
  loop.run();
  return *std::move(ended);
}

}  // namespace nsl::app
