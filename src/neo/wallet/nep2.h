#pragma once
// NEP-2: a private key encrypted with a passphrase, 58 characters that begin with 6P.
//
// The passphrase goes through scrypt with the key's own address as salt. The text does not say with which parameters:
// they stand in the wallet file. Keys that were encrypted for Neo Legacy do not decrypt, because they had other
// addresses.

#include "crypto/secret_bytes.h"
#include "neo/wallet/private_key.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::neo {

struct ScryptParameters {
  std::uint64_t n = 16'384;
  std::uint32_t r = 8;
  std::uint32_t p = 8;

  bool operator==(const ScryptParameters&) const = default;
};

// UTF-8, in the form NFC (it is normalised here), so that a passphrase is the same from every keyboard.
// kInvalidArgument when it is not UTF-8 or longer than 1 KiB.
class Passphrase {
 public:
  static Result<Passphrase> from_text(std::string_view text);
  ByteView view() const { return text_.view(); }

 private:
  explicit Passphrase(crypto::SecretBytes text) : text_(std::move(text)) {}
  crypto::SecretBytes text_;
};

// Takes about 0.4 s with the usual parameters, and 16 MiB. kInvalidArgument for parameters that scrypt does not take.
Result<std::string> nep2_encrypt(const PrivateKey& key, const Passphrase& passphrase,
                                 const ScryptParameters& parameters);

// kInvalidArgument for a text of another form, and for a passphrase (or parameters) that does not fit.
Result<PrivateKey> nep2_decrypt(std::string_view text, const Passphrase& passphrase,
                                const ScryptParameters& parameters);

// Whether the text has the form of one, checksum included.
bool is_nep2(std::string_view text);

}  // namespace nsl::neo
