#pragma once
// Private to src/crypto: owners for OpenSSL's objects and its algorithms, looked up once.

#include "crypto/digest.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

namespace nsl::crypto {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Deleter<EVP_MAC_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Deleter<BN_clear_free>>;
using BigNumberContext = std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>>;
using Montgomery = std::unique_ptr<BN_MONT_CTX, Deleter<BN_MONT_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Deleter<EC_POINT_clear_free>>;

// OpenSSL keeps a queue of errors a thread; ours are in the return value.
class ErrorQueueScope {
 public:
  ErrorQueueScope() { ERR_set_mark(); }
  ~ErrorQueueScope() { ERR_pop_to_mark(); }
  ErrorQueueScope(const ErrorQueueScope&) = delete;
  ErrorQueueScope& operator=(const ErrorQueueScope&) = delete;
};

// Fetching an algorithm takes OpenSSL 3.0 microseconds and a lock, so each is fetched once and lives as long as the
// program.
const EVP_MD* algorithm(Hash hash);
const EVP_MD* ripemd160_algorithm();
EVP_MAC* hmac_algorithm();

enum class CipherMode : std::uint8_t { kGcm, kCbc, kCtr, kEcb };
// null unless key_bytes is 16, 24 or 32.
const EVP_CIPHER* aes(CipherMode mode, std::size_t key_bytes);

// OpenSSL takes lengths as int; this is far above what fits into a VM.
inline constexpr std::size_t kCipherBytesMax = std::size_t{1} << 30;

}  // namespace nsl::crypto
