#include "neo/message/message.h"

#include "neo/script/verification.h"
#include "neo/testing/vectors.h"
#include "neo/types/address.h"
#include "neo/types/integer.h"
#include "neo/wallet/private_key.h"

namespace nsl::neo {
namespace {

using testing::Vector;

bool is_challenge(const Vector& vector) { return vector.has("nonce") && vector.has("timestamp"); }

void check_challenge(const Vector& vector) {
  const auto key = ECPoint::parse(vector.text("publicKey")).value();
  const auto domain = vector.has("domain") ? vector.text("domain") : "";
  AuthenticationChallenge challenge{.nonce = Integer::parse(vector.text("nonce"))->as_uint64().value(),
                                    .timestamp = static_cast<std::uint32_t>(vector.number("timestamp")),
                                    .network = static_cast<std::uint32_t>(vector.number("network")),
                                    .account = account_of(key),
                                    .domain = domain};
  const bool nep20 = vector.text("scheme").starts_with("nep20");
  const auto bytes = nep20 ? signed_challenge_nep20(challenge) : signed_challenge_neoline(challenge);
  if (vector.has("payload") && vector.valid()) EXPECT_EQ(to_hex(bytes), vector.text("payload"));
  EXPECT_EQ(verify_signature(key, vector.hex("signature"), bytes), vector.valid());
}

// The scheme that the description of a vector names.
std::string scheme_of(const Vector& vector) {
  const auto name = vector.text("scheme");
  if (name.starts_with("classic-without-salt")) return "classic-no-salt";
  if (name.starts_with("neoline-v2")) return vector.has("salt") ? "neoline-v2" : "neoline-v2-no-salt";
  if (name.starts_with("neo-cli replay-safe")) return "replay-safe";
  return name.substr(0, name.find(' '));
}

void check_message(const Vector& vector) {
  const auto text = vector.text("message");
  const auto salt = vector.has("salt") ? vector.text("salt") : "";
  const Message message{.text = text,
                        .salt = salt,
                        .network = vector.has("network") ? static_cast<std::uint32_t>(vector.number("network")) : 0};
  const auto key = ECPoint::parse(vector.text("publicKey"));
  const auto signature = vector.hex("signature");
  const auto found = key ? verify_message({.message = message, .key = *key, .signature = signature}) : std::nullopt;
  ASSERT_EQ(found.has_value(), vector.valid());
  if (!found) return;
  EXPECT_EQ(message_scheme_name(*found), scheme_of(vector));
  const auto bytes = signed_message(*found, message);
  for (const auto* name : {"signedBytes", "messageHex"}) {
    if (vector.has(name)) EXPECT_EQ(to_hex(bytes.value()), vector.text(name));
  }
  if (vector.has("address")) EXPECT_EQ(to_address(account_of(*key)), vector.text("address"));
}

TEST(Message, OfEveryVectorIsVerifiedOrRefused) {
  NEED_VECTORS("messages");
  const auto count = testing::walk({.folder = "messages"}, [](const Vector& vector) {
    if (!vector.has("publicKey")) return;  // an illustration that verifies in no form
    SCOPED_TRACE(vector.text("scheme"));
    if (is_challenge(vector)) check_challenge(vector);
    else check_message(vector);
  });
  EXPECT_GT(count, 0u);
}

TEST(Message, SignedInEachSchemeIsVerifiedAsSuch) {
  const auto key = PrivateKey::generate();
  const Message message{.text = "Sign in", .salt = "0123456789abcdef0123456789abcdef", .network = 42};
  for (const auto scheme : {MessageScheme::kClassic, MessageScheme::kClassicNoSalt, MessageScheme::kNeoLineV2,
                            MessageScheme::kNeoLineV2NoSalt, MessageScheme::kReplaySafe, MessageScheme::kPlain}) {
    EXPECT_EQ(parse_message_scheme(message_scheme_name(scheme)), scheme);
    const auto signature = key.sign(signed_message(scheme, message).value());
    const SignedMessage signed_by{.message = message, .key = key.public_key(), .signature = signature};
    EXPECT_EQ(verify_message(signed_by), scheme);
    auto other = signed_by;
    other.message.text = "Sign up";
    EXPECT_FALSE(verify_message(other));
    other = signed_by;
    other.key = PrivateKey::generate().public_key();
    EXPECT_FALSE(verify_message(other));
    other = signed_by;
    other.signature = other.signature.first(63);
    EXPECT_FALSE(verify_message(other));
  }
}

TEST(Message, ThatCouldBeATransactionIsRefused) {
  EXPECT_FALSE(signed_message(MessageScheme::kPlain, {.text = std::string(36, 'x')}));
  EXPECT_TRUE(signed_message(MessageScheme::kPlain, {.text = std::string(35, 'x')}));
  EXPECT_FALSE(signed_message(MessageScheme::kClassic, {.text = std::string(kMessageBytesMax + 1, 'x')}));
}

}  // namespace
}  // namespace nsl::neo
