#include "crypto/sealed_box.h"

#include "base/check.h"

#include <sodium.h>

namespace nsl::crypto {

static_assert(sizeof(BoxPublicKey) == crypto_box_PUBLICKEYBYTES && kBoxPrivateKeyBytes == crypto_box_SECRETKEYBYTES &&
              kBoxOverheadBytes == crypto_box_SEALBYTES);

BoxKeyPair make_box_key_pair() {
  NSL_CHECK(sodium_init() >= 0);
  BoxKeyPair pair{{}, SecretBytes(kBoxPrivateKeyBytes)};
  NSL_CHECK(crypto_box_keypair(pair.public_key.data(), pair.private_key.bytes().data()) == 0);
  return pair;
}

std::optional<BoxPublicKey> box_public_key(ByteView private_key) {
  if (private_key.size() != kBoxPrivateKeyBytes) return std::nullopt;
  BoxPublicKey key{};
  NSL_CHECK(crypto_scalarmult_base(key.data(), private_key.data()) == 0);
  return key;
}

std::optional<Bytes> box_seal(const BoxPublicKey& recipient, ByteView plaintext) {
  NSL_CHECK(sodium_init() >= 0);
  Bytes sealed(plaintext.size() + kBoxOverheadBytes);
  if (crypto_box_seal(sealed.data(), plaintext.data(), plaintext.size(), recipient.data()) != 0) return std::nullopt;
  return sealed;
}

std::optional<SecretBytes> box_open(const BoxKeyPair& recipient, ByteView sealed) {
  if (sealed.size() < kBoxOverheadBytes || recipient.private_key.size() != kBoxPrivateKeyBytes) return std::nullopt;
  SecretBytes plaintext(sealed.size() - kBoxOverheadBytes);
  const int failed = crypto_box_seal_open(plaintext.bytes().data(), sealed.data(), sealed.size(),
                                          recipient.public_key.data(), recipient.private_key.view().data());
  if (failed != 0) return std::nullopt;
  return plaintext;
}

}  // namespace nsl::crypto
