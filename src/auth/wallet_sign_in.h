#pragma once
// WalletSignIn: signing in with a Neo wallet. The service gives a text to sign, once (a challenge); whoever signs it with
// the key of an address gets a token for what that address is here.
//
//   NSL_TRY(auto challenge, sign_in.challenge("NPTm…"));
//   NSL_TRY(auto made, sign_in.sign_in({.challenge = challenge.id, .key = …, .signature = …}, request_id));
//
// The text names this service, the address, the network and a time, so that a signature is good for nothing else and for
// nobody else, and people see in their wallet what they sign. The wording follows ERC-4361.

#include "auth/identities.h"
#include "auth/token_registry.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/id.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace nsl::auth {

struct ChallengeTag {
  static constexpr std::string_view kPrefix = "chal";
};
using ChallengeId = Id<ChallengeTag>;

struct Challenge {
  ChallengeId id;
  std::string message;  // what is to be signed
  WallTime expires_at;
};

struct WalletProof {
  ChallengeId challenge;
  std::string key{};        // public key in hex
  std::string signature{};  // 64 bytes in hex
  std::string salt{};       // what the wallet put in front of the message; empty: nothing
  std::string scheme{};     // how it wrapped the message (neo/message/message.h); empty: any of them
  std::string owner{};      // whom to work for; empty: the usual one
};

// Thread-safe.
class WalletSignIn {
 public:
  static constexpr std::chrono::minutes kChallengeLife{5};
  // Challenges that are open at once; with more the oldest is forgotten. Each takes some 600 bytes.
  static constexpr std::size_t kChallengesMax = 10'000;
  static constexpr std::size_t kSaltBytesMax = 64;  // wallets use 32

  // All outlive it.
  struct Parts {
    TokenRegistry& tokens;
    const Clock& clock;
  };
  struct Options {
    std::function<std::string()> domain;             // the name of this service
    std::function<Result<std::uint32_t>()> network;  // magic number of the Neo network; may block
    FindMember find_member;
    std::chrono::microseconds token_life = std::chrono::hours(12);
  };
  WalletSignIn(Parts parts, Options options) : parts_(parts), options_(std::move(options)) {}

  // For any address, so that nobody learns who is known here. kInvalidArgument: it is none. kUnavailable: the network is
  // not known yet.
  Result<Challenge> challenge(std::string_view address);

  // A challenge is used up by the first try. kUnauthenticated says what is wrong with the proof, kForbidden that the
  // address is nobody there; kInvalidArgument for a key, signature, salt or scheme that is none. Blocks on the database.
  Result<MadeToken> sign_in(const WalletProof& proof, const std::string& request);

  // Takes away the tokens of those who are not what they were. Called when a member has changed.
  Status end_stale_tokens() { return parts_.tokens.end_stale_tokens(options_.find_member); }

 private:
  struct Open {
    std::string address;
    std::string message;
    std::uint32_t network;
    WallTime expires_at;
  };
  struct Challenges {
    std::map<ChallengeId, Open> open;
    std::deque<ChallengeId> by_age;  // some may be used up
  };
  std::optional<Open> take(ChallengeId id);

  const Parts parts_;
  const Options options_;
  Guarded<Challenges> challenges_;
};

}  // namespace nsl::auth
