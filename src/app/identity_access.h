#pragma once
// IdentityAccess: who gets in by the word of others, as the settings and the registered members have it.

#include "auth/identities.h"
#include "auth/jwt/authenticator.h"
#include "auth/owners.h"
#include "auth/setup.h"
#include "auth/wallet_sign_in.h"
#include "base/settings.h"
#include "neo/rpc/pool.h"

#include <memory>
#include <optional>

namespace nsl::app {

// What settings say together about identities: an audience for issuers, an issuer for identities.
Status check_identity_settings(const Settings& settings);

// jwt() belongs to the event loop's thread, sign_in() and setup() are thread-safe.
class IdentityAccess {
 public:
  static constexpr const char* kOwner = "dev";  // that runs the service, and has what was there before there were others

  // All outlive it.
  struct Parts {
    EventLoop& loop;
    net::Egress& egress;
    auth::TokenRegistry& tokens;
    auth::OwnerRegistry& owners;
    neo::NodePool* nodes;    // null: the service has no Neo node
    const std::string& url;  // of the service, once it is known
    const Clock& clock;
  };
  // Takes away the tokens of those who are nobody here any more.
  static Result<std::unique_ptr<IdentityAccess>> create(const Parts& parts, const Settings& settings);

  auth::JwtAuthenticator* jwt() { return jwt_ ? &*jwt_ : nullptr; }  // null: no issuer is trusted
  auth::WalletSignIn& sign_in() { return *sign_in_; }
  auth::Setup& setup() { return *setup_; }
  const auth::FindMember& find_member() const { return find_member_; }  // thread-safe

 private:
  auth::Identities identities_;
  auth::FindMember find_member_;
  std::optional<auth::JwtAuthenticator> jwt_;
  std::optional<auth::WalletSignIn> sign_in_;
  std::optional<auth::Setup> setup_;
};

}  // namespace nsl::app
