#include "crypto/argon2.h"

#include "base/check.h"

#include <sodium.h>

namespace nsl::crypto {

static_assert(kArgon2SaltBytes == crypto_pwhash_argon2id_SALTBYTES);

Result<SecretBytes> argon2id(ByteView passphrase, const Argon2Salt& salt, const Argon2Cost& cost, std::size_t length) {
  NSL_CHECK(length >= crypto_pwhash_argon2id_BYTES_MIN && length <= 64);
  NSL_CHECK(sodium_init() >= 0);
  if (cost.passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || cost.passes > kArgon2PassesMax ||
      cost.memory < kArgon2MemoryMin || cost.memory > kArgon2MemoryMax) {
    return fail(ErrorCode::kInvalidArgument, "The cost of the passphrase's key derivation is out of bounds.");
  }
  SecretBytes key(length);
  const int failed = crypto_pwhash_argon2id(key.bytes().data(), length, as_text(passphrase).data(), passphrase.size(),
                                            salt.data(), cost.passes, cost.memory.bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0)
    return fail(ErrorCode::kUnavailable, "There is not enough memory to derive a key from a passphrase.");
  return key;
}

}  // namespace nsl::crypto
