#include "crypto/ed25519.h"
#include "crypto/rsa.h"
#include "crypto/testing/signing_keys.h"
#include "crypto/testing/vectors.h"

namespace nsl::crypto {
namespace {

using testing::Vector;

const Bytes kData{'d', 'a', 't', 'a'};

// A number as the vectors have it: with a zero in front when it would look negative.
Bytes unsigned_number(const json::object& key, std::string_view name) {
  Bytes bytes = from_hex(json::view(key.at(name).as_string())).value();
  if (bytes.size() > 1 && bytes.front() == 0) bytes.erase(bytes.begin());
  return bytes;
}

void check_rsa(RsaScheme scheme, Hash hash, const Vector& vector) {
  const auto& key = vector.group.at("publicKey").as_object();
  const Bytes modulus = unsigned_number(key, "modulus");
  const Bytes exponent = unsigned_number(key, "publicExponent");
  const bool good = rsa_verify(scheme, hash, {.key = {modulus, exponent}, .signature = vector.bytes("sig")},
                               vector.bytes("msg"));
  // The one "acceptable" signature leaves out a NULL of its DER; RFC 8017 section 8.2.2 compares whole encodings.
  EXPECT_EQ(good, vector.valid()) << vector.text("comment");
}

TEST(Rsa, VerifiesPkcs1AsWycheproofSays) {
  WALK_VECTORS("rsa_signature_2048_sha256_test.json",
               [](const Vector& vector) { check_rsa(RsaScheme::kPkcs1, Hash::kSha256, vector); });
}

TEST(Rsa, VerifiesPssAsWycheproofSays) {
  WALK_VECTORS("rsa_pss_2048_sha256_mgf1_32_test.json",
               [](const Vector& vector) { check_rsa(RsaScheme::kPss, Hash::kSha256, vector); });
}

TEST(Rsa, VerifiesPssOfBigKeysAsWycheproofSays) {
  WALK_VECTORS("rsa_pss_4096_sha384_mgf1_48_test.json",
               [](const Vector& vector) { check_rsa(RsaScheme::kPss, Hash::kSha384, vector); });
}

TEST(Rsa, RefusesKeysThatAreWorthNothing) {
  const auto& key = testing::SigningKey::rsa();
  const Bytes modulus = key.modulus();
  const Bytes exponent = key.exponent();
  EXPECT_TRUE(rsa_usable({modulus, exponent}));
  const Bytes one{1};
  const Bytes even{1, 0, 2};
  const Bytes padded{0, 1, 0, 1};
  for (const Bytes& bad : {Bytes{}, one, even, padded, Bytes(5, 0xff)}) {
    EXPECT_FALSE(rsa_usable({modulus, bad})) << to_hex(bad);
  }
  Bytes even_modulus = modulus;
  even_modulus.back() &= 0xfe;
  Bytes padded_modulus = modulus;
  padded_modulus.insert(padded_modulus.begin(), 0);
  const Bytes short_modulus(modulus.begin() + 1, modulus.end());
  for (const Bytes& bad : {Bytes{}, one, even_modulus, padded_modulus, short_modulus, Bytes(1025, 0xff)}) {
    EXPECT_FALSE(rsa_usable({bad, exponent})) << bad.size();
  }
}

TEST(Rsa, TakesASignatureOfTheSchemeItWasMadeWithOnly) {
  const auto& key = testing::SigningKey::rsa();
  const Bytes modulus = key.modulus();
  const Bytes exponent = key.exponent();
  for (const auto scheme : {RsaScheme::kPkcs1, RsaScheme::kPss}) {
    const Bytes signature = key.sign_rsa(scheme, kData);
    const auto other = scheme == RsaScheme::kPss ? RsaScheme::kPkcs1 : RsaScheme::kPss;
    EXPECT_TRUE(rsa_verify(scheme, Hash::kSha256, {{modulus, exponent}, signature}, kData));
    EXPECT_FALSE(rsa_verify(other, Hash::kSha256, {{modulus, exponent}, signature}, kData));
    EXPECT_FALSE(rsa_verify(scheme, Hash::kSha384, {{modulus, exponent}, signature}, kData));
    EXPECT_FALSE(rsa_verify(scheme, Hash::kSha256, {{modulus, exponent}, ByteView(signature).subspan(1)}, kData));
    EXPECT_FALSE(rsa_verify(scheme, Hash::kSha256, {{modulus, exponent}, signature}, {}));
  }
}

TEST(Ed25519, VerifiesAsWycheproofSays) {
  WALK_VECTORS("ed25519_test.json", [](const Vector& vector) {
    const Bytes key = from_hex(json::view(vector.group.at("publicKey").at("pk").as_string())).value();
    EXPECT_EQ(ed25519_verify({.key = key, .signature = vector.bytes("sig")}, vector.bytes("msg")), vector.valid())
        << vector.text("comment");
  });
}

TEST(Ed25519, RefusesKeysAndSignaturesOfAnotherLength) {
  const auto& key = testing::SigningKey::ed25519();
  const Bytes point = key.point();
  const Bytes signature = key.sign_ed25519(kData);
  EXPECT_TRUE(ed25519_verify({point, signature}, kData));
  EXPECT_FALSE(ed25519_verify({ByteView(point).first(31), signature}, kData));
  EXPECT_FALSE(ed25519_verify({point, ByteView(signature).first(63)}, kData));
  EXPECT_FALSE(ed25519_verify({{}, {}}, kData));
}

}  // namespace
}  // namespace nsl::crypto
