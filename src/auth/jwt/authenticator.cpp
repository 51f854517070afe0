#include "auth/jwt/authenticator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace nsl::auth {
namespace {

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kUnauthenticated, std::move(message)); }

}  // namespace

std::size_t JwtAuthenticator::FirstBytes::operator()(const TokenDigest& digest) const {
  std::size_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

JwtAuthenticator::JwtAuthenticator(IssuerKeys::Parts parts, FindMember find_member, Options options)
    : clock_(parts.clock),
      find_member_(std::move(find_member)),
      rules_(std::move(options.rules)),
      use_(options.use),
      made_at_(parts.clock.wall()) {
  for (IssuerKeys::Options& issuer : options.issuers) {
    std::string name = issuer.issuer;
    issuers_.push_back({std::move(name), std::make_unique<IssuerKeys>(parts, std::move(issuer))});
  }
}

void JwtAuthenticator::authenticate(std::string_view token, std::string_view owner, Done done) {
  attempt(token, owner, Attempt::kFirst, std::move(done));
}

void JwtAuthenticator::attempt(std::string_view token, std::string_view owner, Attempt which, Done done) {
  if (token.size() > kJwtBytesMax) return done(refuse("The token is too long."));
  const TokenDigest digest = digest_of(token);
  if (const Verified* verified = recall(digest)) return done(admit(*verified, owner));

  auto unverified = read(token);
  if (!unverified) return done(std::unexpected(unverified.error()));
  auto& [jws, claims, issuer] = *unverified;
  const auto keys = issuer->keys->current();
  const JwsVerdict verdict = keys == nullptr ? JwsVerdict::kUnknownKey : verify(jws, *keys);
  if (verdict == JwsVerdict::kBad) return done(refuse("The token's signature is wrong."));
  if (verdict == JwsVerdict::kUnknownKey) {
    if (which == Attempt::kFirst && issuer->keys->may_fetch()) {
      return issuer->keys->fetch([this, text = std::string(token), owner = std::string(owner), done = std::move(done)]() mutable {
        attempt(text, owner, Attempt::kLast, std::move(done));
      });
    }
    if (keys != nullptr) return done(refuse("The token was signed with a key that its issuer does not have."));
    return done(fail(ErrorCode::kUnavailable, "The keys of the token's issuer cannot be fetched now."));
  }
  if (const Status fresh = use_up(claims); !fresh) return done(std::unexpected(fresh.error()));
  const Verified verified{.issuer = issuer,
                          .keys = keys,
                          .identity = jwt_identity(claims.issuer, claims.subject),
                          .expires_at = claims.expires_at};
  if (use_ == Use::kUntilItExpires) remember(digest, verified);
  done(admit(verified, owner));
}

Result<JwtAuthenticator::Unverified> JwtAuthenticator::read(std::string_view token) {
  NSL_TRY(Jws jws, parse_jws(token));
  NSL_TRY(Claims claims, parse_claims(jws));
  const auto issuer = std::ranges::find(issuers_, claims.issuer, &Issuer::name);
  if (issuer == issuers_.end()) return refuse("The token's issuer is not trusted here.");
  NSL_TRY_VOID(check_claims(claims, rules_, clock_.wall()));
  return Unverified{.jws = std::move(jws), .claims = std::move(claims), .issuer = &*issuer};
}

// The id is the issuer's, whatever the signature looks like: an ES256 signature can be made into another good one.
Status JwtAuthenticator::use_up(const Claims& claims) {
  if (use_ != Use::kOnce) return {};
  if (claims.id.empty() || !claims.issued_at) {
    return refuse("Tokens are good for one request here, so they need an id and a time of issue (\"jti\", \"iat\").");
  }
  if (*claims.issued_at < made_at_) return refuse("The token was issued before the service started: get a new one.");
  const TokenDigest id = digest_of(claims.issuer + "\n" + claims.id);
  switch (used_.use(id, claims.expires_at + rules_.clock_skew, clock_.wall())) {
    case UsedIds::Use::kFirst: return {};
    case UsedIds::Use::kAgain: return refuse("The token was used before.");
    case UsedIds::Use::kTooMany: break;
  }
  return fail(ErrorCode::kUnavailable, "More tokens are in use than can be told apart.");
}

Result<std::shared_ptr<const Principal>> JwtAuthenticator::admit(const Verified& verified,
                                                                          std::string_view owner) const {
  const auto member = find_member_(verified.identity, owner);
  if (!member) return std::unexpected(nobody_here(verified.identity, owner));
  return std::make_shared<const Principal>(Principal{.owner = member->owner,
                                                     .token_name = verified.identity,
                                                     .scopes = scopes_of(*member),
                                                     .expires_at = verified.expires_at,
                                                     .identity = verified.identity});
}

const JwtAuthenticator::Verified* JwtAuthenticator::recall(const TokenDigest& token) {
  auto found = young_.find(token);
  if (found == young_.end()) {
    const auto older = old_.find(token);
    if (older == old_.end()) return nullptr;
    remember(token, Verified(older->second));
    found = young_.find(token);
  }
  const Verified& verified = found->second;
  if (clock_.wall() < verified.expires_at + rules_.clock_skew && verified.keys == verified.issuer->keys->current()) {
    return &verified;
  }
  young_.erase(found);
  old_.erase(token);
  return nullptr;
}

void JwtAuthenticator::remember(const TokenDigest& token, const Verified& verified) {
  if (young_.size() >= kRememberedMax / 2) {
    old_ = std::exchange(young_, {});
  }
  young_.insert_or_assign(token, verified);
}

}  // namespace nsl::auth
