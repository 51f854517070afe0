#include "functions/gateway.h"

#include "base/log.h"
#include "crypto/digest.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

constexpr std::size_t kKeyMax = 255;
constexpr std::chrono::milliseconds kFlushMax{2'000};  // for listings to include what has just ended
constexpr std::chrono::milliseconds kRoomInterval{2};  // between looks, while callers wait for the recorder
constexpr std::chrono::milliseconds kRoomPatience{2'000};
constexpr std::size_t kWaitingForRoomMax = 10'000;

std::unexpected<Error> stopping() {
  return fail(ErrorCode::kUnavailable, "the service is stopping; try again in a moment");
}

std::unexpected<Error> no_room() {
  return fail(ErrorCode::kUnavailable, "records cannot be written as fast as executions end; try again in a moment");
}

std::unexpected<Error> unknown_execution(ExecutionId id) {
  return fail(ErrorCode::kExecutionNotFound, fmt::format("There is no execution {}.", id.text()));
}

std::string request_hash(const InvokeRequest& request) {
  const std::string whole = fmt::format("{}\n{}\n{}", request.version.value_or(0),
                                        request.answer == Answer::kWhenQueued ? "async" : "sync", request.input);
  return to_hex(crypto::sha256(as_bytes(whole)));
}

}  // namespace

Gateway::Gateway(Parts parts, GatewayOptions options)
    : parts_(parts),
      options_(options),
      metrics_(parts.metrics),
      broker_(parts.loop, parts.egress, {.secrets = parts.secrets, .neo = parts.neo, .neo_writes = parts.neo_writes}, parts.clock),
      catalog_(options.catalog_bytes_max) {}

Gateway::~Gateway() = default;

bool Gateway::blocking(Pool::Task task) { return parts_.pool.submit(std::move(task)) == Pool::Submitted::kYes; }

Result<std::string> Gateway::get_code(FunctionRef function, std::optional<std::uint32_t> number) {
  NSL_TRY(const Version version, parts_.registry.get_version(function, number));
  NSL_TRY(Source source, parts_.registry.get_source(version.function, version.number));
  return std::move(source.code);
}

Result<Function> Gateway::roll_back(FunctionRef function, std::optional<std::uint32_t> number) {
  auto changed = parts_.registry.activate(function, number);
  if (changed) on_loop([&] { catalog_.forget_active(function); });
  return changed;
}

Status Gateway::remove(FunctionRef function) {
  const Status removed = parts_.registry.remove(function);
  if (removed) on_loop([&] { catalog_.forget(function); });
  return removed;
}

Result<Execution> Gateway::get_execution(std::string_view owner, ExecutionId id) {
  const auto find = [&]() -> Result<Execution> {
    const auto running = on_loop([&]() -> std::optional<Execution> {
      const auto found = running_.find(id);
      if (found == running_.end()) return std::nullopt;
      return found->second->record();
    });
    if (running) return *running;
    if (auto waiting = parts_.recorder.find(id)) return *std::move(waiting);
    return parts_.store.get(id);
  };
  NSL_TRY(Execution execution, find());
  if (execution.owner != owner) return unknown_execution(id);
  return execution;
}

Result<Listing<Execution>> Gateway::list_executions(FunctionRef function, const ExecutionFilter& filter,
                                                    const Page& page) {
  NSL_TRY(const Function found, parts_.registry.get(function));
  NSL_TRY_VOID(parts_.recorder.flush(kFlushMax));
  return parts_.store.list(found.id, filter, page);
}

Result<Listing<LogLine>> Gateway::logs(FunctionRef function, const Page& page) {
  NSL_TRY(const Function found, parts_.registry.get(function));
  NSL_TRY_VOID(parts_.recorder.flush(kFlushMax));
  return parts_.store.logs(found.id, page);
}

std::unique_ptr<Service::Subscription> Gateway::follow(FunctionId function,
                                                       std::function<void(const LogLine&)> on_line) {
  return log_hub_.follow(function, std::move(on_line));
}

Result<Execution> Gateway::cancel(std::string_view owner, ExecutionId id) {
  if (auto running = on_loop([&] { return cancel_running(owner, id); })) return *std::move(running);
  NSL_TRY(Execution record, get_execution(owner, id));
  if (is_final(record.status)) {
    return fail(ErrorCode::kConflict, fmt::format("execution {} has already ended", id.text()));
  }
  auto cancelled = parts_.store.cancel_queued(id);
  if (cancelled || cancelled.error().code != ErrorCode::kConflict) return cancelled;
  // Taken off the queue and not yet started: it is on its way to the loop, which ends it when it gets there.
  NSL_TRY(record, parts_.store.get(id));
  if (is_final(record.status)) return cancelled;
  if (auto running = on_loop([&] {
        auto found = cancel_running(owner, id);
        if (!found) cancel_at_start_.insert(id);
        return found;
      })) {
    return *std::move(running);
  }
  return record;
}

std::optional<Execution> Gateway::cancel_running(std::string_view owner, ExecutionId id) {
  const auto found = running_.find(id);
  if (found == running_.end() || found->second->record().owner != owner) return std::nullopt;
  Execution record = found->second->record();
  found->second->cancel();  // may end it at once
  return record;
}

// --- invoking -------------------------------------------------------------------------------------------------------

void Gateway::invoke(InvokeRequest request, InvokeDone done) {
  if (draining_) return done(stopping());
  if (request.idempotency_key.size() > kKeyMax) {
    return done(fail(ErrorCode::kInvalidArgument, fmt::format("an Idempotency-Key has at most {} characters", kKeyMax),
                     "Idempotency-Key"));
  }
  if (!waiting_for_room_.empty() || !parts_.recorder.has_room())
    return wait_for_room(std::move(request), std::move(done));
  begin(std::move(request), std::move(done));
}

// Slows the callers down to the speed of the database, and refuses only when that does not help.
void Gateway::wait_for_room(InvokeRequest request, InvokeDone done) {
  if (waiting_for_room_.size() >= kWaitingForRoomMax) return done(no_room());
  waiting_for_room_.push_back({std::move(request), std::move(done), parts_.clock.steady() + kRoomPatience});
  if (!room_timer_) room_timer_ = parts_.loop.after(kRoomInterval, [this] { look_for_room(); });
}

void Gateway::look_for_room() {
  room_timer_.reset();
  const SteadyTime now = parts_.clock.steady();
  while (!waiting_for_room_.empty()) {
    const bool room = draining_ || parts_.recorder.has_room();
    if (!room && waiting_for_room_.front().until > now) break;
    WaitingForRoom first = std::move(waiting_for_room_.front());
    waiting_for_room_.pop_front();
    if (draining_) first.done(stopping());
    else if (room) begin(std::move(first.request), std::move(first.done));
    else first.done(no_room());
  }
  if (!waiting_for_room_.empty()) room_timer_ = parts_.loop.after(kRoomInterval, [this] { look_for_room(); });
}

void Gateway::begin(InvokeRequest request, InvokeDone done) {
  // The usual way, without copies.
  if (const auto known = catalog_.find({request.owner, request.function}, request.version)) {
    return invoke(known, std::move(request), std::move(done));
  }
  const std::string owner = request.owner;
  const std::string name = request.function;
  const auto version = request.version;
  with_callable({owner, name}, version, [this, request = std::move(request), done = std::move(done)](auto callable) mutable {
    if (!callable) return done(std::unexpected(std::move(callable).error()));
    invoke(*callable, std::move(request), std::move(done));
  });
}

void Gateway::invoke(const std::shared_ptr<const Callable>& callable, InvokeRequest request, InvokeDone done) {
  const ByteCount most = callable->settings.limits.input;
  if (request.input.size() > most.bytes) {
    return done(fail(ErrorCode::kPayloadTooLarge, fmt::format("the input has {} bytes; {} takes at most {}",
                                                              request.input.size(), callable->name, to_string(most))));
  }
  if (parts_.accounting != nullptr) {
    const bool now = request.answer == Answer::kWhenDone;
    const auto wanted = now ? Accounting::Wanted::kNow : Accounting::Wanted::kLater;
    if (const Status may = parts_.accounting->admit(callable->owner, wanted, {request.input.size()}); !may) return done(std::unexpected(may.error()));
  }
  Execution execution;
  execution.id = ExecutionId::generate();
  execution.function = callable->function;
  execution.owner = callable->owner;
  execution.function_name = callable->name;
  execution.version = callable->version;
  execution.limits = callable->settings.limits;
  execution.created_at = parts_.clock.wall();
  std::string key = std::move(request.idempotency_key);
  if (!key.empty()) key = request_hash(request) + key;
  execution.input = std::move(request.input);
  execution.trace = std::move(request.trace);
  if (request.answer == Answer::kWhenQueued) {
    execution.trigger = "async";
    return enqueue(std::move(execution), std::move(key), std::move(done));
  }
  if (!key.empty()) return run_keyed(callable, std::move(execution), std::move(key), std::move(done));
  run_waited_for(callable, std::move(execution), std::move(done));
}

void Gateway::run_waited_for(const std::shared_ptr<const Callable>& callable, Execution execution, InvokeDone done) {
  // Shared by the two ways this can end, of which one happens.
  auto shared = std::make_shared<InvokeDone>(std::move(done));
  const Status started = run(callable, std::move(execution), [this, shared](Execution ended) {
    // Answered first, and then given away: nobody can ask for the record before this returns.
    Result<Invoked> answer = Invoked{.execution = std::move(ended)};
    (*shared)(answer);
    parts_.recorder.push(std::move(answer->execution));
  });
  if (!started) return (*shared)(std::unexpected(started.error()));
  if (parts_.accounting != nullptr) parts_.accounting->started(callable->owner);
}

Status Gateway::run(const std::shared_ptr<const Callable>& callable, Execution execution, Running::Done done) {
  const ExecutionId id = execution.id;
  if (execution.attempts == 0) execution.attempts = 1;
  auto running = std::make_unique<Running>(
      Running::Parts{
          .pool = parts_.workers, .broker = broker_, .logs = log_hub_, .clock = parts_.clock},
      callable, std::move(execution), [this, id, done = std::move(done)](Execution ended_execution) mutable {
        metrics_.ended(ended_execution);
        if (parts_.accounting != nullptr) parts_.accounting->ended(ended_execution.owner, ended_execution.usage.cpu);
        // Keeps this callback alive, which the entry owns.
        const auto entry = running_.extract(id);
        done(std::move(ended_execution));
        ended(id);
      });
  Running& added = *running_.emplace(id, std::move(running)).first->second;
  const Status started = added.start();
  if (!started) running_.erase(id);
  return started;
}

void Gateway::ended(ExecutionId) {
  if (turns_.held_back()) pump();
  if (draining_ && idle() && on_drained_) std::exchange(on_drained_, nullptr)();
}

// The key is the hash of the request (64 characters) and the client's key.
void Gateway::run_keyed(const std::shared_ptr<const Callable>& callable, Execution execution, std::string key,
                        InvokeDone done) {
  auto shared = std::make_shared<InvokeDone>(std::move(done));
  const bool submitted =
      blocking([this, callable, execution = std::move(execution), key = std::move(key), shared]() mutable {
        execution.status = ExecutionStatus::kRunning;
        execution.started_at = execution.created_at;
        const std::string_view whole = key;
        auto earlier =
            parts_.store.insert_keyed(execution, {.name = whole.substr(64), .request_hash = whole.substr(0, 64)});
        parts_.loop.post([this, callable, execution = std::move(execution), shared,
                          earlier = std::move(earlier)]() mutable {
          if (!earlier) return (*shared)(std::unexpected(std::move(earlier).error()));
          if (*earlier && !is_final((*earlier)->status)) {
            return (*shared)(
                fail(ErrorCode::kIdempotencyInProgress,
                     fmt::format("the first request with this key is still running as {}", (*earlier)->id.text())));
          }
          if (*earlier) return (*shared)(Invoked{.execution = **std::move(earlier), .replayed = true});
          const ExecutionId id = execution.id;
          const Status started = run(callable, std::move(execution), [this, shared](Execution ended_execution) {
            // On disk before it is answered, so that a repeated request gets the same.
            const bool accepted = blocking([this, shared, ended_execution]() mutable {
              const Status saved = parts_.store.save(ended_execution);
              parts_.loop.post([shared, saved, ended_execution = std::move(ended_execution)]() mutable {
                if (!saved) return (*shared)(std::unexpected(saved.error()));
                (*shared)(Invoked{.execution = std::move(ended_execution)});
              });
            });
            if (!accepted) {
              parts_.recorder.push(Execution(ended_execution));
              (*shared)(Invoked{.execution = std::move(ended_execution)});
            }
          });
          if (!started) {
            log::warn("keyed execution not started", {{"execution", id.text()}, {"reason", started.error().message}});
            return (*shared)(std::unexpected(started.error()));
          }
          if (parts_.accounting != nullptr) parts_.accounting->started(callable->owner);
        });
      });
  if (!submitted)
    (*shared)(fail(ErrorCode::kUnavailable, "too many requests wait for the database; try again in a moment"));
}

// --- callables ------------------------------------------------------------------------------------------------------

void Gateway::with_callable(FunctionRef function, std::optional<std::uint32_t> version, CallableDone done) {
  if (const auto known = catalog_.find(function, version)) return done(known);
  auto shared = std::make_shared<CallableDone>(std::move(done));
  const bool submitted = blocking([this, owner = std::string(function.owner), name = std::string(function.name),
                                   version, shared]() mutable {
    auto loaded = load_callable({owner, name}, version);
    parts_.loop.post([this, owner = std::move(owner), name = std::move(name), version, shared,
                      loaded = std::move(loaded)] {
      if (!loaded) return (*shared)(std::unexpected(loaded.error()));
      // Another request may have been quicker; all use the same image then.
      if (const auto known = catalog_.find({owner, name}, version)) return (*shared)(known);
      catalog_.put(*loaded, !version);
      (*shared)(*loaded);
    });
  });
  if (!submitted)
    (*shared)(fail(ErrorCode::kUnavailable, "too many requests wait for the database; try again in a moment"));
}

Result<std::shared_ptr<const Callable>> Gateway::load_callable(FunctionRef function,
                                                               std::optional<std::uint32_t> number) {
  NSL_TRY(const Version version, parts_.registry.get_version(function, number));
  NSL_TRY(Source source, parts_.registry.get_source(version.function, version.number));
  return make_callable(version, std::move(source));
}

}  // namespace nsl::functions
