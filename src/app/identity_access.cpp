#include "app/identity_access.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::app {
namespace {

std::unexpected<Error> wrong_setting(std::string message, std::string_view setting) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), std::string(setting));
}

Result<auth::JwtAuthenticator::Options> jwt_options(const Settings& settings) {
  auth::JwtAuthenticator::Options options;
  for (const std::string& entry : settings.auth_jwt_issuers.value()) {
    const std::size_t blank = std::min(entry.find(' '), entry.size());
    auth::IssuerKeys::Options issuer{.issuer = entry.substr(0, blank),
                                     .keys_url = entry.substr(std::min(blank + 1, entry.size())),
                                     .refresh_after = settings.auth_jwt_refresh_ms.value()};
    if (const Status good = auth::IssuerKeys::check(issuer); !good) {
      return wrong_setting(good.error().message, "auth.jwt_issuers");
    }
    options.issuers.push_back(std::move(issuer));
  }
  options.rules.audiences = settings.auth_jwt_audience.value();
  options.rules.clock_skew = duration_cast<std::chrono::seconds>(settings.auth_jwt_clock_skew_ms.value());
  if (settings.auth_jwt_single_use.value()) options.use = auth::JwtAuthenticator::Use::kOnce;
  // Without it a token that an issuer made for anybody else would open this service, too (RFC 8725 section 3.9).
  if (!options.issuers.empty() && options.rules.audiences.empty()) {
    return wrong_setting("auth.jwt_issuers needs auth.jwt_audience: whom its tokens must be for", "auth.jwt_audience");
  }
  return options;
}

Result<auth::Identities> named_identities(const Settings& settings) {
  NSL_TRY(const auto trusted, jwt_options(settings));
  for (const std::string& entry : settings.auth_identities.value()) {
    if (entry.starts_with("mtls:") && settings.http_client_certificates.value() == "off") {
      return wrong_setting(fmt::format("\"{}\": http.client_certificates is off", entry), "auth.identities");
    }
    if (!entry.starts_with("jwt:")) continue;
    const std::string issuer = entry.substr(4, std::min(entry.find('#'), entry.size()) - 4);
    if (std::ranges::find(trusted.issuers, issuer, &auth::IssuerKeys::Options::issuer) == trusted.issuers.end()) {
      return wrong_setting(fmt::format("\"{}\": {} is not in auth.jwt_issuers", entry, issuer), "auth.identities");
    }
  }
  auto parsed = auth::Identities::parse(settings.auth_identities.value(), IdentityAccess::kOwner);
  if (!parsed) return wrong_setting(parsed.error().message, "auth.identities");
  return parsed;
}

std::function<std::string()> domain_of(const Settings& settings, const std::string& url) {
  if (const std::string& chosen = settings.auth_sign_in_domain.value(); !chosen.empty()) {
    return [chosen] { return chosen; };
  }
  return [&url] { return url.substr(url.find("://") + 3); };
}

// Without a node the network is the one that wallets are on by themselves.
std::function<Result<std::uint32_t>()> network_of(const Settings& settings, neo::NodePool* nodes) {
  static constexpr std::uint32_t kMainNet = 860'833'102;
  const auto chosen = static_cast<std::uint32_t>(settings.neo_network.value());
  return [chosen, nodes]() -> Result<std::uint32_t> {
    if (chosen != 0) return chosen;
    if (nodes != nullptr) return nodes->network();
    return kMainNet;
  };
}

}  // namespace

Status check_identity_settings(const Settings& settings) {
  NSL_TRY_VOID(named_identities(settings));
  return {};
}

Result<std::unique_ptr<IdentityAccess>> IdentityAccess::create(const Parts& parts, const Settings& settings) {
  auto access = std::make_unique<IdentityAccess>();
  NSL_TRY(access->identities_, named_identities(settings));
  NSL_TRY(auto options, jwt_options(settings));
  access->find_member_ = [&named = access->identities_, &owners = parts.owners](
                        std::string_view identity, std::string_view owner) -> std::optional<auth::Member> {
    const auto member = named.find(identity);
    return member && (owner.empty() || owner == member->owner) ? member : owners.find(identity, owner);
  };
  const auth::FindMember& find = access->find_member_;
  if (!options.issuers.empty()) {
    access->jwt_.emplace(auth::IssuerKeys::Parts{.loop = parts.loop, .egress = parts.egress, .clock = parts.clock}, find,
                         std::move(options));
  }
  access->sign_in_.emplace(
      auth::WalletSignIn::Parts{.tokens = parts.tokens, .clock = parts.clock},
      auth::WalletSignIn::Options{.domain = domain_of(settings, parts.url),
                                  .network = network_of(settings, parts.nodes),
                                  .find_member = find,
                                  .token_life = settings.auth_sign_in_ms.value()});
  access->setup_.emplace(
      auth::Setup::Parts{.tokens = parts.tokens, .owners = parts.owners, .clock = parts.clock},
      auth::Setup::Options{.owner = kOwner,
                           .named = settings.auth_identities.value().empty() ? auth::Setup::Named::kNobody
                                                                             : auth::Setup::Named::kSomebody});
  NSL_TRY_VOID(parts.tokens.end_stale_tokens(find));
  return access;
}

}  // namespace nsl::app
