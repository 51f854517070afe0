#include "api/api.h"

#include "api/call.h"
#include "api/docs/pages.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "api/too_many_requests.h"
#include "auth/bearer.h"
#include "auth/certificates.h"
#include "auth/jwt/authenticator.h"
#include "auth/owners.h"
#include "base/log.h"
#include "net/egress/address.h"
#include "net/http/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace nsl::api {
namespace {

// Whom the caller works for, as he says.
constexpr std::string_view kOwnerHeader = "nsl_owner";  // for find_header()
constexpr std::string_view kOwnerHeaderName = "nsl-owner";

// The methods of RFC 9110 section 9, PATCH of RFC 5789, and QUERY, which clients begin to use for searches with a body;
// anything else is no method at all.
bool is_known_method(std::string_view method) {
  for (const std::string_view known :
       {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "QUERY"}) {
    if (method == known) return true;
  }
  return false;
}

// The operation for the method; HEAD is GET whose body the server keeps back.
const Operation* operation_for(const Router::Methods& methods, std::string_view method) {
  if (method == "HEAD") method = "GET";
  for (const Operation* operation : methods) {
    if (operation != nullptr && to_string(operation->outline.method) == method) return operation;
  }
  return nullptr;
}

// Empty when it is not there.
std::string_view field_of(const net::Request& request, std::string_view name, Findings& findings) {
  const net::HeaderView* header = find_header(request, name, findings);
  return header == nullptr ? std::string_view() : header->value;
}

// A browser shows the certificate of its user with whatever request any page makes it send, so where one may have had a
// hand in it, the certificate alone does not count. Programs send none of these fields (Fetch Metadata, RFC 6454).
bool comes_from_a_browser(const net::Request& request) {
  return request.has_header("origin") || request.has_header("sec-fetch-site");
}

std::string_view way_of(const net::Request& request) {
  return request.header("authorization").empty() && request.client_certificate != nullptr ? "certificate" : "bearer";
}

// A proxy on this machine speaks for everybody; those who come through it must not pay for one another.
bool is_loopback(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  return parsed && net::classify(*parsed) == net::AddressClass::kLoopback;
}

std::vector<RouteMetrics> make_metrics(Metrics& metrics, const std::vector<Operation>& operations) {
  std::vector<RouteMetrics> all;
  for (const Operation& operation : operations) {
    all.emplace_back(metrics, to_string(operation.outline.method), operation.outline.path);
  }
  return all;
}

}  // namespace

Api::Api(Parts parts, Options options)
    : options_(std::move(options)),
      operations_(routes()),
      router_(operations_),
      openapi_([this] { return openapi_json(operations_, options_.about.version); }),
      reference_page_([this] { return docs::reference_page(operations_, json::parse(openapi_.text()).value()); }),
      jwt_(parts.jwt),
      find_member_(std::move(parts.find_member)),
      requests_(options_.requests),
      owner_requests_(options_.owner_requests),
      function_requests_(options_.function_requests),
      failures_(options_.failures),
      unmatched_(parts.metrics, "_OTHER", "unmatched"),
      refusals_(parts.metrics, parts.clock),
      failed_sign_ins_({.loop = parts.loop, .audit = parts.audit, .clock = parts.clock},
                       {.owner = parts.owners.operating(), .window = options_.failures_window}),
      route_metrics_(make_metrics(parts.metrics, operations_)),
      streams_(parts.loop, parts.functions),
      event_streams_(parts.loop, pool_),
      waits_(parts.loop),
      context_{.loop = parts.loop,
               .functions = parts.functions,
               .vault = parts.vault,
               .secrets = parts.secrets,
               .secret_backup = parts.secret_backup,
               .grants = parts.grants,
               .accounts = parts.accounts,
               .account_grants = parts.account_grants,
               .sender = parts.sender,
               .outbox = parts.outbox,
               .events = parts.events,
               .audit = parts.audit,
               .audit_reader = parts.audit_reader,
               .tokens = parts.tokens,
               .token_registry = parts.token_registry,
               .owners = parts.owners,
               .accounting = parts.accounting,
               .sign_in = parts.sign_in,
               .setup = parts.setup,
               .metrics = parts.metrics,
               .failed_sign_ins = failed_sign_ins_,
               .function_requests = function_requests_,
               .clock = parts.clock,
               .pool = pool_,
               .streams = streams_,
               .event_streams = event_streams_,
               .waits = waits_,
               .default_limits = options_.default_limits,
               .about = options_.about,
               .readiness = options_.readiness,
               .compress_least = options_.compress_least,
               .openapi = openapi_,
               .reference_page = reference_page_,
               .operations = operations_,
               .draining = draining_},
      pool_(options_.pool) {}

