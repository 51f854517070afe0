#include "auth/setup.h"

#include "auth/roles.h"
#include "base/bytes.h"
#include "crypto/constant_time.h"
#include "crypto/random.h"

#include <array>

namespace nsl::auth {
namespace {

// The blank keeps it apart from the names of tokens that people make.
constexpr const char* kMaker = "setup link";

std::string new_setup_code() {
  std::array<std::uint8_t, 32> random;
  crypto::random_bytes(random);
  return "nsl_setup_" + to_base64url(random);
}

}  // namespace

Result<bool> Setup::nobody_is_here() {
  if (options_.named == Named::kSomebody) return false;
  NSL_TRY(const bool tokens, parts_.tokens.has_any());
  NSL_TRY(const auto owners, parts_.owners.list());
  return !tokens && !parts_.owners.has_members() && owners.size() == 1;
}

Result<std::optional<std::string>> Setup::open() {
  const std::lock_guard lock(claiming_);
  open_.reset();
  NSL_TRY(const bool nobody, nobody_is_here());
  if (!nobody) return std::nullopt;
  std::string code = new_setup_code();
  open_ = Open{.digest = digest_of(code), .expires_at = parts_.clock.steady() + kLife};
  return code;
}

bool Setup::is_open_to(std::string_view code) const {
  return open_ && parts_.clock.steady() < open_->expires_at &&
         crypto::constant_time_equal(digest_of(code), open_->digest);
}

Result<MadeToken> Setup::claim(const SetupClaim& claim, const std::string& request) {
  const std::lock_guard lock(claiming_);
  const auto refused = [] {
    return fail(ErrorCode::kUnauthenticated,
                "The set-up code is not known, was used before, or has expired. As long as nobody is here, a restart of the "
                "service gives another.");
  };
  if (!is_open_to(claim.code)) return refused();
  NSL_TRY(const bool nobody, nobody_is_here());
  if (!nobody) {
    open_.reset();
    return refused();
  }
  const Scopes scopes = scopes_of(Role::kOwner);
  const Principal maker{.owner = options_.owner, .token_name = kMaker, .scopes = scopes};
  auto made = parts_.tokens.create_token({.principal = maker, .request = request}, {.name = claim.name, .scopes = scopes});
  if (made) open_.reset();
  return made;
}

}  // namespace nsl::auth
