#include "app/issuer_login.h"

#include "app/client.h"
#include "app/commands.h"
#include "app/device_grant.h"
#include "net/http/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace nsl::app {
namespace {

constexpr const char* kCannot = "cannot sign in";
constexpr ByteCount kAnswerMax = 1_MiB;
constexpr std::string_view kGrantType = "urn:ietf:params:oauth:grant-type:device_code";

// The service's own token and certificate do not go to the issuer.
Result<net::ClientResponse> ask(const std::string& url, const std::string& form,
                                std::chrono::milliseconds timeout = std::chrono::seconds(30)) {
  const std::size_t path = std::min(url.find('/', url.find("://") + 3), url.size());
  NSL_TRY(auto client, net::Client::create({.base_url = url.substr(0, path), .response_max = kAnswerMax}));
  net::ClientRequest request{.path = path == url.size() ? "/" : url.substr(path),
                             .headers = {{"Accept", "application/json"}},
                             .timeout = timeout};
  if (!form.empty()) {
    request.method = "POST";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = form;
  }
  return client.send(request);
}

Result<IssuerEndpoints> discover(const std::string& issuer) {
  NSL_TRY_VOID(check_issuer_url(issuer));
  const std::string url = discovery_url_of(issuer);
  NSL_TRY(const auto response, ask(url, {}));
  if (response.status != 200) {
    return fail(ErrorCode::kEgressFailed, fmt::format("{} answered {}", url, response.status));
  }
  return read_discovery(response.body, issuer);
}

// Until the person has decided or the code expires.
Result<GrantAnswer> wait_for_grant(const IssuerEndpoints& endpoints, const IssuerLogin& login,
                                   const DeviceAuthorization& device) {
  const std::string form = fmt::format("grant_type={}&device_code={}&client_id={}", percent_encoded(kGrantType),
                                       percent_encoded(device.device_code), percent_encoded(login.client_id));
  const auto end = std::chrono::steady_clock::now() + device.expires_in;
  auto interval = device.interval;
  while (std::chrono::steady_clock::now() + interval < end) {
    std::this_thread::sleep_for(interval);
    NSL_TRY(const auto response, ask(endpoints.token, form));
    NSL_TRY(auto answer, read_grant(response.status, response.body));
    if (answer.state == GrantState::kSlowDown) interval += GrantAnswer::kSlowDownBy;
    else if (answer.state != GrantState::kPending) return answer;
  }
  return GrantAnswer{GrantState::kExpired};
}

Result<GrantAnswer> sign_in(const Program& program, const IssuerLogin& login) {
  NSL_TRY(const auto endpoints, discover(login.issuer));
  NSL_TRY(const auto response, ask(endpoints.device_authorization,
                                   fmt::format("client_id={}&scope={}", percent_encoded(login.client_id),
                                               percent_encoded(login.scope))));
  NSL_TRY(const auto device, read_device_authorization(response.body));
  program.console.note(fmt::format("sign in at {} with the code {}", device.verification_uri, device.user_code));
  if (!device.verification_uri_complete.empty()) {
    program.console.note(fmt::format("or at {}", device.verification_uri_complete));
  }
  return wait_for_grant(endpoints, login, device);
}

}  // namespace

Outcome<Profile> log_in_at_issuer(const Program& program, const IssuerLogin& login, const std::string& url) {
  auto answer = sign_in(program, login);
  if (!answer) {
    Failure failure = failure_from(answer.error(), kCannot);
    failure.next = "compare --issuer and --client-id with what the identity provider says";
    return std::unexpected(std::move(failure));
  }
  if (answer->state != GrantState::kGranted) {
    const bool denied = answer->state == GrantState::kDenied;
    return std::unexpected(Failure{.exit = Exit::kDenied,
                                   .what = kCannot,
                                   .why = denied ? "it was refused at the issuer" : "the code has expired",
                                   .next = "run the command again for a new code"});
  }
  return Profile{.url = url, .token = std::move(answer->token), .tls = tls_from_process(), .origin = "nsl login"};
}

}  // namespace nsl::app
