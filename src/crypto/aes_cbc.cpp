#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/openssl.h"

#include <openssl/crypto.h>

namespace nsl::crypto {

namespace {

constexpr std::size_t kBlockBytes = 16;

Status check(const AesCbc& parameters, std::size_t text_bytes) {
  if (aes(CipherMode::kCbc, parameters.key.size()) == nullptr) {
    return fail(ErrorCode::kInvalidArgument, "An AES key has 16, 24 or 32 bytes.");
  }
  if (parameters.iv.size() != kBlockBytes) {
    return fail(ErrorCode::kInvalidArgument, "AES-CBC needs an IV of 16 bytes.");
  }
  if (text_bytes > kCipherBytesMax) return fail(ErrorCode::kInvalidArgument, "AES-CBC takes at most 1 GiB at once.");
  return {};
}

CipherContext start(const AesCbc& parameters, int encrypt) {
  CipherContext context(EVP_CIPHER_CTX_new());
  NSL_CHECK(context != nullptr);
  NSL_CHECK(EVP_CipherInit_ex2(context.get(), aes(CipherMode::kCbc, parameters.key.size()), parameters.key.data(),
                               parameters.iv.data(), encrypt, nullptr) == 1);
  return context;
}

}  // namespace

Result<Bytes> aes_cbc_encrypt(const AesCbc& parameters, ByteView plaintext) {
  NSL_TRY_VOID(check(parameters, plaintext.size()));
  const auto context = start(parameters, 1);
  Bytes out((plaintext.size() / kBlockBytes + 1) * kBlockBytes);
  int written = 0;
  int last = 0;
  if (!plaintext.empty()) {
    NSL_CHECK(EVP_EncryptUpdate(context.get(), out.data(), &written, plaintext.data(),
                                static_cast<int>(plaintext.size())) == 1);
  }
  NSL_CHECK(EVP_EncryptFinal_ex(context.get(), out.data() + written, &last) == 1);
  NSL_CHECK(static_cast<std::size_t>(written + last) == out.size());
  return out;
}

Result<std::optional<Bytes>> aes_cbc_decrypt(const AesCbc& parameters, ByteView ciphertext) {
  NSL_TRY_VOID(check(parameters, ciphertext.size()));
  if (ciphertext.empty() || ciphertext.size() % kBlockBytes != 0) return std::nullopt;
  const auto context = start(parameters, 0);
  Bytes out(ciphertext.size());
  int written = 0;
  int last = 0;
  NSL_CHECK(EVP_DecryptUpdate(context.get(), out.data(), &written, ciphertext.data(),
                              static_cast<int>(ciphertext.size())) == 1);
  if (EVP_DecryptFinal_ex(context.get(), out.data() + written, &last) != 1) {
    OPENSSL_cleanse(out.data(), out.size());
    return std::nullopt;
  }
  out.resize(static_cast<std::size_t>(written + last));
  return out;
}

}  // namespace nsl::crypto