Api::~Api() = default;

void Api::drain() {
  draining_ = true;
  streams_.close();
  event_streams_.close();
  waits_.close();
  failed_sign_ins_.write();
}

// The server must live on whatever a handler does: an exception costs one answer.
template <typename Work>
void Api::shielded(RequestId request, Work work) {
  try {
    work();
  } catch (const std::exception& thrown) {
    log::error("handler threw", {{"request_id", request.text()}, {"reason", thrown.what()}});
  }
}

void Api::handle(std::shared_ptr<net::Exchange> exchange) {
  if (options_.cors.is_on()) {
    if (Cors::is_preflight(exchange->request())) {
      return exchange->send(options_.cors.preflight_answer(exchange->request()));
    }
    exchange = options_.cors.guard(std::move(exchange));
  }
  shielded(exchange->request().id, [&] { dispatch(exchange); });
}

// Who has no token learns nothing, not even which paths there are: the open operations come first, then the token,
// then everything else.
void Api::dispatch(std::shared_ptr<net::Exchange> exchange) {
  Route route = find_route(exchange->request());
  if (route.operation == nullptr || route.operation->outline.policy.needs_token()) {
    if (!is_shut_out(*exchange)) authenticate(std::move(exchange), std::move(route));
    return;
  }
  if (route.operation->outline.policy.kind() == auth::Policy::Kind::kSignIn) {
    if (is_shut_out(*exchange)) return;
    count_failure(exchange->request());
  }
  run(std::move(exchange), std::move(route), nullptr);
}

Api::Route Api::find_route(const net::Request& request) const {
  Route route{.match = router_.find(request.path), .operation = nullptr};
  if (route.match) route.operation = operation_for(*route.match->methods, request.method);
  return route;
}

void Api::run(std::shared_ptr<net::Exchange> exchange, Route route, std::shared_ptr<const auth::Principal> caller) {
  if (!route.match) return refuse(*exchange, route.match.error());
  if (route.operation == nullptr) return answer_without_operation(*exchange, *route.match->methods);
  const Operation& operation = *route.operation;
  auto call = std::make_shared<Call>(
      context_, Call::Parts{operation, metrics_of(operation), std::move(exchange), std::move(caller)});
  if (call->principal() != nullptr) {
    if (const Status may = auth::authorize(*call->principal(), operation.outline.policy); !may) {
      return call->refuse(may.error());
    }
  }
  operation.run(std::move(call), std::move(route.match->values));
}

bool Api::counts_failures(const net::Request& request) const {
  return failures_.limit().is_set() && !is_loopback(request.remote_address);
}

void Api::count_failure(const net::Request& request) {
  if (counts_failures(request)) failures_.take(request.remote_address, context_.clock.steady());
}

// Who shows nothing has not tried.
void Api::note_failure(const net::Request& request, ErrorCode code) {
  if (request.header("authorization").empty() && request.client_certificate == nullptr) return;
  failed_sign_ins_.note(
      {.address = request.remote_address, .way = way_of(request), .code = code, .request = request.id.text()});
}

// Whether the request has been refused because there were too many failures from its address.
bool Api::is_shut_out(net::Exchange& exchange) {
  const net::Request& request = exchange.request();
  if (!counts_failures(request)) return false;
  const auto verdict = failures_.look(request.remote_address, context_.clock.steady());
  if (!verdict.allowed) refuse_for_now(exchange, "failures", failures_, verdict.retry_after);
  return !verdict.allowed;
}

