#pragma once
// Setup: how the first person gets into a service where nobody is yet. Whoever starts it is shown a code; the first one to
// bring it within half an hour gets an API token of an owner, and nobody else does.
//
//   NSL_TRY(const auto code, setup.open());  // nullopt: somebody is here already
//   NSL_TRY(auto made, setup.claim({.code = *code, .name = "alice"}, request_id));
//
// Somebody is here when a token was made, a member or another owner is registered, or the settings name somebody. The
// service's own token does not count: it belongs to the machine, and the code is what spares people from sharing it.

#include "auth/owners.h"
#include "auth/token_registry.h"
#include "base/clock.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::auth {

struct SetupClaim {
  std::string code{};
  std::string name{};  // of the token
};

// Both calls block on the database. Thread-safe.
class Setup {
 public:
  static constexpr std::chrono::minutes kLife{30};

  enum class Named : std::uint8_t { kNobody, kSomebody };  // in the settings

  // All outlive it.
  struct Parts {
    TokenRegistry& tokens;
    OwnerRegistry& owners;
    const Clock& clock;
  };
  struct Options {
    std::string owner;  // that runs the service
    Named named = Named::kNobody;
  };
  Setup(Parts parts, Options options) : parts_(parts), options_(std::move(options)) {}

  // A new code, in place of the one before: "nsl_setup_" and 43 characters of base64url. Only its SHA-256 is kept.
  Result<std::optional<std::string>> open();

  // kUnauthenticated: it is not the code, was used before, has expired, or somebody has come by another way. Otherwise as
  // TokenRegistry::create_token, and then the code is still good.
  Result<MadeToken> claim(const SetupClaim& claim, const std::string& request);

 private:
  struct Open {
    TokenDigest digest;
    SteadyTime expires_at;
  };
  Result<bool> nobody_is_here();
  bool is_open_to(std::string_view code) const;

  const Parts parts_;
  const Options options_;
  std::mutex claiming_;  // held until the token is on disk, so that only one gets it
  std::optional<Open> open_;
};

}  // namespace nsl::auth
