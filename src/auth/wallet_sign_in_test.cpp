#include "auth/wallet_sign_in.h"

#include "auth/bearer.h"
#include "neo/message/message.h"
#include "neo/script/verification.h"
#include "neo/types/address.h"
#include "neo/wallet/private_key.h"
#include "storage/testing/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using neo::MessageScheme;
using neo::PrivateKey;

constexpr std::string_view kSalt = "0123456789abcdef0123456789abcdef";

class WalletSignInTest : public ::testing::Test {
 protected:
  WalletSignIn::Options options(std::string domain, std::uint32_t network) {
    return {.domain = [domain] { return domain; },
            .network = [network]() -> Result<std::uint32_t> { return network; },
            .find_member = [this](std::string_view who, std::string_view) { return find(who); }};
  }
  std::optional<Member> find(std::string_view identity) const {
    if (!known.contains(std::string(identity))) return std::nullopt;
    return Member{"alice", role};
  }

  static WalletProof proof_of(const Challenge& challenge, const PrivateKey& key, MessageScheme scheme,
                              std::string_view salt = {}, std::uint32_t network = 42) {
    const auto bytes = neo::signed_message(scheme, {.text = challenge.message, .salt = salt, .network = network}).value();
    return {.challenge = challenge.id,
            .key = key.public_key().hex(),
            .signature = to_hex(key.sign(bytes)),
            .salt = std::string(salt)};
  }
  Challenge challenge() { return sign_in.challenge(address).value(); }
  WalletProof good_proof() { return proof_of(challenge(), key, MessageScheme::kClassic, kSalt); }
  Status try_in(const WalletProof& proof) {
    NSL_TRY_VOID(sign_in.sign_in(proof, "req"));
    return {};
  }
  ErrorCode code(const WalletProof& proof) {
    const Status status = try_in(proof);
    return status ? ErrorCode::kInternal : status.error().code;
  }

  FakeClock clock;
  Role role = Role::kDeveloper;
  storage::testing::TemporaryFolder folder;
  std::unique_ptr<storage::Database> database = storage::Database::create(folder.url(), {}).value();
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({7});
  std::unique_ptr<audit::AuditLog> log = audit::AuditLog::create(*database, *keys, clock, {}).value();
  TokenStore tokens;
  std::unique_ptr<TokenRegistry> registry = TokenRegistry::create({*database, tokens, *log, clock}).value();
  const PrivateKey key = PrivateKey::generate();
  const PrivateKey other = PrivateKey::generate();
  const std::string address = neo::to_address(key.account());
  std::set<std::string> known{wallet_identity(address)};
  WalletSignIn sign_in{{.tokens = *registry, .clock = clock}, options("nsl.example.org", 42)};
};

TEST_F(WalletSignInTest, ThePersonReadsWhatIsSigned) {
  const std::string text = challenge().message;
  EXPECT_THAT(text, HasSubstr("nsl.example.org asks you to sign in"));
  EXPECT_THAT(text, HasSubstr("\n" + address + "\n"));
  EXPECT_THAT(text, HasSubstr("Network: 42\n"));
  EXPECT_THAT(text, HasSubstr("Issued At: 2026-01-01T00:00:00.000Z\nExpiration Time: 2026-01-01T00:05:00.000Z"));
  EXPECT_NE(text, challenge().message) << "each has a nonce of its own";
  EXPECT_GT(text.size(), 36u) << "what is as long as that could be a transaction's";
}

TEST_F(WalletSignInTest, TakesEveryWayInWhichWalletsSign) {
  for (const auto scheme : {MessageScheme::kClassicNoSalt, MessageScheme::kNeoLineV2NoSalt, MessageScheme::kPlain}) {
    EXPECT_TRUE(try_in(proof_of(challenge(), key, scheme))) << neo::message_scheme_name(scheme);
  }
  for (const auto scheme : {MessageScheme::kClassic, MessageScheme::kNeoLineV2, MessageScheme::kReplaySafe}) {
    EXPECT_TRUE(try_in(proof_of(challenge(), key, scheme, kSalt))) << neo::message_scheme_name(scheme);
    auto named = proof_of(challenge(), key, scheme, kSalt);
    named.scheme = neo::message_scheme_name(scheme);
    EXPECT_TRUE(try_in(named));
    auto wrong = proof_of(challenge(), key, scheme, kSalt);
    wrong.scheme = "plain";
    EXPECT_EQ(code(wrong), ErrorCode::kUnauthenticated);
  }
  EXPECT_TRUE(try_in(proof_of(challenge(), key, MessageScheme::kClassicNoSalt)));
}