void Api::authenticate(std::shared_ptr<net::Exchange> exchange, Route route) {
  const net::Request& request = exchange->request();
  Findings findings;
  const std::string_view header = field_of(request, "authorization", findings);
  const std::string_view owner = field_of(request, kOwnerHeader, findings);
  if (!findings.empty()) return refuse(*exchange, {ErrorCode::kMalformedRequest, findings.error().message, {}});

  // An Authorization header says who calls, even a wrong one: a certificate is no second try.
  const auto* const certificate = request.client_certificate;
  if (certificate != nullptr && !request.has_header("authorization") && !comes_from_a_browser(request)) {
    auto caller = auth::authenticate(*certificate, owner, find_member_, context_.clock);
    return let_in(std::move(exchange), std::move(route), std::move(caller));
  }

  const auto token = auth::bearer_token(header);
  if (jwt_ != nullptr && token && auth::looks_like_jws(*token)) {
    // The keys of its issuer may have to be fetched; this request waits for them, and no other.
    return jwt_->authenticate(*token, owner, [this, exchange, route = std::move(route)](Caller caller) mutable {
      shielded(exchange->request().id, [&] { let_in(exchange, std::move(route), std::move(caller)); });
    });
  }
  auto caller = auth::authenticate(context_.tokens, {.authorization = header, .remote_address = request.remote_address},
                                   find_member_, context_.clock);
  let_in(std::move(exchange), std::move(route), std::move(caller));
}

void Api::let_in(std::shared_ptr<net::Exchange> exchange, Route route, Caller caller) {
  const net::Request& request = exchange->request();
  if (caller) {
    const Status bound = auth::check_bound(**caller, request.client_certificate, context_.clock);
    if (!bound) caller = std::unexpected(bound.error());
  }
  if (!caller) {
    count_refused_credential(context_.metrics, way_of(request), caller.error().code);
    // What cannot be told now says nothing about who asks.
    if (caller.error().code != ErrorCode::kUnavailable) {
      count_failure(request);
      note_failure(request, caller.error().code);
    }
    return refuse(*exchange, caller.error());
  }
  // Which owner a JSON Web Token or a certificate works for follows from the header; any other token is one owner's.
  if (const std::string_view owner = request.header(kOwnerHeaderName); !owner.empty() && (*caller)->owner != owner) {
    count_refused_credential(context_.metrics, "bearer", ErrorCode::kForbidden);
    note_failure(request, ErrorCode::kForbidden);
    return refuse(*exchange, {ErrorCode::kForbidden, "The token is not one of the owner that was asked for.", {}});
  }
  if (asks_too_often(*exchange, **caller)) return;
  run(std::move(exchange), std::move(route), *std::move(caller));
}

// Whether the request has been refused because the token, or its owner by all tokens together, has asked too often. What
// the token's own bound refuses costs the owner nothing.
bool Api::asks_too_often(net::Exchange& exchange, const auth::Principal& caller) {
  const auto now = context_.clock.steady();
  if (requests_.limit().is_set()) {
    const auto verdict = requests_.take(caller.owner + "/" + caller.token_name, now);
    if (!verdict.allowed) {
      refuse_for_now(exchange, "token", requests_, verdict.retry_after);
      return true;
    }
  }
  if (!owner_requests_.limit().is_set()) return false;
  const auto verdict = owner_requests_.take(caller.owner, now);
  if (!verdict.allowed) refuse_for_now(exchange, "owner", owner_requests_, verdict.retry_after);
  return !verdict.allowed;
}

void Api::refuse_for_now(net::Exchange& exchange, std::string_view policy, const auth::RateLimiter& limiter,
                         std::chrono::seconds retry_after) {
  net::Response response = too_many_requests(policy, limiter.limit(), retry_after, exchange.request().id);
  unmatched_.count(response.status, {});
  exchange.send(std::move(response));
}

void Api::answer_without_operation(net::Exchange& exchange, const Router::Methods& methods) {
  const std::string_view method = exchange.request().method;
  if (method == "OPTIONS") {
    unmatched_.count(204, {});
    exchange.send({.status = 204, .content_type = "", .headers = {{"Allow", allowed(methods)}}, .body = {}});
    return;
  }
  if (!is_known_method(method)) {
    return refuse(exchange, {ErrorCode::kNotImplemented, "There is no such method in HTTP.", {}});
  }
  const Error error{ErrorCode::kMethodNotAllowed, "This path takes " + allowed(methods) + ".", {}};
  net::Response response = net::problem_response(error, exchange.request().id);
  response.headers.emplace_back("Allow", allowed(methods));
  unmatched_.count(response.status, {});
  exchange.send(std::move(response));
}

void Api::refuse(net::Exchange& exchange, const Error& error) {
  net::Response response = net::problem_response(error, exchange.request().id);
  if (error.code == ErrorCode::kUnauthenticated) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  unmatched_.count(response.status, {});
  exchange.send(std::move(response));
}

RouteMetrics& Api::metrics_of(const Operation& operation) {
  return route_metrics_[static_cast<std::size_t>(&operation - operations_.data())];
}

}  // namespace nsl::api
