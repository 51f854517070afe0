#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/gcm_long_iv.h"
#include "crypto/openssl.h"

#include <openssl/crypto.h>

namespace nsl::crypto {

namespace {

Status check(const AesGcm& parameters, std::size_t text_bytes) {
  if (aes(CipherMode::kGcm, parameters.key.size()) == nullptr) {
    return fail(ErrorCode::kInvalidArgument, "An AES key has 16, 24 or 32 bytes.");
  }
  if (parameters.iv.empty()) return fail(ErrorCode::kInvalidArgument, "AES-GCM needs an IV.");
  const auto tag = parameters.tag_bytes;
  if (tag != 4 && tag != 8 && (tag < 12 || tag > 16)) {
    return fail(ErrorCode::kInvalidArgument, "An AES-GCM tag has 4, 8 or 12 to 16 bytes.");
  }
  if (text_bytes > kCipherBytesMax || parameters.aad.size() > kCipherBytesMax ||
      parameters.iv.size() > kCipherBytesMax) {
    return fail(ErrorCode::kInvalidArgument, "AES-GCM takes at most 1 GiB at once.");
  }
  return {};
}

enum class Direction : std::uint8_t { kDecrypt, kEncrypt };

CipherContext start(const AesGcm& parameters, Direction direction) {
  const int encrypt = direction == Direction::kEncrypt ? 1 : 0;
  CipherContext context(EVP_CIPHER_CTX_new());
  NSL_CHECK(context != nullptr);
  NSL_CHECK(EVP_CipherInit_ex2(context.get(), aes(CipherMode::kGcm, parameters.key.size()), nullptr, nullptr, encrypt,
                               nullptr) == 1);
  NSL_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(parameters.iv.size()),
                                nullptr) == 1);
  NSL_CHECK(EVP_CipherInit_ex2(context.get(), nullptr, parameters.key.data(), parameters.iv.data(), encrypt, nullptr) ==
            1);
  return context;
}

// `out` null: associated data. An update with nothing is skipped, because OpenSSL reads a null pointer as "finish".
void update(EVP_CIPHER_CTX* context, ByteView in, std::uint8_t* out) {
  if (in.empty()) return;
  int written = 0;
  NSL_CHECK(EVP_CipherUpdate(context, out, &written, in.data(), static_cast<int>(in.size())) == 1);
}

bool decrypt_with_evp(const AesGcm& parameters, ByteView ciphertext, ByteView tag, std::uint8_t* out) {
  const auto context = start(parameters, Direction::kDecrypt);
  // The control call wants a mutable tag and does not write to it.
  auto* expected = const_cast<std::uint8_t*>(tag.data());
  NSL_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), expected) == 1);
  update(context.get(), parameters.aad, nullptr);
  update(context.get(), ciphertext, out);
  int written = 0;
  std::uint8_t none[16];
  return EVP_CipherFinal_ex(context.get(), none, &written) == 1;
}

}  // namespace

Result<Bytes> aes_gcm_encrypt(const AesGcm& parameters, ByteView plaintext) {
  NSL_TRY_VOID(check(parameters, plaintext.size()));
  Bytes out(plaintext.size() + parameters.tag_bytes);
  auto* tag = out.data() + plaintext.size();
  if (parameters.iv.size() > kEvpGcmIvBytesMax) {
    gcm_long_iv_encrypt(parameters, plaintext, out.data(), tag);
    return out;
  }
  const auto context = start(parameters, Direction::kEncrypt);
  update(context.get(), parameters.aad, nullptr);
  update(context.get(), plaintext, out.data());
  int written = 0;
  NSL_CHECK(EVP_CipherFinal_ex(context.get(), tag, &written) == 1);
  NSL_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(parameters.tag_bytes), tag) ==
            1);
  return out;
}

namespace {

// Decrypts into `out`, which has the ciphertext's length. False: it holds text that nobody may see.
bool decrypt(const AesGcm& parameters, ByteView ciphertext_and_tag, std::uint8_t* out) {
  const auto ciphertext = ciphertext_and_tag.first(ciphertext_and_tag.size() - parameters.tag_bytes);
  const auto tag = ciphertext_and_tag.last(parameters.tag_bytes);
  return parameters.iv.size() > kEvpGcmIvBytesMax ? gcm_long_iv_decrypt(parameters, ciphertext, tag, out)
                                                  : decrypt_with_evp(parameters, ciphertext, tag, out);
}

}  // namespace

Result<std::optional<Bytes>> aes_gcm_decrypt(const AesGcm& parameters, ByteView ciphertext_and_tag) {
  NSL_TRY_VOID(check(parameters, ciphertext_and_tag.size()));
  if (ciphertext_and_tag.size() < parameters.tag_bytes) return std::nullopt;
  Bytes out(ciphertext_and_tag.size() - parameters.tag_bytes);
  if (decrypt(parameters, ciphertext_and_tag, out.data())) return out;
  wipe(out);
  return std::nullopt;
}

Result<std::optional<SecretBytes>> aes_gcm_decrypt_secret(const AesGcm& parameters, ByteView ciphertext_and_tag) {
  NSL_TRY_VOID(check(parameters, ciphertext_and_tag.size()));
  if (ciphertext_and_tag.size() < parameters.tag_bytes) return std::nullopt;
  SecretBytes out(ciphertext_and_tag.size() - parameters.tag_bytes);
  if (decrypt(parameters, ciphertext_and_tag, out.bytes().data())) return out;
  return std::nullopt;
}

}  // namespace nsl::crypto
