#pragma once
// Messages that people sign with their Neo wallets, for signing in and the like. There is no one standard: wallets wrap
// the text in different ways before they sign it. Here are those in use; each is a pure function to bytes.
//
// A wallet's key signs transactions as well. So a message must never be what a transaction's signature is over: 36
// bytes, the network's magic and a hash. Plain messages of this length are refused.

#include "base/bytes.h"
#include "base/error.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nsl::neo {

inline constexpr std::size_t kMessageBytesMax = 64 * 1024;

// Salts are text (in practice 32 hexadecimal digits) that stands in front of the message.
enum class MessageScheme : std::uint8_t {
  kClassic,  // NeoLine, Neon wallet, neo-cli: salt and message inside what looks like a transaction
  kClassicNoSalt,
  kNeoLineV2,  // NeoLine for Ledger devices: a whole transaction without effect, of network 0
  kNeoLineV2NoSalt,
  kReplaySafe,  // neo-cli: the classic form, hashed, behind the network's magic
  kPlain,       // WalletConnect, NEP-21: the message as it is
};

std::string_view message_scheme_name(MessageScheme scheme);  // "classic", "classic-no-salt" ...
std::optional<MessageScheme> parse_message_scheme(std::string_view name);

struct Message {
  std::string_view text;  // UTF-8
  std::string_view salt = {};
  std::uint32_t network = 0;  // for kReplaySafe
};

// What the signature is over (ECDSA with SHA-256). kInvalidArgument for a message that is too long, or a plain one that
// could be a transaction's.
Result<Bytes> signed_message(MessageScheme scheme, const Message& message);

// The scheme by which this is a signature of the key over the message; nullopt when there is none. With a salt, the
// forms with one are tried, and the plain one, for which wallets show a salt but do not sign it.
struct SignedMessage {
  Message message;
  ECPoint key;
  ByteView signature;  // 64 bytes
};
std::optional<MessageScheme> verify_message(const SignedMessage& signed_message);

// Signing in by a challenge, without a text: the NEP-20 draft (PR 134), and what NeoLine has made of it.
struct AuthenticationChallenge {
  std::uint64_t nonce = 0;
  std::uint32_t timestamp = 0;  // seconds since 1970
  std::uint32_t network = 0;
  UInt160 account;
  std::string_view action = "Authentication";
  std::string_view domain = {};
};
Bytes signed_challenge_nep20(const AuthenticationChallenge& challenge);
Bytes signed_challenge_neoline(const AuthenticationChallenge& challenge);

}  // namespace nsl::neo
