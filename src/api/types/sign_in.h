#pragma once
// Signing in with a Neo wallet, and the first person of all.

#include "api/patterns.h"
#include "api/schema/field.h"
#include "api/types/token.h"
#include "auth/wallet_sign_in.h"

#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

struct ChallengeRequest {
  std::string address;
};
BOOST_DESCRIBE_STRUCT(ChallengeRequest, (), (address))
template <>
inline constexpr auto kShape<ChallengeRequest> = shape(
    "ChallengeRequest", "Who wants to sign in.", field("address", "Neo address of the wallet.").matching(kAddress));

struct Challenge {
  std::string id;
  std::string message;
  std::string expires_at;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (id, message, expires_at))
inline constexpr Field kChallengeIdField = field("id", "Id of the challenge.");
template <>
inline constexpr auto kShape<Challenge> =
    shape("Challenge", "A text to be signed by the wallet, exactly as it is, for one try.", kChallengeIdField,
          field("message", "The text. Lines end in a line feed; there is none behind the last."),
          field("expires_at", "From then on a signature of it is good for nothing (RFC 3339, UTC)."));

// As neo/message/message.h has them.
inline constexpr std::string_view kMessageSchemes[] = {"classic",    "classic-no-salt",     "neoline-v2",
                                                       "neoline-v2-no-salt", "replay-safe", "plain"};

struct SignInRequest {
  std::string challenge;
  std::string public_key;
  std::string signature;
  std::optional<std::string> salt;
  std::optional<std::string> scheme;
  std::optional<std::string> owner;
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (challenge, public_key, signature, salt, scheme, owner))
template <>
inline constexpr auto kShape<SignInRequest> =
    shape("SignInRequest", "What the wallet answered to a challenge.",
          field("challenge", "Id of the challenge.").matching(kChallengeId),
          field("public_key", "Key of the address, 33 or 65 bytes in hex.").matching(kHex).length(66, 130),
          field("signature", "The signature, 64 bytes in hex.").matching(kHex).length(128, 128),
          field("salt", "What the wallet put in front of the text, if it says so.")
              .matching(kPrintableAscii)
              .length(0, auth::WalletSignIn::kSaltBytesMax),
          field("scheme", "How the wallet wraps the text; absent: any of these ways.").one_of(kMessageSchemes),
          field("owner", "Whom to work for, of those that you are a member of; absent: the one that the operator names, else "
                         "the one you have been a member of for longest.")
              .matching(kOwnerName));

struct SetupRequest {
  std::string code;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SetupRequest, (), (code, name))
template <>
inline constexpr auto kShape<SetupRequest> =
    shape("SetupRequest", "The first person of a service.",
          field("code", "What the service showed at its start: what is behind # in the set-up link.")
              .matching(kPrintableAscii)
              .length(1, 128),
          field("name", "What to call your token.").matching(kTokenName));

struct Session {
  std::string token;
  std::string name;
  std::string owner;
  std::string identity;
  std::vector<std::string> scopes;
  std::string expires_at;
};
BOOST_DESCRIBE_STRUCT(Session, (), (token, name, owner, identity, scopes, expires_at))
template <>
inline constexpr auto kShape<Session> =
    shape("Session", "A token for somebody who signed in.",
          field("token", "The token. It is shown this once: the service keeps only its SHA-256."),
          field("name", "Name of the token."), field("owner", "The account that everything you make belongs to."),
          field("identity", "Who you are: neo: and your address."), kScopesField,
          field("expires_at", "When you have to sign in again (RFC 3339, UTC)."));

}  // namespace nsl::api
