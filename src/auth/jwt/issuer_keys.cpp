#include "auth/jwt/issuer_keys.h"

#include "base/json.h"
#include "base/log.h"
#include "net/egress/address.h"
#include "net/egress/target.h"

#include <fmt/format.h>

#include <utility>

namespace nsl::auth {
namespace {

constexpr std::string_view kDiscoveryPath = "/.well-known/openid-configuration";

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = net::IpAddress::parse(host);
  return address && net::classify(*address) == net::AddressClass::kLoopback;
}

// Whoever could change what comes from there could sign anybody in.
Result<net::Target> trusted_target(const std::string& url) {
  NSL_TRY(net::Target target, net::parse_target(url));
  if (target.scheme != "https" && !is_loopback(target.host)) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("{} must be an https URL.", url));
  }
  return target;
}

// OpenID Connect Discovery 1.0 section 4.1: a slash at the issuer's end does not count.
std::string discovery_url(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + std::string(kDiscoveryPath);
}

// Section 4.3: a document that speaks for another issuer is none.
Result<std::string> keys_url_of(std::string_view document, std::string_view issuer) {
  NSL_TRY(const json::value parsed, json::parse(document));
  const auto text = [&](std::string_view name) -> std::string_view {
    const auto* member = parsed.is_object() ? parsed.get_object().if_contains(name) : nullptr;
    return member != nullptr && member->is_string() ? json::view(member->get_string()) : std::string_view();
  };
  if (text("issuer") != issuer) {
    return fail(ErrorCode::kInvalidArgument, "The discovery document is another issuer's.");
  }
  const std::string url(text("jwks_uri"));
  NSL_TRY_VOID(trusted_target(url));
  return url;
}

}  // namespace

Status IssuerKeys::check(const Options& options) {
  // '#' ends the issuer in the text of an identity.
  if (options.issuer.empty() || options.issuer.contains('#')) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("\"{}\" is not the name of an issuer.", options.issuer));
  }
  NSL_TRY_VOID(trusted_target(options.keys_url.empty() ? discovery_url(options.issuer) : options.keys_url));
  return {};
}

std::shared_ptr<const KeySet> IssuerKeys::current() {
  if (keys_ == nullptr) return nullptr;
  const auto age = parts_.clock.steady() - fetched_at_;
  if (age >= options_.refresh_after && may_fetch() && !fetching_) begin();
  if (age >= kKeptFor) keys_ = nullptr;
  return keys_;
}

bool IssuerKeys::may_fetch() const {
  return fetching_ ? waiting_.size() < kWaitingMax : parts_.clock.steady() >= next_fetch_;
}

void IssuerKeys::fetch(std::move_only_function<void()> then) {
  waiting_.push_back(std::move(then));
  if (!fetching_) begin();
}

void IssuerKeys::begin() {
  fetching_ = true;
  if (options_.keys_url.empty()) get(discovery_url(options_.issuer), Step::kDiscovery);
  else get(options_.keys_url, Step::kKeys);
}

void IssuerKeys::get(const std::string& url, Step step) {
  const auto target = net::parse_target(url);
  net::FetchRequest request{.url = url, .headers = {{"Accept", "application/json"}}};
  request.redirects = net::Redirects::kError;
  if (target) request.allow_hosts = {fmt::format("{}:{}", target->host, target->port)};
  request.timeout = kTimeout;
  request.response_max = ByteCount{KeySet::kBytesMax};
  // On the egress's thread: nothing of this object is touched there.
  transfer_ = parts_.egress.fetch(
      std::move(request), [this, step, &loop = parts_.loop, alive = std::weak_ptr(alive_)](auto response) {
        loop.post([this, step, alive, response = std::move(response)]() mutable {
          if (!alive.expired()) answered(step, std::move(response));
        });
      });
}

void IssuerKeys::answered(Step step, Result<net::FetchResponse> response) {
  if (!response) return end(std::unexpected(response.error()));
  if (response->status != 200) {
    return end(fail(ErrorCode::kEgressFailed, fmt::format("{} answered {}.", response->url, response->status)));
  }
  take(response->body, step);
}

void IssuerKeys::take(const std::string& text, Step step) {
  if (step == Step::kDiscovery) {
    const auto url = keys_url_of(text, options_.issuer);
    return url ? get(*url, Step::kKeys) : end(std::unexpected(url.error()));
  }
  auto keys = KeySet::parse(text);
  if (!keys) return end(std::unexpected(keys.error()));
  if (keys->size() == 0) log::warn("an issuer of tokens has no key that can be used", {{"issuer", options_.issuer}});
  fetched_at_ = parts_.clock.steady();
  if (keys_ == nullptr || *keys_ != *keys) keys_ = std::make_shared<const KeySet>(*std::move(keys));
  end({});
}

void IssuerKeys::end(const Status& outcome) {
  if (!outcome) {
    log::warn("the keys of an issuer of tokens cannot be fetched",
              {{"issuer", options_.issuer}, {"reason", outcome.error().message}});
  }
  fetching_ = false;
  next_fetch_ = parts_.clock.steady() + (outcome ? kPause : kPauseAfterFailure);
  for (auto& then : std::exchange(waiting_, {})) then();
}

}  // namespace nsl::auth
