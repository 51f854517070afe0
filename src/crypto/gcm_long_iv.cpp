#include "crypto/gcm_long_iv.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <openssl/modes.h>

namespace nsl::crypto {

namespace {

using Gcm = std::unique_ptr<GCM128_CONTEXT, Deleter<CRYPTO_gcm128_release>>;

// The block cipher as CRYPTO_gcm128 wants it; `key` is an EVP_CIPHER_CTX for AES-ECB without padding.
void encrypt_block(const unsigned char in[16], unsigned char out[16], const void* key) {
  auto* context = const_cast<EVP_CIPHER_CTX*>(static_cast<const EVP_CIPHER_CTX*>(key));
  int written = 0;
  NSL_CHECK(EVP_EncryptUpdate(context, out, &written, in, 16) == 1 && written == 16);
}

struct Started {
  CipherContext block;  // used by gcm, so destroyed after it
  Gcm gcm;
};

Started start(const AesGcm& parameters) {
  CipherContext block(EVP_CIPHER_CTX_new());
  NSL_CHECK(block != nullptr);
  NSL_CHECK(EVP_EncryptInit_ex2(block.get(), aes(CipherMode::kEcb, parameters.key.size()), parameters.key.data(),
                                nullptr, nullptr) == 1);
  NSL_CHECK(EVP_CIPHER_CTX_set_padding(block.get(), 0) == 1);
  Gcm gcm(CRYPTO_gcm128_new(block.get(), encrypt_block));
  NSL_CHECK(gcm != nullptr);
  CRYPTO_gcm128_setiv(gcm.get(), parameters.iv.data(), parameters.iv.size());
  NSL_CHECK(CRYPTO_gcm128_aad(gcm.get(), parameters.aad.data(), parameters.aad.size()) == 0);
  return {std::move(block), std::move(gcm)};
}

}  // namespace

void gcm_long_iv_encrypt(const AesGcm& parameters, ByteView plaintext, std::uint8_t* out, std::uint8_t* tag) {
  const auto started = start(parameters);
  NSL_CHECK(CRYPTO_gcm128_encrypt(started.gcm.get(), plaintext.data(), out, plaintext.size()) == 0);
  CRYPTO_gcm128_tag(started.gcm.get(), tag, parameters.tag_bytes);
}

bool gcm_long_iv_decrypt(const AesGcm& parameters, ByteView ciphertext, ByteView tag, std::uint8_t* out) {
  const auto started = start(parameters);
  NSL_CHECK(CRYPTO_gcm128_decrypt(started.gcm.get(), ciphertext.data(), out, ciphertext.size()) == 0);
  return CRYPTO_gcm128_finish(started.gcm.get(), tag.data(), tag.size()) == 0;
}

}  // namespace nsl::crypto
