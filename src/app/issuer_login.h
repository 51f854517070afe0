#pragma once
// Signing in at an identity provider, on whatever device has a browser (RFC 8628).

#include "app/failure.h"
#include "app/profile.h"

#include <string>

namespace nsl::app {

struct Program;

struct IssuerLogin {
  std::string issuer{};     // as its tokens name it
  std::string client_id{};  // of the command line, registered there
  std::string scope = "openid";
};

// Shows where to sign in, waits until that is done, and gives a profile for the service with the token got for it.
Outcome<Profile> log_in_at_issuer(const Program& program, const IssuerLogin& login, const std::string& url);

}  // namespace nsl::app
