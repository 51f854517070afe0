#include "crypto/prepare.h"

#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/openssl.h"
#include "crypto/p256.h"

namespace nsl::crypto {

void prepare() {
  NSL_CHECK(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1);
  algorithm(Hash::kSha256);
  hmac_algorithm();
  aes(CipherMode::kGcm, 32);
  // Keys and signatures are fetched by OpenSSL itself at their first use, so use them once.
  static constexpr std::array<std::uint8_t, 32> kKey{1, 2, 3};
  const P256Private key{kKey};
  const auto point = p256_public(key);
  const auto signature = p256_sign(Hash::kSha256, key, {});
  NSL_CHECK(point && signature);
  NSL_CHECK(p256_verify(Hash::kSha256, {.key = {*point}, .signature = *signature}, {}));
}

}  // namespace nsl::crypto
