#include "vault/sealed.h"

#include <gtest/gtest.h>

#include <set>

namespace nsl::vault {
namespace {

Context place() {
  Context context;
  context.add("alice").add("sec_1").add(std::uint64_t{3});
  return context;
}

TEST(Sealed, DoesNotOpenWithAnyBitFlipped) {
  const auto key = VersionKey::generate();
  const Bytes sealed = seal(key, place(), as_bytes("the value"));
  ASSERT_EQ(as_text(open(key, place(), sealed)->view()), "the value");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes changed = sealed;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const auto opened = open(key, place(), changed);
    ASSERT_FALSE(opened) << "bit " << bit;
    EXPECT_EQ(opened.error().code, ErrorCode::kVaultDamaged);
  }
}

TEST(Sealed, DoesNotOpenWhenItIsCutOrLengthened) {
  const auto key = VersionKey::generate();
  const Bytes sealed = seal(key, place(), as_bytes("the value"));
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(open(key, place(), ByteView(sealed).first(size))) << size;
  }
  Bytes longer = sealed;
  longer.push_back(0);
  EXPECT_FALSE(open(key, place(), longer));
}

TEST(Sealed, OpensOnlyInThePlaceItWasMadeFor) {
  const auto key = VersionKey::generate();
  const Bytes sealed = seal(key, place(), as_bytes("v"));
  Context other_owner, other_version, parts_moved, more;
  other_owner.add("bob").add("sec_1").add(std::uint64_t{3});
  other_version.add("alice").add("sec_1").add(std::uint64_t{4});
  parts_moved.add("alices").add("ec_1").add(std::uint64_t{3});
  more.add("alice").add("sec_1").add(std::uint64_t{3}).add("");
  for (const Context* context : {&other_owner, &other_version, &parts_moved, &more})
    EXPECT_FALSE(open(key, *context, sealed));
}

TEST(Sealed, OpensOnlyWithTheKeyAndForThePurposeItWasMadeWith) {
  const auto key = VersionKey::generate();
  const Bytes sealed = seal(key, place(), as_bytes("v"));
  EXPECT_FALSE(open(VersionKey::generate(), place(), sealed));
  const OwnerKey same_bytes{key.id, key.bytes.clone()};
  EXPECT_FALSE(open(same_bytes, place(), sealed));
}

TEST(Sealed, TwoTextsNeverOpenInEachOthersPlace) {
  const auto key = OwnerKey::generate();
  Context first, second;
  first.add(std::uint64_t{1});
  second.add(std::uint64_t{2});
  const Bytes one = seal(key, first, as_bytes("1"));
  const Bytes two = seal(key, second, as_bytes("2"));
  EXPECT_FALSE(open(key, first, two));
  EXPECT_FALSE(open(key, second, one));
}

TEST(Sealed, NeverRepeatsANonce) {
  const auto key = OwnerKey::generate();
  std::set<Bytes> nonces;
  for (int i = 0; i < 20'000; ++i) {
    const Bytes sealed = seal(key, Context(), {});
    const auto nonce = parse_sealed(sealed)->nonce;
    ASSERT_TRUE(nonces.emplace(nonce.begin(), nonce.end()).second);
  }
}

TEST(Sealed, SaysHowItWasMade) {
  const auto key = OwnerKey::generate();
  const Bytes sealed = seal(key, Context(), as_bytes("text"));
  EXPECT_EQ(sealed.size(), kSealedOverhead + 4);
  EXPECT_EQ(to_hex(ByteView(sealed).first(5)), "4e56010103");  // "NV", format 1, algorithm 1, a version's key
  const auto parsed = parse_sealed(sealed);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->purpose, Purpose::kVersionKey);
  EXPECT_EQ(parsed->key, key.id);
}

TEST(Sealed, RefusesFormatsAlgorithmsAndPurposesItDoesNotKnow) {
  const Bytes sealed = seal(OwnerKey::generate(), Context(), as_bytes("text"));
  for (const std::size_t at : {0u, 1u, 2u, 3u, 4u}) {
    for (const std::uint8_t value : {0x00, 0x06, 0xff}) {
      Bytes changed = sealed;
      changed[at] = value;
      EXPECT_FALSE(parse_sealed(changed)) << at;
    }
  }
  EXPECT_EQ(from_stored("no+base64url/").error().code, ErrorCode::kVaultDamaged);
}

}  // namespace
}  // namespace nsl::vault
