#include "crypto/testing/signing_keys.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

namespace nsl::crypto::testing {

struct SigningKey::State {
  Key key;
};

namespace {

Bytes number(const Key& key, const char* name) {
  BIGNUM* found = nullptr;
  NSL_CHECK(EVP_PKEY_get_bn_param(key.get(), name, &found) == 1);
  const BigNumber owned(found);
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(found)));
  BN_bn2bin(found, bytes.data());
  return bytes;
}

// `digest` null: the algorithm has its own.
Bytes sign(const Key& key, const EVP_MD* digest, int padding, ByteView data) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* details = nullptr;
  NSL_CHECK(EVP_DigestSignInit(context.get(), &details, digest, nullptr, key.get()) == 1);
  if (padding != 0) NSL_CHECK(EVP_PKEY_CTX_set_rsa_padding(details, padding) == 1);
  if (padding == RSA_PKCS1_PSS_PADDING) {
    NSL_CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  std::size_t size = 0;
  NSL_CHECK(EVP_DigestSign(context.get(), nullptr, &size, data.data(), data.size()) == 1);
  Bytes signature(size);
  NSL_CHECK(EVP_DigestSign(context.get(), signature.data(), &size, data.data(), data.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;

const SigningKey& SigningKey::rsa() {
  static const SigningKey key(std::make_unique<State>(Key(EVP_RSA_gen(2048))));
  return key;
}

const SigningKey& SigningKey::ed25519() {
  static const SigningKey key(std::make_unique<State>(Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));
  return key;
}

Bytes SigningKey::modulus() const { return number(state_->key, OSSL_PKEY_PARAM_RSA_N); }
Bytes SigningKey::exponent() const { return number(state_->key, OSSL_PKEY_PARAM_RSA_E); }

Bytes SigningKey::point() const {
  Bytes bytes(32);
  std::size_t size = bytes.size();
  NSL_CHECK(EVP_PKEY_get_raw_public_key(state_->key.get(), bytes.data(), &size) == 1 && size == bytes.size());
  return bytes;
}

Bytes SigningKey::sign_rsa(RsaScheme scheme, ByteView data) const {
  const int padding = scheme == RsaScheme::kPss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
  return sign(state_->key, algorithm(Hash::kSha256), padding, data);
}

Bytes SigningKey::sign_ed25519(ByteView data) const { return sign(state_->key, nullptr, 0, data); }

}  // namespace nsl::crypto::testing
