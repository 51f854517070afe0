// OpenSSL 3.0's providers copy a key into an object of their own that takes longer to make than a signature. The older
// interface signs with a key that is lent for one call, so that no copy of it stays behind either.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/check.h"
#include "crypto/p256.h"
#include "crypto/p256_curve.h"

#include <openssl/ecdsa.h>

#include <memory>

namespace nsl::crypto {

namespace {

using EcKey = std::unique_ptr<EC_KEY, Deleter<EC_KEY_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

// A key object of this thread that holds a private key only while this lives.
class LentKey {
 public:
  explicit LentKey(const BIGNUM* secret) { NSL_CHECK(EC_KEY_set_private_key(key(), secret) == 1); }
  ~LentKey() { EC_KEY_set_private_key(key(), nullptr); }  // wipes it
  LentKey(const LentKey&) = delete;
  LentKey& operator=(const LentKey&) = delete;

  static EC_KEY* key() {
    thread_local const EcKey made = [] {
      EcKey fresh(EC_KEY_new());
      NSL_CHECK(fresh != nullptr && EC_KEY_set_group(fresh.get(), p256_group()) == 1);
      return fresh;
    }();
    return made.get();
  }
};

}  // namespace

std::optional<P256Signature> p256_sign_hedged(Hash hash, P256Private key, ByteView data) {
  const auto secret = read_scalar(key.scalar);
  if (!secret) return std::nullopt;
  const auto message = digest(hash, data);
  const LentKey lent(secret.get());
  const EcSignature signature(ECDSA_do_sign(message.view().data(), static_cast<int>(message.size()), LentKey::key()));
  NSL_CHECK(signature != nullptr);
  P256Signature out;
  write_number(ECDSA_SIG_get0_r(signature.get()), std::span(out).first<kScalarBytes>());
  write_number(ECDSA_SIG_get0_s(signature.get()), std::span(out).last<kScalarBytes>());
  return out;
}

}  // namespace nsl::crypto
