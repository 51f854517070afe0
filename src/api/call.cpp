#include "api/call.h"

#include "api/operation.h"
#include "api/route_metrics.h"
#include "auth/failed_sign_ins.h"
#include "base/log.h"

namespace nsl::api {
namespace {

constexpr int kStatusUnauthorized = 401;
constexpr int kStatusForbidden = 403;

void add_headers(const Deprecation& deprecation, net::Response& response) {
  response.headers.emplace_back("Deprecation", "@" + std::to_string(deprecation.since));
  if (!deprecation.sunset.empty()) response.headers.emplace_back("Sunset", deprecation.sunset);
}

}  // namespace

Call::Call(Context& context, Parts parts)
    : context_(context),
      parts_(std::move(parts)),
      request_id_(parts_.exchange->request().id),
      started_(context.clock.steady()) {}

net::Compression Call::compression() const {
  if (!may_be_compressed(parts_.operation.outline)) return {};
  return {.coding = net::coding_for(request().header("accept-encoding")), .least = context_.compress_least};
}

void Call::send(net::Response response) {
  count(response.status);
  note_failed_sign_in(response.status);
  // Needs the field (RFC 9110 section 15.5.2).
  if (response.status == kStatusUnauthorized) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (parts_.operation.outline.deprecation) add_headers(*parts_.operation.outline.deprecation, response);
  parts_.exchange->send(std::move(response));
}

void Call::send_json(int status, std::string_view body) {
  if (parts_.operation.outline.deprecation) return send({.status = status, .headers = {}, .body = std::string(body)});
  count(status);
  parts_.exchange->send_json(status, body);
}

void Call::refuse(const Error& error) { send(net::problem_response(error, request_id_)); }

void Call::refuse(const Findings& findings) {
  send(net::problem_response(findings.error(), request_id_, findings.violations()));
}

net::Exchange& Call::start_stream(net::Response head) {
  count(head.status);
  if (parts_.operation.outline.deprecation) add_headers(*parts_.operation.outline.deprecation, head);
  parts_.exchange->start_stream(std::move(head));
  return *parts_.exchange;
}

// Not by the handlers: they are on the pool, and the address is the loop's.
void Call::note_failed_sign_in(int status) {
  const Outline& outline = parts_.operation.outline;
  if (outline.policy.kind() != auth::Policy::Kind::kSignIn || (status != kStatusUnauthorized && status != kStatusForbidden)) return;
  context_.failed_sign_ins.note({.address = request().remote_address,
                                 .way = outline.id == "setUp" ? "setup" : "wallet",
                                 .code = status == kStatusForbidden ? ErrorCode::kForbidden : ErrorCode::kUnauthenticated,
                                 .request = request_id_.text()});
}

void Call::count(int status) {
  const auto taken = context_.clock.steady() - started_;
  parts_.metrics.count(status, taken);
  // 503 is how overload and a shutdown look: worth a look, nobody's sleep.
  const auto level = status < 500 ? log::Level::kDebug : status == 503 ? log::Level::kWarn : log::Level::kError;
  if (!log::enabled(level)) return;
  log::write(level, "request answered",
             {{"request_id", request_id_.text()},
              {"operation", parts_.operation.outline.id},
              {"status", status},
              {"duration_ms", std::chrono::duration<double, std::milli>(taken).count()}});
}

void Call::refuse_busy() {
  refuse({ErrorCode::kUnavailable, "Too many requests wait for the database; try again in a moment.", {}});
}

void Call::refuse_thrown(std::string_view reason) {
  log::error("operation threw", {{"request_id", request_id_.text()}, {"reason", reason}});
  refuse({ErrorCode::kInternal, "The operation failed unexpectedly; the service's log has the reason.", {}});
}

}  // namespace nsl::api
