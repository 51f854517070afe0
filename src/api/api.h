#pragma once
// Api: the HTTP interface of the service. Takes requests from the server, finds the operation, checks the token and
// the policy, and hands on to the operation's handler.
//
//   Api api({.loop = loop, .functions = service, .tokens = tokens, .metrics = metrics, .clock = system_clock()}, {});
//   server.serve(api);

#include "api/context.h"
#include "api/cors.h"
#include "api/event_streams.h"
#include "api/operation.h"
#include "api/refusals.h"
#include "api/route_metrics.h"
#include "api/router.h"
#include "api/streams.h"
#include "api/waits.h"
#include "auth/failed_sign_ins.h"
#include "auth/identities.h"
#include "auth/rate_limiter.h"
#include "base/pool.h"
#include "net/http/exchange.h"

#include <memory>
#include <string>
#include <vector>

namespace nsl::functions {
class Accounting;
}
namespace nsl::auth {
class JwtAuthenticator;
class OwnerRegistry;
class Setup;
class WalletSignIn;
}  // namespace nsl::auth

namespace nsl::api {

// Belongs to the event loop's thread. Destroy it when the loop has stopped: after the server that feeds it, before the
// loop and the service.
class Api final : public net::RequestHandler {
 public:
  struct Parts {
    EventLoop& loop;
    functions::Service& functions;
    vault::Vault& vault;
    vault::SecretStore& secrets;
    vault::SecretBackup& secret_backup;
    vault::GrantStore& grants;
    outbox::Accounts& accounts;
    outbox::AccountGrants& account_grants;
    outbox::Sender* sender = nullptr;  // null: the service has no Neo node; likewise `outbox`, `events`
    outbox::Outbox* outbox = nullptr;
    follower::EventLog* events = nullptr;
    audit::AuditLog& audit;
    audit::Reader& audit_reader;
    const auth::TokenStore& tokens;
    auth::TokenRegistry& token_registry;
    auth::OwnerRegistry& owners;
    functions::Accounting& accounting;
    auth::WalletSignIn& sign_in;
    auth::Setup& setup;
    auth::FindMember find_member;
    auth::JwtAuthenticator* jwt = nullptr;  // null: no issuer of JSON Web Tokens is trusted
    Metrics& metrics;
    const Clock& clock;
  };

  struct Options {
    About about = {};
    std::vector<ReadinessCheck> readiness = {};
    engine::Limits default_limits = {};
    auth::RateLimit requests = {};        // of each token
    auth::RateLimit owner_requests = {};  // of all tokens of an owner together
    auth::RateLimit function_requests = {};  // invocations of each function
    std::chrono::microseconds failures_window = std::chrono::minutes(5);  // of an entry in the audit log
    auth::RateLimit failures = {};  // requests without a valid token, of each address but loopback
    Pool::Options pool = {};
    Cors cors = {};
    std::size_t compress_least = 1'024;  // bytes; 0: no answer is compressed
  };

  Api(Parts parts, Options options);
  ~Api() override;

  void handle(std::shared_ptr<net::Exchange> exchange) override;
  void refused(const net::Refusal& refusal) override { refusals_.note(refusal); }

  // From now on /readyz fails, streams end and nothing waits; other requests are still answered.
  void drain();

  void notice_events() { event_streams_.notice(); }  // the event log may have grown

  const std::vector<Operation>& operations() const { return operations_; }
  const std::string& openapi() const { return openapi_.text(); }

 private:
  // What a request is for.
  struct Route {
    Result<Router::Match> match;
    const Operation* operation;  // null: there is none
  };
  using Caller = Result<std::shared_ptr<const auth::Principal>>;

  template <typename Work>
  static void shielded(RequestId request, Work work);
  void dispatch(std::shared_ptr<net::Exchange> exchange);
  Route find_route(const net::Request& request) const;
  void authenticate(std::shared_ptr<net::Exchange> exchange, Route route);
  void let_in(std::shared_ptr<net::Exchange> exchange, Route route, Caller caller);
  void run(std::shared_ptr<net::Exchange> exchange, Route route, std::shared_ptr<const auth::Principal> caller);
  bool counts_failures(const net::Request& request) const;
  void count_failure(const net::Request& request);
  void note_failure(const net::Request& request, ErrorCode code);
  bool is_shut_out(net::Exchange& exchange);
  bool asks_too_often(net::Exchange& exchange, const auth::Principal& caller);
  void refuse(net::Exchange& exchange, const Error& error);
  void refuse_for_now(net::Exchange& exchange, std::string_view policy, const auth::RateLimiter& limiter,
                      std::chrono::seconds retry_after);
  void answer_without_operation(net::Exchange& exchange, const Router::Methods& methods);
  RouteMetrics& metrics_of(const Operation& operation);

  const Options options_;
  const std::vector<Operation> operations_;
  const Router router_;
  const net::StaticText openapi_;
  const net::StaticText reference_page_;
  auth::JwtAuthenticator* const jwt_;
  const auth::FindMember find_member_;
  std::atomic<bool> draining_{false};
  auth::RateLimiter requests_;
  auth::RateLimiter owner_requests_;
  auth::RateLimiter function_requests_;
  auth::RateLimiter failures_;
  RouteMetrics unmatched_;
  Refusals refusals_;
  auth::FailedSignIns failed_sign_ins_;
  std::vector<RouteMetrics> route_metrics_;  // in the order of operations_
  Streams streams_;
  EventStreams event_streams_;
  Waits waits_;
  Context context_;
  Pool pool_;  // last: joined before anything that its tasks use is gone
};

}  // namespace nsl::api
