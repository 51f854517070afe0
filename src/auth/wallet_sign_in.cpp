#include "auth/wallet_sign_in.h"

#include "crypto/random.h"
#include "neo/message/message.h"
#include "neo/script/verification.h"
#include "neo/types/address.h"

#include <fmt/format.h>

#include <array>

namespace nsl::auth {
namespace {

struct Wording {
  std::string_view domain;
  std::string_view address;
  std::uint32_t network;
  WallTime now;
  WallTime expires_at;
};

std::string message_text(const Wording& wording) {
  std::array<std::uint8_t, 16> nonce;
  crypto::random_bytes(nonce);
  return fmt::format(
      "{0} asks you to sign in with your Neo account:\n"
      "{1}\n"
      "\n"
      "This is no transaction and costs nothing. Sign it only if you are signing in to {0}.\n"
      "\n"
      "Version: 1\n"
      "Network: {2}\n"
      "Nonce: {3}\n"
      "Issued At: {4}\n"
      "Expiration Time: {5}",
      wording.domain, wording.address, wording.network, to_hex(nonce), to_rfc3339(wording.now),
      to_rfc3339(wording.expires_at));
}

std::unexpected<Error> refuse_proof(std::string message) { return fail(ErrorCode::kUnauthenticated, std::move(message)); }

struct Signed {
  neo::ECPoint key;
  Bytes signature;
  std::optional<neo::MessageScheme> scheme;
};

Result<Signed> parse_proof(const WalletProof& proof) {
  auto key = neo::ECPoint::parse(proof.key);
  if (!key) return fail(ErrorCode::kInvalidArgument, "It is not a public key on P-256, in hex.", "/public_key");
  auto signature = from_hex(proof.signature);
  if (!signature || signature->size() != neo::kSignatureBytes) {
    return fail(ErrorCode::kInvalidArgument, "A signature has 64 bytes, in hex.", "/signature");
  }
  if (proof.salt.size() > WalletSignIn::kSaltBytesMax) {
    return fail(ErrorCode::kInvalidArgument, "A salt has at most 64 characters.", "/salt");
  }
  const auto scheme = neo::parse_message_scheme(proof.scheme);
  if (!proof.scheme.empty() && !scheme) {
    return fail(ErrorCode::kInvalidArgument, "There is no such way to sign a message.", "/scheme");
  }
  return Signed{.key = *key, .signature = *std::move(signature), .scheme = scheme};
}

}  // namespace

Result<Challenge> WalletSignIn::challenge(std::string_view address) {
  if (const auto account = neo::parse_address(address); !account) {
    return fail(ErrorCode::kInvalidArgument, account.error().message, "/address");
  }
  NSL_TRY(const std::uint32_t network, options_.network());
  const WallTime now = parts_.clock.wall();
  Challenge challenge{.id = ChallengeId::generate(), .message = {}, .expires_at = now + kChallengeLife};
  const std::string domain = options_.domain();
  challenge.message = message_text({.domain = domain,
                                    .address = address,
                                    .network = network,
                                    .now = now,
                                    .expires_at = challenge.expires_at});
  challenges_.with([&](Challenges& all) {
    // All live equally long, so the oldest expire first.
    while (!all.by_age.empty()) {
      const auto oldest = all.open.find(all.by_age.front());
      if (oldest != all.open.end() && oldest->second.expires_at > now && all.by_age.size() < kChallengesMax) break;
      if (oldest != all.open.end()) all.open.erase(oldest);
      all.by_age.pop_front();
    }
    all.open.emplace(challenge.id, Open{.address = std::string(address),
                                        .message = challenge.message,
                                        .network = network,
                                        .expires_at = challenge.expires_at});
    all.by_age.push_back(challenge.id);
  });
  return challenge;
}

std::optional<WalletSignIn::Open> WalletSignIn::take(ChallengeId id) {
  return challenges_.with([&](Challenges& all) -> std::optional<Open> {
    auto node = all.open.extract(id);
    return node.empty() ? std::nullopt : std::optional(std::move(node.mapped()));
  });
}

Result<MadeToken> WalletSignIn::sign_in(const WalletProof& proof, const std::string& request) {
  NSL_TRY(const Signed given, parse_proof(proof));
  const auto challenge = take(proof.challenge);
  const WallTime now = parts_.clock.wall();
  if (!challenge || now >= challenge->expires_at) {
    return refuse_proof("The challenge is not known, was used before, or has expired: ask for another.");
  }
  if (neo::to_address(neo::account_of(given.key)) != challenge->address) {
    return refuse_proof("The key is not that of the address that the challenge was made for.");
  }
  const auto scheme = neo::verify_message(
      {.message = {.text = challenge->message, .salt = proof.salt, .network = challenge->network},
       .key = given.key,
       .signature = given.signature});
  if (!scheme || (given.scheme && given.scheme != scheme)) return refuse_proof("The signature is not one over the challenge.");
  const std::string identity = wallet_identity(challenge->address);
  const auto member = options_.find_member(identity, proof.owner);
  if (!member) return std::unexpected(nobody_here(identity, proof.owner));
  return parts_.tokens.open_session({.identity = identity,
                                     .owner = member->owner,
                                     .scopes = scopes_of(*member),
                                     .expires_at = now + options_.token_life,
                                     .request = request});
}

}  // namespace nsl::auth
