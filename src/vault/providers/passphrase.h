#pragma once
// The root keys under a passphrase that a person types (Argon2id). Nothing of it is stored; each root key has its own
// salt.

#include "crypto/argon2.h"
#include "vault/provider.h"

namespace nsl::vault {

inline constexpr std::size_t kPassphraseBytesMin = 12;
inline constexpr std::size_t kPassphraseBytesMax = 1024;

// kInvalidArgument for a passphrase that is too short or too long.
Result<std::unique_ptr<RootKeyProvider>> make_passphrase_provider(crypto::SecretBytes passphrase,
                                                                  crypto::Argon2Cost cost = {});

}  // namespace nsl::vault
