#include "api/handlers/service.h"

#include <fmt/format.h>

#include <iterator>

namespace nsl::api {
namespace {

// One line for each check, as Kubernetes writes them.
struct Readiness {
  bool ready = true;
  std::string lines;
  std::string first_failure;
};

void record(Readiness& readiness, std::string_view name, const Status& status) {
  fmt::format_to(std::back_inserter(readiness.lines), "[{}]{} {}\n", status ? '+' : '-', name,
                 status ? "ok" : status.error().message);
  if (status) return;
  readiness.ready = false;
  if (readiness.first_failure.empty()) readiness.first_failure = fmt::format("{}: {}", name, status.error().message);
}

Readiness check_readiness(const Context& context) {
  Readiness readiness;
  record(readiness, "serving", context.draining ? fail(ErrorCode::kUnavailable, "the service is stopping") : Status{});
  for (const ReadinessCheck& check : context.readiness) record(readiness, check.name, check.run());
  return readiness;
}

}  // namespace

Result<Reply<PlainText>> get_livez(Call&, Input<>) { return reply_text(200, "alive\n"); }

Result<Reply<PlainText>> get_readyz(Call& call, Input<Nothing, ReadyQuery> input) {
  const Readiness readiness = check_readiness(call.context());
  if (input.query.verbose.value_or(false)) return reply_text(readiness.ready ? 200 : 503, readiness.lines);
  if (!readiness.ready) return fail(ErrorCode::kUnavailable, "Not ready: " + readiness.first_failure);
  return reply_text(200, "ready\n");
}

Result<Reply<PlainText>> get_metrics(Call& call, Input<>) {
  auto answer = reply_text(200, call.context().metrics.text());
  answer.response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return answer;
}

Result<Reply<RawJson>> get_openapi(Call& call, Input<>) {
  return Reply<RawJson>{call.context().openapi.response("application/json", call.compression())};
}

Result<Reply<ServiceStatus>> get_status(Call& call, Input<>) {
  const About& about = call.context().about;
  const auto up = call.context().clock.wall() - about.started_at;
  return reply(200, ServiceStatus{
                        .status = call.context().draining ? "draining" : "serving",
                        .version = about.version,
                        .engine = about.engine,
                        .workers = about.workers ? about.workers() : 0,
                        .started_at = to_rfc3339(about.started_at),
                        .uptime_seconds = static_cast<std::uint64_t>(
                            std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(up).count())),
                    });
}

}  // namespace nsl::api
