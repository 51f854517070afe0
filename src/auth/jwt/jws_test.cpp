#include "auth/jwt/jws.h"

#include "auth/testing/issuer.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "crypto/testing/vectors.h"

#include <gtest/gtest.h>

#include <set>

namespace nsl::auth {
namespace {

using crypto::testing::Vector;
using testing::compact;
using testing::header_of;
using testing::sign;
using testing::test_keys;
using testing::TestKey;

const TestKey kEs{"es", JwsAlgorithm::kEs256};
const TestKey kRs{"rs", JwsAlgorithm::kRs256};

bool is_good(std::string_view text, const KeySet& keys) {
  const auto jws = parse_jws(text);
  return jws && verify(*jws, keys) == JwsVerdict::kGood;
}

KeySet all_keys() { return KeySet::parse(testing::key_set(test_keys())).value(); }

// The vectors of others.

// Wycheproof has a key by itself or a whole set.
KeySet keys_of(const Vector& vector) {
  const auto* found = vector.group.if_contains("public");
  const json::value& keys = found != nullptr ? *found : vector.group.at("private");
  const bool is_set = keys.get_object().contains("keys");
  return KeySet::parse(is_set ? json::serialize(keys) : R"({"keys":[)" + json::serialize(keys) + "]}").value();
}

// Good in itself, but not one of the four algorithms; and where the key is for PS256 ("Figure20") or for an algorithm
// that there is not ("Figure27"), the token says otherwise.
bool is_for_us(const Vector& vector) {
  const auto* found = vector.group.if_contains("public");
  if (found == nullptr) return false;  // symmetric
  const auto* only = found->get_object().if_contains("keys");
  const json::value& key = only != nullptr ? only->get_array().at(0) : *found;
  const std::string_view comment = vector.text("comment");
  return parse_jws_algorithm(json::view(key.at("alg").as_string())) && comment != "Figure20" && comment != "Figure27";
}

void check_wycheproof(const Vector& vector) {
  const auto* jws = vector.test.if_contains("jws");
  if (jws == nullptr) return;  // a JWE
  const std::string text = jws->is_string() ? std::string(json::view(jws->get_string())) : json::serialize(*jws);
  EXPECT_EQ(is_good(text, keys_of(vector)), vector.valid() && is_for_us(vector)) << vector.text("comment");
}

TEST(Jws, IsTakenAndRefusedAsWycheproofSays) { WALK_VECTORS("json_web_signature_test.json", check_wycheproof); }
TEST(Jws, ItsKeysAreTakenAndRefusedAsWycheproofSays) { WALK_VECTORS("json_web_key_test.json", check_wycheproof); }
TEST(Jws, IsNotConfusedWithOtherKindsOfMessages) { WALK_VECTORS("json_web_crypto_test.json", check_wycheproof); }

TEST(Jws, ExamplesOfTheCookbookAreTakenWhereTheirAlgorithmIs) {
  const auto folder = crypto::testing::vectors_folder() / "crypto" / "jose-cookbook";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no vectors at " << folder;
  std::set<std::string> good;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const auto document = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_TRUE(document) << entry.path();
    const json::object& all = document->as_object();
    if (!all.contains("output") || !all.at("output").is_object()) continue;
    const auto* text = all.at("output").get_object().if_contains("compact");
    const auto* key = all.at("input").get_object().if_contains("key");
    if (text == nullptr || key == nullptr || !key->is_object()) continue;
    json::object published = key->get_object();
    published.erase("d");  // the examples are of the signer's side
    const auto keys = KeySet::parse(R"({"keys":[)" + json::serialize(published) + "]}");
    if (is_good(json::view(text->as_string()), keys.value())) good.insert(entry.path().filename());
  }
  EXPECT_EQ(good, (std::set<std::string>{"4_1.rsa_v15_signature.json", "jws.json"}));
}

// Attacks.

TEST(Jws, OfEachAlgorithmIsTakenAsItWasSigned) {
  for (const TestKey& key : test_keys()) EXPECT_TRUE(is_good(sign(key, header_of(key), "hello"), all_keys())) << key.id;
}

TEST(Jws, IsRefusedWhenAnyCharacterIsChanged) {
  for (const TestKey& key : test_keys()) {
    const std::string good = sign(key, header_of(key), "hello");
    for (std::size_t i = 0; i < good.size(); i += key.algorithm == JwsAlgorithm::kEs256 ? 1 : 7) {
      std::string bad = good;
      bad[i] = bad[i] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(is_good(bad, all_keys())) << bad;
      EXPECT_FALSE(is_good(good.substr(0, i), all_keys())) << i;
    }
  }
}

TEST(Jws, WithoutASignatureIsRefused) {
  for (const char* algorithm : {"none", "None", "NONE", "nOnE", "", "HS256", "RS384", "ES512", "PS512", "es256"}) {
    for (const char* more : {"", R"(,"kid":"es")"}) {
      const std::string header = std::string(R"({"alg":")") + algorithm + "\"" + more + "}";
      EXPECT_FALSE(is_good(compact(header, "hello", {}), all_keys())) << header;
      EXPECT_FALSE(is_good(compact(header, "hello", Bytes(64)), all_keys())) << header;
      EXPECT_FALSE(is_good(sign(kEs, header, "hello"), all_keys())) << header;
    }
  }
  EXPECT_FALSE(is_good(compact(R"({"kid":"es"})", "hello", {}), all_keys()));
  EXPECT_FALSE(is_good(compact(header_of(kEs), "hello", {}), all_keys()));
}

// A library that takes the algorithm from the header would use the public key as the secret of an HMAC.
TEST(Jws, SignedWithAPublicKeyAsSecretIsRefused) {
  const std::string jwk = testing::jwk(kRs);
  for (const std::string& secret : {jwk, testing::key_set({kRs}), json::serialize(json::parse(jwk)->at("n"))}) {
    const std::string data = to_base64url(as_bytes(R"({"alg":"HS256","kid":"rs"})")) + "." +
                             to_base64url(as_bytes("hello"));
    const auto mac = crypto::hmac(crypto::Hash::kSha256, {as_bytes(secret)}, as_bytes(data));
    EXPECT_FALSE(is_good(data + "." + to_base64url(mac.view()), all_keys()));
  }
}

TEST(Jws, IsTakenWithTheAlgorithmOfItsKeyOnly) {
  for (const TestKey& key : test_keys()) {
    for (const TestKey& claimed : test_keys()) {
      if (claimed.algorithm == key.algorithm) continue;
      // Signed well by `key`, said to be of another algorithm, or to be by another key.
      const std::string header = std::string(R"({"alg":")") + std::string(testing::algorithm_name(claimed.algorithm)) +
                                 R"(","kid":")" + key.id + "\"}";
      EXPECT_FALSE(is_good(sign(key, header, "hello"), all_keys())) << header;
      EXPECT_FALSE(is_good(sign(key, header_of(claimed), "hello"), all_keys())) << claimed.id;
    }
  }
}

TEST(Jws, NamesAKeyAndNothingElseByItsId) {
  for (const char* id : {"../../../../etc/passwd", "/dev/null", "' OR 1=1 --", "es'; DROP TABLE keys", "ES", "es ", " es",
                         "e", "*", "", "https://attacker.example/keys.json", "file:///dev/null", "es\\u0000"}) {
    const std::string header = std::string(R"({"alg":"ES256","kid":")") + id + "\"}";
    EXPECT_FALSE(is_good(sign(kEs, header, "hello"), all_keys())) << header;
  }
  for (const char* id : {"7", "null", "[\"es\"]", "{}", "true"}) {
    const std::string header = std::string(R"({"alg":"ES256","kid":)") + id + "}";
    EXPECT_FALSE(parse_jws(sign(kEs, header, "hello"))) << header;
  }
  const std::string longest(kJwtKeyIdBytesMax + 1, 'k');
  EXPECT_FALSE(parse_jws(sign(kEs, R"({"alg":"ES256","kid":")" + longest + "\"}", "hello")));
}