TEST_F(WalletSignInTest, GivesATokenForWhatTheAddressIsHere) {
  const auto made = sign_in.sign_in(good_proof(), "req");
  ASSERT_TRUE(made) << made.error().message;
  const auto principal = tokens.find(made->text);
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->owner, "alice");
  EXPECT_EQ(principal->scopes, scopes_of(Role::kDeveloper));
  EXPECT_EQ(principal->expires_at, clock.wall() + 12h);
  EXPECT_EQ(registry->list("alice")->at(0).created_by, wallet_identity(address));
}

TEST_F(WalletSignInTest, LetsNobodyInWhoIsNobodyHere) {
  const auto challenged = sign_in.challenge(neo::to_address(other.account()));
  ASSERT_TRUE(challenged) << "a challenge says nothing about who is known";
  EXPECT_EQ(code(proof_of(*challenged, other, MessageScheme::kPlain)), ErrorCode::kForbidden);
  EXPECT_FALSE(sign_in.challenge("NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6j"));
  EXPECT_FALSE(sign_in.challenge(""));
}

TEST_F(WalletSignInTest, RefusesAnothersKeyForTheAddress) {
  EXPECT_EQ(code(proof_of(challenge(), other, MessageScheme::kPlain)), ErrorCode::kUnauthenticated);
  auto mixed = proof_of(challenge(), other, MessageScheme::kPlain);
  mixed.key = key.public_key().hex();
  EXPECT_EQ(code(mixed), ErrorCode::kUnauthenticated);
  // The point with the other Y is another key, of another address.
  auto mirrored = good_proof();
  mirrored.key[1] = mirrored.key[1] == '2' ? '3' : '2';
  EXPECT_EQ(code(mirrored), ErrorCode::kUnauthenticated);
}

TEST_F(WalletSignInTest, TakesAChallengeOnce) {
  const auto proof = good_proof();
  EXPECT_TRUE(try_in(proof));
  EXPECT_EQ(code(proof), ErrorCode::kUnauthenticated);

  const auto failed = challenge();
  EXPECT_FALSE(try_in(proof_of(failed, other, MessageScheme::kPlain)));
  EXPECT_EQ(code(proof_of(failed, key, MessageScheme::kPlain)), ErrorCode::kUnauthenticated) << "no second try";
}

TEST_F(WalletSignInTest, TakesNoSignatureOverAnotherChallenge) {
  auto proof = good_proof();
  proof.challenge = challenge().id;
  EXPECT_EQ(code(proof), ErrorCode::kUnauthenticated);
  proof.challenge = ChallengeId::generate();
  EXPECT_EQ(code(proof), ErrorCode::kUnauthenticated);
}

TEST_F(WalletSignInTest, TakesNoSignatureForAnotherServiceOrNetwork) {
  WalletSignIn elsewhere({.tokens = *registry, .clock = clock}, options("evil.example", 42));
  WalletSignIn test_net({.tokens = *registry, .clock = clock}, options("nsl.example.org", 43));
  for (WalletSignIn* stranger : {&elsewhere, &test_net}) {
    auto theirs = proof_of(stranger->challenge(address).value(), key, MessageScheme::kPlain);
    EXPECT_EQ(code(theirs), ErrorCode::kUnauthenticated);
    theirs.challenge = challenge().id;
    EXPECT_EQ(code(theirs), ErrorCode::kUnauthenticated);
  }
  EXPECT_EQ(code(proof_of(challenge(), key, MessageScheme::kReplaySafe, kSalt, 43)), ErrorCode::kUnauthenticated);
}

TEST_F(WalletSignInTest, TakesNoExpiredChallenge) {
  const auto late = good_proof();
  const auto in_time = good_proof();
  clock.advance(5min - 1us);
  EXPECT_TRUE(try_in(in_time));
  clock.advance(1us);
  EXPECT_EQ(code(late), ErrorCode::kUnauthenticated);
}

