#pragma once
// Backups: the secrets of one owner in a file of their own (.nslx), under a passphrase or for the holder of a key. The
// format is in docs/reference/vault-format.md.
//
// The content is encrypted with a key made for the file, which lies in its head: wrapped with a key from the
// passphrase, or in a sealed box for the recipient. So whoever holds a recipient's private key takes the file's key out
// where that key is, and hands on no more than that.

#include "crypto/argon2.h"
#include "crypto/sealed_box.h"
#include "vault/sealed.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsl::vault {

// ---- What is in it

struct BackupVersion {
  std::uint64_t number = 0;
  std::uint64_t state = 0;  // VersionState, without kDestroyed
  crypto::SecretBytes value;
};

struct BackupSecret {
  std::string name;
  std::string description;
  std::string tags;    // JSON, as in SecretRow
  std::string labels;  // JSON
  std::uint64_t state = 0;
  std::uint64_t current = 0;
  std::uint64_t keep = 0;
  std::uint64_t expires_us = 0;         // 0: never
  std::vector<BackupVersion> versions;  // numbers rising
};

// All of it in memory for secrets.
crypto::SecretBytes to_payload(const std::vector<BackupSecret>& secrets);
// kInvalidArgument for what to_payload() does not make.
Result<std::vector<BackupSecret>> from_payload(ByteView payload);

// ---- The file around it

// One of the two.
struct BackupLock {
  const crypto::SecretBytes* passphrase = nullptr;
  std::optional<crypto::BoxPublicKey> recipient{};
  crypto::Argon2Cost cost{};
};

// One of the two. The key is that of the file, not the recipient's.
struct BackupUnlock {
  const crypto::SecretBytes* passphrase = nullptr;
  const crypto::SecretBytes* file_key = nullptr;
};

// kPayloadTooLarge above kSealedBytesMax.
Result<Bytes> lock_backup(const crypto::SecretBytes& payload, const BackupLock& lock);
// kForbidden: not with this. kInvalidArgument: this is no backup, or it was changed.
Result<crypto::SecretBytes> unlock_backup(ByteView file, const BackupUnlock& unlock);
// For the holder of the recipient's key: the key of the file.
Result<crypto::SecretBytes> backup_file_key(ByteView file, const crypto::BoxKeyPair& recipient);

}  // namespace nsl::vault
