#pragma once
// Signing in to a service with an account of the user's own Neo wallet.

#include "app/failure.h"
#include "app/profile.h"

#include <string>

namespace nsl::app {

struct Program;

struct WalletLogin {
  std::string url{};
  std::string account{};  // name or address
  std::string wallet{};   // NEP-6 file; empty: the usual one
  std::string passphrase_file{};
  std::string domain{};  // that the challenge must name; empty: host and port of the URL, or the host alone
};

// Signs a challenge of the service, if it is one to sign in to this service, and gives a profile with the token got for
// it. What another service would have signed is refused: it could be passed on to that one.
Outcome<Profile> log_in_with_wallet(const Program& program, const WalletLogin& login);

}  // namespace nsl::app