TEST_F(WalletSignInTest, TakesNoSignatureThatWasChanged) {
  for (std::size_t i = 0; i < 128; i += 9) {
    auto proof = good_proof();
    proof.signature[i] = proof.signature[i] == '0' ? '1' : '0';
    EXPECT_EQ(code(proof), ErrorCode::kUnauthenticated) << i;
  }
  // (r, n - s) is a signature, too: it opens nothing that the first one has opened.
  const auto proof = good_proof();
  EXPECT_TRUE(try_in(proof));
  auto again = proof;
  Bytes bytes = from_hex(again.signature).value();
  const Bytes order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int difference = order[i] - bytes[32 + i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    bytes[32 + i] = static_cast<std::uint8_t>(difference + 256 * borrow);
  }
  again.signature = to_hex(bytes);
  EXPECT_EQ(code(again), ErrorCode::kUnauthenticated);
}

TEST_F(WalletSignInTest, WhatIsMalformedUsesNoChallengeUp) {
  const auto good = good_proof();
  const auto with = [&](auto change) {
    auto bad = good;
    change(bad);
    return code(bad);
  };
  EXPECT_EQ(with([](auto& p) { p.key = ""; }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& p) { p.key = "00"; }), ErrorCode::kInvalidArgument) << "the point at infinity";
  EXPECT_EQ(with([](auto& p) { p.key.replace(2, 64, std::string(64, 'f')); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& p) { p.signature.pop_back(); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& p) { p.signature += "00"; }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& p) { p.salt = std::string(65, 'a'); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(with([](auto& p) { p.scheme = "modern"; }), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(try_in(good));
}

TEST_F(WalletSignInTest, ForgetsTheOldestChallengeWhenThereAreTooMany) {
  const auto first = good_proof();
  const auto second = good_proof();
  for (std::size_t i = 0; i + 1 < WalletSignIn::kChallengesMax; ++i) ASSERT_TRUE(sign_in.challenge(address));
  EXPECT_EQ(code(first), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(try_in(second));
}

TEST_F(WalletSignInTest, KeepsAFewSessionsOfOnePerson) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kSessionsMax + 2; ++i) {
    texts.push_back(sign_in.sign_in(good_proof(), "req")->text);
    clock.advance(1s);
  }
  EXPECT_EQ(tokens.find(texts[0]), nullptr);
  EXPECT_EQ(tokens.find(texts[1]), nullptr);
  for (std::size_t i = 2; i < texts.size(); ++i) EXPECT_NE(tokens.find(texts[i]), nullptr);
  clock.advance(12h);
  EXPECT_TRUE(sign_in.sign_in(good_proof(), "req"));
  EXPECT_EQ(registry->list("alice")->size(), 1u) << "the expired ones are gone";
}

TEST_F(WalletSignInTest, EndsSessionsOfThoseWhoAreNobodyOrSomethingElseNow) {
  const std::string text = sign_in.sign_in(good_proof(), "req")->text;
  const auto look = [this](std::string_view who, std::string_view) { return find(who); };
  ASSERT_TRUE(registry->end_stale_tokens(look));
  EXPECT_NE(tokens.find(text), nullptr);
  role = Role::kAuditor;
  ASSERT_TRUE(registry->end_stale_tokens(look));
  EXPECT_EQ(tokens.find(text), nullptr);
  const std::string another = sign_in.sign_in(good_proof(), "req")->text;
  known.clear();
  ASSERT_TRUE(registry->end_stale_tokens(look));
  EXPECT_EQ(tokens.find(another), nullptr);
  EXPECT_TRUE(registry->list("alice")->empty());
}

TEST_F(WalletSignInTest, WhatASessionMakesEndsWithTheMembership) {
  const auto session = sign_in.sign_in(good_proof(), "req");
  const auto principal = tokens.find(session->text);
  const auto child = registry->create_token({*principal, "req"},
                                            {.name = "child", .scopes = {Scope::kFunctionsRead}, .expires_at = principal->expires_at});
  ASSERT_TRUE(child) << child.error().message;
  const auto look = [this](std::string_view who, std::string_view) { return find(who); };
  const auto gets_in = [&](const std::string& text) {
    return authenticate(tokens, {"Bearer " + text, ""}, look, clock).has_value();
  };
  EXPECT_TRUE(gets_in(child->text));
  role = Role::kAuditor;
  EXPECT_TRUE(gets_in(child->text)) << "the new role may as much";
  EXPECT_FALSE(gets_in(session->text));
  known.clear();
  EXPECT_FALSE(gets_in(child->text)) << "before anything was taken away";
  ASSERT_TRUE(registry->end_stale_tokens(look));
  EXPECT_TRUE(registry->list("alice")->empty());
}

}  // namespace
}  // namespace nsl::auth
