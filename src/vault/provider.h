#pragma once
// RootKeyProvider: a way to keep root keys. It takes a root key and gives bytes that are of no use without what only
// the provider has (a file, a passphrase, shares); these bytes lie in the database.

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/secret_bytes.h"
#include "vault/sealed.h"

#include <memory>
#include <string>
#include <string_view>

namespace nsl::vault {

// One thread at a time. Calls may take seconds (key derivation, hardware).
class RootKeyProvider {
 public:
  virtual ~RootKeyProvider() = default;

  // "file", "passphrase", "recovery": one of each kind can keep a vault's root keys.
  virtual std::string_view name() const = 0;

  // `context` names the vault and the root key, and must be given again to recover().
  virtual Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) = 0;

  // kForbidden: this provider's means (another passphrase, another file) do not open it. kVaultDamaged: the bytes were
  // changed.
  virtual Result<crypto::SecretBytes> recover(ByteView protected_key, const Context& context) = 0;
};

}  // namespace nsl::vault
