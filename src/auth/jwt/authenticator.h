#pragma once
// JwtAuthenticator: from a JSON Web Token of a configured issuer to a Principal.
//
//   authenticator.authenticate(token, owner, [](Result<std::shared_ptr<const Principal>> caller) { ... });
//
// All that can be checked without a key is checked first; then the signature, with the issuer's keys; then whom the
// subject stands for. A token that was verified is remembered until it expires or its issuer's keys change, so that its
// next requests cost a digest. Only when a key is not known does anybody wait, and never the event loop.

#include "auth/identities.h"
#include "auth/jwt/claims.h"
#include "auth/jwt/issuer_keys.h"
#include "auth/jwt/used_ids.h"
#include "auth/principal.h"
#include "auth/tokens.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsl::auth {

// Belongs to the event loop's thread, like its IssuerKeys.
class JwtAuthenticator {
 public:
  // Tokens that are remembered; with more the older half is forgotten, and they are verified again.
  static constexpr std::size_t kRememberedMax = 16'384;

  // kOnce: a token is good for one request. It must have an id ("jti") and the time it was issued ("iat"), which is not
  // before this object was made, because what was used before that is not known.
  enum class Use : std::uint8_t { kUntilItExpires, kOnce };

  struct Options {
    std::vector<IssuerKeys::Options> issuers{};
    ClaimRules rules{};
    Use use = Use::kUntilItExpires;
  };
  // With options whose issuers are checked (IssuerKeys::check).
  JwtAuthenticator(IssuerKeys::Parts parts, FindMember find_member, Options options);

  using Done = std::move_only_function<void(Result<std::shared_ptr<const Principal>>)>;

  // `owner` is the one that the caller wants to work for; empty: the usual one. Calls `done` once: before it returns when all is known, else later from the loop, which no more than
  // 2 × IssuerKeys::kTimeout are between. kUnauthenticated says what is wrong with the token, kForbidden that its subject
  // is nobody here, kUnavailable that the issuer's keys cannot be had now.
  void authenticate(std::string_view token, std::string_view owner, Done done);

 private:
  struct Issuer {
    std::string name;
    std::unique_ptr<IssuerKeys> keys;
  };
  // A token that was verified.
  struct Verified {
    Issuer* issuer;
    std::shared_ptr<const KeySet> keys;  // it was verified with
    std::string identity;
    WallTime expires_at;
  };
  struct FirstBytes {
    std::size_t operator()(const TokenDigest& digest) const;
  };
  using Remembered = std::unordered_map<TokenDigest, Verified, FirstBytes>;
  // What a token says, before anybody vouches for it.
  struct Unverified {
    Jws jws;
    Claims claims;
    Issuer* issuer;
  };
  enum class Attempt : std::uint8_t { kFirst, kLast };

  void attempt(std::string_view token, std::string_view owner, Attempt which, Done done);
  Result<Unverified> read(std::string_view token);
  const Verified* recall(const TokenDigest& token);
  Status use_up(const Claims& claims);
  Result<std::shared_ptr<const Principal>> admit(const Verified& verified, std::string_view owner) const;
  void remember(const TokenDigest& token, const Verified& verified);

  const Clock& clock_;
  const FindMember find_member_;
  const ClaimRules rules_;
  const Use use_;
  const WallTime made_at_;
  std::vector<Issuer> issuers_;
  Remembered young_;
  Remembered old_;
  UsedIds used_;
};

}  // namespace nsl::auth
