#include "api/testing/fake_service.h"

namespace nsl::api::testing {
namespace {

constexpr WallTime kNow{std::chrono::microseconds{1'767'225'600'000'000}};

template <typename T>
functions::Listing<T> listing_of(std::vector<T> items) {
  return {.items = std::move(items), .next_cursor = "more"};
}

}  // namespace

class FakeService::FakeSubscription final : public Subscription {
 public:
  FakeSubscription(FakeService& service, std::uint64_t key) : service_(service), key_(key) {}
  ~FakeSubscription() override { service_.followers_.erase(key_); }

 private:
  FakeService& service_;
  std::uint64_t key_;
};

Result<FakeService::Stored*> FakeService::find(functions::FunctionRef function) {
  const auto found = functions_.find(std::pair<std::string, std::string>(function.owner, function.name));
  if (found == functions_.end()) return fail(ErrorCode::kFunctionNotFound, "no function has this name");
  return &found->second;
}

Result<functions::Version> FakeService::find_version(functions::FunctionRef function,
                                                     std::optional<std::uint32_t> number) {
  NSL_TRY(Stored * stored, find(function));
  const std::uint32_t wanted = number.value_or(stored->function.active_version);
  if (wanted == 0 || wanted > stored->versions.size()) return fail(ErrorCode::kVersionNotFound, "no such version");
  return stored->versions[wanted - 1];
}

Result<functions::Deployed> FakeService::deploy(const functions::DeployRequest& request) {
  if (before_blocking) before_blocking();
  const std::lock_guard lock(mutex_);
  last_deploy = request;
  if (request.code == "throw") throw std::runtime_error("out of luck");
  if (request.code == "bad") return fail(ErrorCode::kInvalidFunction, "function.js:1:1: bad", "/code");
  const std::pair key(request.owner, request.name);
  const bool fresh = !functions_.contains(key);
  Stored& stored = functions_[key];
  if (fresh)
    stored.function = {.id = FunctionId::generate(),
                       .owner = request.owner,
                       .name = request.name,
                       .created_at = kNow,
                       .updated_at = kNow};
  const bool same = !stored.codes.empty() && stored.codes.back() == request.code;
  if (!same) {
    stored.codes.push_back(request.code);
    stored.versions.push_back({.function = stored.function.id,
                               .owner = request.owner,
                               .name = request.name,
                               .number = static_cast<std::uint32_t>(stored.codes.size()),
                               .hash = "abc",
                               .description = request.description,
                               .note = request.note,
                               .settings = request.settings,
                               .code_bytes = request.code.size(),
                               .created_at = kNow});
  }
  stored.function.latest_version = stored.function.active_version = static_cast<std::uint32_t>(stored.codes.size());
  using enum functions::DeployOutcome;
  return functions::Deployed{stored.function, stored.versions.back(), fresh ? kCreated : same ? kUnchanged : kUpdated};
}

Result<functions::Function> FakeService::get_function(functions::FunctionRef function) {
  if (before_blocking) before_blocking();
  const std::lock_guard lock(mutex_);
  NSL_TRY(Stored * stored, find(function));
  return stored->function;
}

Result<functions::Listing<functions::Function>> FakeService::list_functions(std::string_view owner,
                                                                            const functions::Page& page) {
  const std::lock_guard lock(mutex_);
  last_page = page;
  std::vector<functions::Function> all;
  for (const auto& [key, stored] : functions_) {
    if (key.first == owner) all.push_back(stored.function);
  }
  return functions::Listing<functions::Function>{.items = std::move(all), .next_cursor = ""};
}

Result<functions::Version> FakeService::get_version(functions::FunctionRef function, std::optional<std::uint32_t> number) {
  const std::lock_guard lock(mutex_);
  return find_version(function, number);
}

Result<std::string> FakeService::get_code(functions::FunctionRef function, std::optional<std::uint32_t> number) {
  const std::lock_guard lock(mutex_);
  NSL_TRY(const auto version, find_version(function, number));
  NSL_TRY(const Stored* stored, find(function));
  return stored->codes[version.number - 1];
}

Result<functions::Listing<functions::Version>> FakeService::list_versions(functions::FunctionRef function,
                                                                          const functions::Page& page) {
  const std::lock_guard lock(mutex_);
  last_page = page;
  NSL_TRY(Stored * stored, find(function));
  return listing_of(stored->versions);
}

Result<functions::Function> FakeService::roll_back(functions::FunctionRef function, std::optional<std::uint32_t> number) {
  const std::lock_guard lock(mutex_);
  NSL_TRY(Stored * stored, find(function));
  const std::uint32_t wanted = number.value_or(stored->function.active_version - 1);
  if (wanted == 0) return fail(ErrorCode::kConflict, "there is no older version");
  NSL_TRY(const auto version, find_version(function, wanted));
  stored->function.active_version = version.number;
  return stored->function;
}

Status FakeService::remove(functions::FunctionRef function) {
  const std::lock_guard lock(mutex_);
  NSL_TRY_VOID(find(function));
  functions_.erase(std::pair<std::string, std::string>(function.owner, function.name));
  return {};
}

void FakeService::invoke(functions::InvokeRequest request, InvokeDone done) {
  const std::lock_guard lock(mutex_);
  last_invoke = request;
  const auto version = find_version({request.owner, request.function}, request.version);
  if (!version) return done(std::unexpected(version.error()));
  if (const auto known = keys_.find(request.idempotency_key);
      !request.idempotency_key.empty() && known != keys_.end()) {
    if (known->second.first != request.input) return done(fail(ErrorCode::kIdempotencyMismatch, "another input"));
    return done(Invoked{known->second.second, true});
  }
  Execution execution;
  execution.id = ExecutionId::generate();
  execution.owner = request.owner;
  execution.function_name = request.function;
  execution.version = version->number;
  execution.created_at = kNow;
  execution.status = functions::ExecutionStatus::kSucceeded;
  execution.output = request.input;
  if (request.function == "fails") {
    execution.status = functions::ExecutionStatus::kFailed;
    execution.error = {.code = "exception", .message = "Error: no", .stack = "at fails (function.js:1:1)"};
  }
  if (request.answer == functions::Answer::kWhenQueued) {
    execution.trigger = "async";
    if (request.function == "slow") execution.status = functions::ExecutionStatus::kQueued;
  }
  if (functions::is_final(execution.status)) execution.started_at = execution.finished_at = kNow;
  executions_[execution.id] = execution;
  if (!request.idempotency_key.empty()) keys_[request.idempotency_key] = {request.input, execution};
  // What asked not to wait is told before it has run.
  if (request.answer == functions::Answer::kWhenQueued) {
    execution.status = functions::ExecutionStatus::kQueued;
    execution.started_at = execution.finished_at = {};
  }
  done(Invoked{execution, false});
}

Result<FakeService::Execution> FakeService::get_execution(std::string_view owner, ExecutionId id) {
  const std::lock_guard lock(mutex_);
  const auto found = executions_.find(id);
  if (found == executions_.end() || found->second.owner != owner) return fail(ErrorCode::kExecutionNotFound, "no such execution");
  return found->second;
}

Result<functions::Listing<FakeService::Execution>> FakeService::list_executions(
    functions::FunctionRef function, const functions::ExecutionFilter& filter, const functions::Page& page) {
  const std::lock_guard lock(mutex_);
  last_filter = filter;
  last_page = page;
  NSL_TRY_VOID(find(function));
  std::vector<Execution> all;
  for (const auto& [id, execution] : executions_) {
    if (execution.owner == function.owner && execution.function_name == function.name) all.push_back(execution);
  }
  return listing_of(std::move(all));
}

Result<FakeService::Execution> FakeService::cancel(std::string_view owner, ExecutionId id) {
  const std::lock_guard lock(mutex_);
  const auto found = executions_.find(id);
  if (found == executions_.end() || found->second.owner != owner) return fail(ErrorCode::kExecutionNotFound, "no such execution");
  if (functions::is_final(found->second.status)) return fail(ErrorCode::kConflict, "it has already ended");
  found->second.status = functions::ExecutionStatus::kCancelled;
  found->second.error = {.code = "cancelled", .message = "It was cancelled.", .stack = ""};
  return found->second;
}

void FakeService::replay(std::string_view owner, ExecutionId id, ReplayDone done) {
  const std::lock_guard lock(mutex_);
  const auto found = executions_.find(id);
  if (found == executions_.end() || found->second.owner != owner) return done(fail(ErrorCode::kExecutionNotFound, "no such execution"));
  const Execution& record = found->second;
  if (!functions::is_final(record.status)) return done(fail(ErrorCode::kConflict, "it has not ended"));
  done(functions::ReplayResult{.status = record.status,
                               .output = record.output,
                               .error = record.error,
                               .logs = record.logs,
                               .host_calls = record.usage.host_calls,
                               .difference = replay_difference});
}

Result<functions::Listing<functions::LogLine>> FakeService::logs(functions::FunctionRef function,
                                                                 const functions::Page& page) {
  const std::lock_guard lock(mutex_);
  last_page = page;
  NSL_TRY_VOID(find(function));
  functions::LogLine line{.execution = {}, .version = 1, .entry = {.time_ms = 1, .level = "info", .message = "hi"}};
  return listing_of(std::vector{line, line});
}

std::unique_ptr<functions::Service::Subscription> FakeService::follow(
    FunctionId, std::function<void(const functions::LogLine&)> on_line) {
  const std::uint64_t key = ++last_follower_;
  followers_[key] = std::move(on_line);
  return std::make_unique<FakeSubscription>(*this, key);
}

void FakeService::add_function(const std::string& name) {
  functions::DeployRequest request;
  request.owner = kOwner;
  request.name = name;
  request.code = "export default 1";
  static_cast<void>(deploy(request));
}

void FakeService::add_execution(const Execution& execution) {
  const std::lock_guard lock(mutex_);
  executions_[execution.id] = execution;
  executions_[execution.id].owner = kOwner;
}

void FakeService::end_slow() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, execution] : executions_) {
    if (execution.status == functions::ExecutionStatus::kQueued) {
      execution.status = functions::ExecutionStatus::kSucceeded;
    }
  }
}

void FakeService::log(const functions::LogLine& line) {
  for (const auto& [key, on_line] : followers_) on_line(line);
}

}  // namespace nsl::api::testing
