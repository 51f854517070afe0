#include "auth/identities.h"

#include "neo/types/address.h"

#include <fmt/format.h>

namespace nsl::auth {
namespace {

constexpr std::string_view kJwt = "jwt:";
constexpr std::string_view kWallet = "neo:";
constexpr std::string_view kCertificate = "mtls:";
constexpr std::string_view kAnybody = "#*";

// As net/tls/client_certificate.h makes them.
bool is_certificate_name(std::string_view text) {
  for (const std::string_view kind : {"uri:", "email:", "dns:"}) {
    if (text.starts_with(kind)) return text.size() > kind.size();
  }
  constexpr std::string_view kDigest = "sha256:";
  return text.size() == kDigest.size() + 64 && text.starts_with(kDigest) &&
         text.find_first_not_of("0123456789abcdef", kDigest.size()) == std::string_view::npos;
}

}  // namespace

bool is_certificate_identity(std::string_view text) {
  return text.starts_with(kCertificate) && is_certificate_name(text.substr(kCertificate.size()));
}

bool is_identity(std::string_view text) {
  if (text.starts_with(kJwt)) {
    const std::size_t mark = text.find('#');
    return mark != std::string_view::npos && mark > kJwt.size() && mark + 1 < text.size();
  }
  if (is_certificate_identity(text)) return true;
  return text.starts_with(kWallet) && neo::parse_address(text.substr(kWallet.size())).has_value();
}

std::vector<std::string> names_of(std::string_view identity) {
  std::vector<std::string> names{std::string(identity)};
  if (identity.starts_with(kJwt)) {
    names.push_back(std::string(identity.substr(0, identity.find('#'))) + std::string(kAnybody));
  }
  return names;
}

Error nobody_here(std::string_view identity, std::string_view owner) {
  return {ErrorCode::kForbidden,
          owner.empty() ? fmt::format("{} is not known here.", identity)
                        : fmt::format("{} is no member of the owner that was asked for.", identity),
          {}};
}

std::string jwt_identity(std::string_view issuer, std::string_view subject) {
  return fmt::format("{}{}#{}", kJwt, issuer, subject);
}

std::string wallet_identity(std::string_view address) { return fmt::format("{}{}", kWallet, address); }

std::string certificate_identity(std::string_view name) { return fmt::format("{}{}", kCertificate, name); }

Result<Identities> Identities::parse(const std::vector<std::string>& entries, std::string_view owner) {
  Identities identities;
  for (const std::string& entry : entries) {
    // A subject may have any character, a role has none of them.
    const std::size_t mark = entry.rfind('=');
    const std::string identity = entry.substr(0, mark);
    const auto role = mark == std::string::npos ? std::nullopt : parse_role(std::string_view(entry).substr(mark + 1));
    if (!role || !is_identity(identity)) {
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("\"{}\" is not of the form jwt:ISSUER#SUBJECT=ROLE, neo:ADDRESS=ROLE or mtls:KIND:NAME=ROLE, with a role of {}.",
                              entry, fmt::join(kRoleNames, ", ")));
    }
    if (!identities.members_.emplace(identity, Member{std::string(owner), *role}).second) {
      return fail(ErrorCode::kInvalidArgument, fmt::format("{} is named twice.", identity));
    }
  }
  return identities;
}

std::optional<Member> Identities::find(std::string_view identity) const {
  for (const std::string& named : names_of(identity)) {
    if (const auto found = members_.find(named); found != members_.end()) return found->second;
  }
  return std::nullopt;
}

}  // namespace nsl::auth
