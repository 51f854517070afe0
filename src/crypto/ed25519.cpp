#include "crypto/ed25519.h"

#include "base/check.h"
#include "crypto/openssl.h"

namespace nsl::crypto {

bool ed25519_verify(const Ed25519Signed& signed_by, ByteView data) {
  constexpr std::size_t kKeyBytes = 32;
  constexpr std::size_t kSignatureBytes = 64;
  const ErrorQueueScope errors;
  if (signed_by.key.size() != kKeyBytes || signed_by.signature.size() != kSignatureBytes) return false;
  const Key key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, signed_by.key.data(), kKeyBytes));
  if (key == nullptr) return false;
  const DigestContext context(EVP_MD_CTX_new());
  NSL_CHECK(context != nullptr);
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), signed_by.signature.data(), kSignatureBytes, data.data(), data.size()) == 1;
}

}  // namespace nsl::crypto
