#include "crypto/prepare.h"

#include "base/check.h"
#include "base/wiping.h"
#include "crypto/aes.h"
#include "crypto/openssl.h"
#include "crypto/p256.h"

#include <cstdlib>

namespace nsl::crypto {

namespace {

// Buffers of TLS connections and keys in use are wiped when OpenSSL frees them. It takes an allocator before its first
// allocation only; later calls change nothing.
void wipe_what_openssl_frees() {
  CRYPTO_set_mem_functions([](std::size_t size, const char*, int) { return size == 0 ? nullptr : std::malloc(size); },
                           [](void* block, std::size_t size, const char*, int) -> void* {
                             if (size != 0) return wipe_and_grow(block, size);
                             wipe_and_free(block);
                             return nullptr;
                           },
                           [](void* block, const char*, int) { wipe_and_free(block); });
}

}  // namespace

void prepare() {
  wipe_what_openssl_frees();
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
