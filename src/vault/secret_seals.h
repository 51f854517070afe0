#pragma once
// How versions of secrets are sealed under keys, and what needs to know that: storing, rotating, destroying. Private to
// src/vault.

#include "vault/keyring.h"

#include <string_view>

namespace nsl::vault {

struct SealedVersion {
  VersionRow row;     // complete but for its authenticator
  std::string value;  // for secret_values
};

struct NewVersion {
  std::string_view owner;
  std::string_view secret;  // id
  std::int64_t number = 0;
  std::string_view created_by;
  WallTime now;
};

// Encrypts the value with a key made for it, and that key with the owner's.
SealedVersion seal_version(const NewVersion& version, ByteView value, const KeyRow& owner_key_row,
                           const OwnerKey& owner_key);

Result<crypto::SecretBytes> open_version(const VersionRow& row, std::string_view owner, const OwnerKey& owner_key,
                                         std::string_view value);

// The version's key under another owner key.
Result<std::string> rewrap_version_key(const VersionRow& row, std::string_view owner, const OwnerKey& from,
                                       const OwnerKey& to);

// The owner's key for something new, made when there is none; rotated first when it has been used `uses_max` times.
// Counts one use.
Result<KeyRow> take_owner_key(Keyring& keyring, Change& change, const std::string& owner, std::uint64_t uses_max,
                              WallTime now);

// Marks the active key as retiring and makes the next one. Gives the new one.
Result<KeyRow> retire_owner_key(Keyring& keyring, Change& change, const KeyRow& active, WallTime now);

// Value and key of the version are gone when the change is committed; its row stays.
Status destroy_version(Change& change, const VersionRow& row);
// The secret, its versions and their values.
Status erase_secret(Change& change, const SecretRow& secret);

}  // namespace nsl::vault
