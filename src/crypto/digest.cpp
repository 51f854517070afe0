#include "crypto/digest.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace nsl::crypto {

namespace {

// One context a thread saves an allocation per digest. It keeps nothing: the last block is cleared by finishing.
void digest_into(const EVP_MD* function, ByteView data, std::uint8_t* out) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  NSL_CHECK(context != nullptr);
  NSL_CHECK(EVP_DigestInit_ex2(context.get(), function, nullptr) == 1);
  NSL_CHECK(EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
  NSL_CHECK(EVP_DigestFinal_ex(context.get(), out, nullptr) == 1);
}

}  // namespace

std::optional<Hash> parse_hash(std::string_view name) {
  if (name == "SHA-256") return Hash::kSha256;
  if (name == "SHA-1") return Hash::kSha1;
  if (name == "SHA-384") return Hash::kSha384;
  if (name == "SHA-512") return Hash::kSha512;
  return std::nullopt;
}

std::size_t digest_bytes(Hash hash) {
  switch (hash) {
    case Hash::kSha1: return 20;
    case Hash::kSha256: return 32;
    case Hash::kSha384: return 48;
    case Hash::kSha512: return 64;
  }
  NSL_CHECK(false);
}

Sha256 sha256(ByteView data) {
  Sha256 out;
  digest_into(algorithm(Hash::kSha256), data, out.data());
  return out;
}

Digest digest(Hash hash, ByteView data) {
  Digest out(hash);
  digest_into(algorithm(hash), data, out.data());
  return out;
}

Ripemd160 ripemd160(ByteView data) {
  Ripemd160 out;
  digest_into(ripemd160_algorithm(), data, out.data());
  return out;
}

Digest hmac(Hash hash, MacKey key, ByteView data) {
  // A context of its own, unlike the digest's: it holds the key, and freeing it wipes that.
  const MacContext context(EVP_MAC_CTX_new(hmac_algorithm()));
  NSL_CHECK(context != nullptr);
  // OpenSSL reads a null key as "keep the one you have", so an empty key needs an address.
  static constexpr std::uint8_t kNoKey = 0;
  const auto* key_data = key.bytes.empty() ? &kNoKey : key.bytes.data();
  // OSSL_PARAM wants a mutable name and does not write to it.
  auto* name = const_cast<char*>(EVP_MD_get0_name(algorithm(hash)));
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                   OSSL_PARAM_construct_end()};
  Digest out(hash);
  std::size_t written = 0;
  NSL_CHECK(EVP_MAC_init(context.get(), key_data, key.bytes.size(), parameters) == 1);
  NSL_CHECK(EVP_MAC_update(context.get(), data.data(), data.size()) == 1);
  NSL_CHECK(EVP_MAC_final(context.get(), out.data(), &written, Digest::kBytesMax) == 1);
  NSL_CHECK(written == out.size());
  return out;
}

}  // namespace nsl::crypto