TEST(Jws, CannotBringItsOwnKey) {
  const TestKey stranger{"es", JwsAlgorithm::kEs256, 77};
  for (const std::string& more : {"\"jwk\":" + testing::jwk(stranger), std::string(R"("jku":"https://evil.example/k")"),
                                  std::string(R"("x5u":"https://evil.example/c")"), std::string(R"("x5c":["MIIB"])")}) {
    for (const char* id : {R"("kid":"es",)", ""}) {
      const std::string header = std::string(R"({"alg":"ES256",)") + id + more + "}";
      EXPECT_FALSE(is_good(sign(stranger, header, "hello"), all_keys())) << header;
      // They are nothing to us, so they do no harm to a token of an issuer that sends them.
      EXPECT_TRUE(is_good(sign(kEs, header, "hello"), all_keys())) << header;
    }
  }
}

TEST(Jws, WithZeroOrOutOfRangeNumbersIsRefused) {
  const Bytes order =
      from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  Bytes one(32);
  one.back() = 1;
  for (const Bytes& r : {Bytes(32), one, order, Bytes(32, 0xff)}) {
    for (const Bytes& s : {Bytes(32), one, order, Bytes(32, 0xff)}) {
      Bytes signature = r;
      signature.insert(signature.end(), s.begin(), s.end());
      EXPECT_FALSE(is_good(compact(header_of(kEs), "hello", signature), all_keys()));
    }
  }
}

TEST(Jws, WithAMemberTwiceIsRefused) {
  for (const char* header : {R"({"alg":"ES256","alg":"none","kid":"es"})", R"({"alg":"none","alg":"ES256","kid":"es"})",
                             R"({"alg":"ES256","kid":"es","kid":"rs"})", R"({"alg":"ES256","\u0061lg":"none"})"}) {
    EXPECT_FALSE(parse_jws(sign(kEs, header, "hello"))) << header;
  }
}

TEST(Jws, ThatNeedsAnExtensionIsRefused) {
  for (const char* more : {R"("crit":["exp"],"exp":1)", R"("crit":["b64"],"b64":false)", R"("b64":false)",
                           R"("b64":true)", R"("crit":[])", R"("crit":null)"}) {
    const std::string header = std::string(R"({"alg":"ES256","kid":"es",)") + more + "}";
    EXPECT_FALSE(parse_jws(sign(kEs, header, "hello"))) << header;
  }
}

TEST(Jws, OfAnotherFormIsRefused) {
  const std::string good = sign(kEs, header_of(kEs), "hello");
  const std::string data = good.substr(0, good.rfind('.'));
  for (const std::string& bad : {std::string(), std::string("."), std::string(".."), std::string("..."), data, data + ".",
                                 good + ".", good + "." + good, good + "=", good + " ", " " + good, good + "\n",
                                 "." + good.substr(good.find('.')), std::string(kJwtBytesMax + 1, '.'),
                                 sign(kEs, "", "hello"), sign(kEs, "[]", "hello"), sign(kEs, "\"alg\"", "hello"),
                                 sign(kEs, R"({"alg":7,"kid":"es"})", "hello"),
                                 sign(kEs, R"({"alg":"ES256","kid":"es"} x)", "hello")}) {
    EXPECT_FALSE(is_good(bad, all_keys())) << bad.substr(0, 100);
  }
}

TEST(Jws, ThatIsVeryLongIsRefusedBeforeItIsRead) {
  const std::string big = sign(kEs, header_of(kEs), std::string(kJwtBytesMax, 'x'));
  EXPECT_EQ(parse_jws(big).error().message, "The token is too long.");
  const std::string deep = sign(kEs, std::string(3'000, '['), "hello");
  EXPECT_FALSE(parse_jws(deep));
}

// Key sets.

TEST(KeySet, LeavesOutWhatCannotBeUsed) {
  const std::string good = testing::jwk(kEs);
  const auto size = [](const std::string& keys) { return KeySet::parse(R"({"keys":[)" + keys + "]}")->size(); };
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(size(good), 1u);
  EXPECT_EQ(size(good + "," + good), 0u);  // one id, twice
  EXPECT_EQ(size(good + R"(,{"kty":"oct","kid":"es","k":"AAAA"})"), 0u);
  EXPECT_EQ(size(R"(7,null,[],"x",{},{"kty":"oct","k":"AAAA"},)" + good), 1u);
  for (const std::string& bad :
       {changed(R"("use":"sig")", R"("use":"enc")"), changed(R"("use":"sig")", R"("use":7)"),
        changed(R"("use":"sig")", R"("key_ops":["sign"])"), changed(R"("use":"sig")", R"("key_ops":"verify")"),
        changed(R"("use":"sig")", R"("d":"AQ")"), changed("ES256", "RS256"), changed("ES256", "HS256"),
        changed("ES256", "none"), changed("P-256", "P-384"), changed(R"("kty":"EC")", R"("kty":"RSA")"),
        changed(R"("kid":"es")", R"("kid":7)"), changed(R"("kid":"es")", R"("kid":"")")}) {
    EXPECT_EQ(size(bad), 0u) << bad;
  }
}

TEST(KeySet, TakesAKeyForWhatItsTypeIsForWhenItDoesNotSay) {
  const auto keys = KeySet::parse(R"({"keys":[)" + testing::jwk(kRs).replace(12, 14, "") + "]}");
  ASSERT_EQ(keys->size(), 1u) << testing::jwk(kRs).replace(12, 14, "");
  EXPECT_TRUE(is_good(sign(kRs, header_of(kRs), "hello"), *keys));
  EXPECT_FALSE(is_good(sign({"rs", JwsAlgorithm::kPs256}, R"({"alg":"PS256","kid":"rs"})", "hello"), *keys));
}

TEST(KeySet, WithoutAnIdTheOnlyKeyOfTheAlgorithmIsMeant) {
  const std::string token = sign(kEs, R"({"alg":"ES256"})", "hello");
  EXPECT_TRUE(is_good(token, all_keys()));
  EXPECT_FALSE(is_good(token, KeySet::parse(testing::key_set({kEs, {"other", JwsAlgorithm::kEs256, 2}})).value()));
}

TEST(KeySet, RefusesWhatIsNoSet) {
  for (const std::string& bad : {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"keys":{}})"),
                                 std::string(R"({"keys":[],"keys":[]})"), std::string(KeySet::kBytesMax + 1, ' ')}) {
    EXPECT_FALSE(KeySet::parse(bad)) << bad.substr(0, 40);
  }
  std::string many = R"({"keys":[{})";
  for (std::size_t i = 0; i < KeySet::kKeysMax; ++i) many += ",{}";
  EXPECT_FALSE(KeySet::parse(many + "]}"));
  EXPECT_EQ(KeySet::parse(R"({"keys":[]})")->size(), 0u);
}

}  // namespace
}  // namespace nsl::auth
