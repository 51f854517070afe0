#include "auth/certificates.h"

namespace nsl::auth {

Result<std::shared_ptr<const Principal>> authenticate(const net::tls::ClientCertificate& certificate,
                                                      std::string_view owner, const FindMember& find_member,
                                                      const Clock& clock) {
  if (clock.wall() >= certificate.valid_until) {
    return fail(ErrorCode::kUnauthenticated, "The client certificate has expired.");
  }
  const std::string identity = certificate_identity(certificate.name);
  const auto member = find_member(identity, owner);
  if (!member) return std::unexpected(nobody_here(identity, owner));
  return std::make_shared<const Principal>(Principal{.owner = member->owner,
                                                     .token_name = identity,
                                                     .scopes = scopes_of(*member),
                                                     .expires_at = certificate.valid_until,
                                                     .identity = identity});
}

Status check_bound(const Principal& principal, const net::tls::ClientCertificate* certificate, const Clock& clock) {
  if (!is_certificate_identity(principal.identity)) return {};
  if (certificate == nullptr || certificate_identity(certificate->name) != principal.identity ||
      clock.wall() >= certificate->valid_until) {
    return fail(ErrorCode::kUnauthenticated,
                "The token was made with a client certificate, and is good only together with it.");
  }
  return {};
}

}  // namespace nsl::auth
