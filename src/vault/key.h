#pragma once
// Keys, and in the type of each what it encrypts: a root key cannot be used where an owner's key belongs.

#include "base/id.h"
#include "crypto/secret_bytes.h"

#include <cstdint>

namespace nsl::vault {

// What an encrypted text holds. Stored in it (docs/reference/vault-format.md); numbers never change.
enum class Purpose : std::uint8_t {
  kRootKey = 1,     // a root key, under a provider's key
  kOwnerKey = 2,    // an owner's key, under a root key
  kVersionKey = 3,  // the key of one version, under an owner's key
  kValue = 4,       // a value, under its version's key
  kBackup = 5,      // what a backup file holds
};
inline constexpr Purpose kPurposeLast = Purpose::kBackup;

inline constexpr std::size_t kKeyBytes = 32;  // AES-256

template <Purpose kPurpose>
struct Key {
  static constexpr Purpose kEncrypts = kPurpose;

  Uuid id;
  crypto::SecretBytes bytes;

  static Key generate() { return {Uuid::generate(), crypto::SecretBytes::random(kKeyBytes)}; }
};

using ProviderKey = Key<Purpose::kRootKey>;
using RootKey = Key<Purpose::kOwnerKey>;
using OwnerKey = Key<Purpose::kVersionKey>;
using VersionKey = Key<Purpose::kValue>;
using BackupKey = Key<Purpose::kBackup>;

}  // namespace nsl::vault
