#pragma once
// IdentityAccess: who gets in by the word of others, as the settings have it.

#include "auth/identities.h"
#include "auth/jwt/authenticator.h"
#include "base/settings.h"

#include <memory>
#include <optional>

namespace nsl::app {

// What settings say together about identities: an audience for issuers, an issuer for identities.
Status check_identity_settings(const Settings& settings);

// Belongs to the event loop's thread.
class IdentityAccess {
 public:
  static constexpr const char* kOwner = "dev";  // of everything, as long as there is one account

  // The parts outlive it.
  static Result<std::unique_ptr<IdentityAccess>> create(auth::IssuerKeys::Parts parts, const Settings& settings);

  auth::JwtAuthenticator* jwt() { return jwt_ ? &*jwt_ : nullptr; }  // null: no issuer is trusted

 private:
  auth::Identities identities_;
  std::optional<auth::JwtAuthenticator> jwt_;
};

}  // namespace nsl::app
