#include "functions/secret_call.h"

#include "base/json.h"
#include "functions/fetch_call.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

SecretUse use_of(const Caller& caller, std::string_view name, vault::Exposure exposure) {
  return {.owner = caller.owner,
          .function = caller.function.name,
          .version = caller.function.version,
          .version_hash = caller.function.hash,
          .execution = caller.execution,
          .secret = std::string(name),
          .exposure = exposure};
}

// The answer comes later, perhaps when the call has been ended meanwhile: then `done` is empty.
struct Shared {  // shared with the callbacks that travel between the threads
  CallDone done;
  void answer(CallAnswer answer) {
    if (CallDone due = std::exchange(done, nullptr)) due(std::move(answer));
  }
};

struct Pending : PendingCall {
  explicit Pending(CallDone done) { shared->done = std::move(done); }
  ~Pending() override { shared->done = nullptr; }
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
};

CallAnswer answer_of(net::FetchResponse response) {
  CallAnswer answer{.json = fetch_result(response)};
  answer.body = std::move(response.body);
  return answer;
}

// A fetch whose values come one after the other; then it goes out.
class PendingFetch final : public Pending {
 public:
  PendingFetch(FetchParts parts, net::FetchRequest request, CallDone done)
      : Pending(std::move(done)), parts_(parts), request_(std::move(request)) {}

  // Scrubs with what the execution knows by then. Null: it knows nothing, and never will before the answer.
  void send(const ExecutionSecrets* secrets) {
    transfer_ = parts_.egress.fetch(std::move(request_), [&loop = parts_.loop, secrets, shared = shared](
                                                             Result<net::FetchResponse> response) mutable {
      loop.post([secrets, shared, response = std::move(response)]() mutable {
        if (!shared->done) return;
        if (secrets != nullptr && response) secrets->scrub(*response);
        if (secrets != nullptr && !response) secrets->scrubber().scrub(response.error().message);
        shared->answer(response ? answer_of(*std::move(response)) : refusal(response.error()));
      });
    });
  }

  void fill_in(SecretSource& source, const Caller& caller, std::string place, std::vector<std::string> references) {
    place_ = std::move(place);
    references_ = std::move(references);
    next(source, caller);
  }

 private:
  void next(SecretSource& source, const Caller& caller) {
    if (values_.size() == references_.size()) return complete(caller);
    SecretUse use = use_of(caller, references_[values_.size()], vault::Exposure::kReference);
    use.host = place_;
    source.use(std::move(use), [this, &source, caller, shared = shared](Result<UsableSecret> secret) {
      if (!shared->done) return;  // then this is gone too
      if (!secret) return shared->answer(refusal(secret.error()));
      caller.secrets.learn(*secret);
      values_.push_back(*std::move(secret));
      next(source, caller);
    });
  }

  void complete(const Caller& caller) {
    if (const Status status = caller.secrets.put_in(values_, request_); !status)
      return shared->answer(refusal(status.error()));
    send(&caller.secrets);
  }

  FetchParts parts_;
  net::FetchRequest request_;
  std::string place_;
  std::vector<std::string> references_;
  std::vector<UsableSecret> values_;
  std::unique_ptr<net::Egress::Transfer> transfer_;
};

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace

Error no_secrets() { return {ErrorCode::kHostCallDenied, "this service keeps no secrets", {}}; }

std::unique_ptr<PendingCall> get_secret(SecretSource& source, const Caller& caller, std::string_view name,
                                        CallDone done) {
  auto pending = std::make_unique<Pending>(std::move(done));
  source.use(use_of(caller, name, vault::Exposure::kValue), [&secrets = caller.secrets,
                                                             shared = pending->shared](Result<UsableSecret> secret) {
    if (!shared->done) return;  // then the execution may be gone too
    if (!secret) return shared->answer(refusal(secret.error()));
    secrets.learn(*secret);
    shared->answer({.json = fmt::format(R"({{"version":{},"value_hash":"{}"}})", secret->version, secret->value_hash),
                    .secret_body = secret->value});
  });
  return pending;
}

Result<std::string> place_for_secrets(const net::Target& target) {
  if (target.scheme == "https") return target.place();
  if (is_this_machine(target.host)) return fmt::format("{}:{}", target.host, target.port);
  return fail(ErrorCode::kEgressDenied, fmt::format("a secret is sent to {} over https only", target.host));
}

std::unique_ptr<PendingCall> plain_fetch(FetchParts parts, net::FetchRequest request, CallDone done) {
  auto pending = std::make_unique<PendingFetch>(parts, std::move(request), std::move(done));
  pending->send(nullptr);
  return pending;
}

Result<std::unique_ptr<PendingCall>> secret_fetch(FetchParts parts, SecretSource& source, const Caller& caller,
                                                  net::FetchRequest request, std::vector<std::string> references,
                                                  CallDone& done) {
  NSL_TRY(const net::Target target, net::parse_target(request.url));
  const auto place = place_for_secrets(target);
  if (const UsableSecret* const misplaced = caller.secrets.misplaced(request, target.host, place.value_or(""))) {
    const Error why{
        ErrorCode::kEgressDenied, fmt::format("the value of the secret {} may not be sent there", misplaced->name), {}};
    SecretUse use = use_of(caller, misplaced->name, vault::Exposure::kValue);
    use.host = target.host;
    if (caller.secrets.scrubber().scrub(use.host) || misplaced->is_in_host(target.host)) use.host.clear();
    source.record_refusal(use, why);
    return std::unexpected(why);
  }
  if (!references.empty() || caller.secrets.stands_in(request)) {
    if (!place) return std::unexpected(place.error());
    if (request.redirects == net::Redirects::kFollow) request.redirects = net::Redirects::kFollowSameOrigin;
  }
  auto pending = std::make_unique<PendingFetch>(parts, std::move(request), std::move(done));
  pending->fill_in(source, caller, place.value_or(""), std::move(references));
  return pending;
}

}  // namespace nsl::functions
