#include "functions/secret_source.h"

#include "base/log.h"
#include "crypto/scrubber.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace nsl::functions {
namespace {

audit::Event event_of(const SecretUse& use) {
  const bool clear = use.exposure == vault::Exposure::kValue;
  return {.action = clear ? audit::Action::kSecretGet : audit::Action::kSecretUse,
          .owner = use.owner,
          .actor = "function:" + use.function,
          .secret = use.secret,
          .function = use.function,
          .function_version = use.version,
          .execution = use.execution.text(),
          .host = use.host};
}

}  // namespace

bool may_go_to(const std::vector<std::string>& hosts, std::string_view place) {
  return std::ranges::find(hosts, place) != hosts.end();
}

bool UsableSecret::is_in_host(std::string_view host) const {
  if (value->size() < crypto::Scrubber::kValueBytesMin) return false;
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return !std::ranges::search(host, as_text(value->view()), same).empty();
}

void VaultSecrets::use(SecretUse use, Done done) {
  // Shared by the two ways this can end, of which one happens.
  auto shared = std::make_shared<Done>(std::move(done));
  const auto submitted = parts_.pool.submit([this, use = std::move(use), shared] {
    audit::Event event = event_of(use);
    auto found = look_up(use, event);
    if (!found) event.refusal = found.error().code;
    parts_.audit.record(std::move(event), [this, shared, found = std::move(found)](Status recorded) mutable {
      if (!recorded) found = std::unexpected(std::move(recorded).error());
      parts_.loop.post([shared, found = std::move(found)]() mutable { (*shared)(std::move(found)); });
    });
  });
  if (submitted == Pool::Submitted::kYes) return;
  parts_.loop.post([shared] {
    (*shared)(fail(ErrorCode::kTooManyRequests, "too many secrets are asked for at once; try again in a moment"));
  });
}

// Fills in what is learnt on the way, so that a refusal says how far it came.
Result<UsableSecret> VaultSecrets::look_up(const SecretUse& use, audit::Event& event) {
  NSL_TRY(auto grant, parts_.grants.find({.owner = use.owner,
                                          .secret = use.secret,
                                          .function = use.function,
                                          .function_hash = use.version_hash,
                                          .exposure = use.exposure,
                                          .host = use.host}));
  event.grant = grant.id.text();
  event.secret_id = grant.secret_id.text();
  if (use.exposure == vault::Exposure::kReference && !may_go_to(grant.hosts, use.host)) {
    return fail(ErrorCode::kEgressDenied,
                fmt::format("the secret {} may not be sent to {}: no grant of {} names this host", use.secret, use.host,
                            use.function));
  }
  const vault::Caller caller{.owner = use.owner, .actor = event.actor, .request = event.execution};
  NSL_TRY(auto plaintext, parts_.secrets.read(caller, {.name = use.secret}));
  if (plaintext.secret.id != grant.secret_id) {
    return fail(ErrorCode::kHostCallDenied,
                fmt::format("the grant of {} is for an earlier secret of the name {}; grant it again", use.function,
                            use.secret));
  }
  event.secret_version = plaintext.version;
  event.value_hash = parts_.audit.keys().value_hash(use.owner, plaintext.value.view());
  return UsableSecret{.name = use.secret,
                      .version = plaintext.version,
                      .value_hash = event.value_hash,
                      .hosts = std::move(grant.hosts),
                      .value = std::make_shared<const crypto::SecretBytes>(std::move(plaintext.value))};
}

void VaultSecrets::record_refusal(const SecretUse& use, const Error& why) {
  audit::Event event = event_of(use);
  event.refusal = why.code;
  parts_.audit.record(std::move(event), [](const Status& recorded) {
    if (!recorded) log::error("a refusal is not in the audit log", {{"reason", recorded.error().message}});
  });
}

}  // namespace nsl::functions
