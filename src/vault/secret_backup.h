#pragma once
// SecretBackup: all secrets of an owner out of the vault and into it again, as the content of a backup (backup.h).

#include "vault/observer.h"
#include "vault/secrets.h"

namespace nsl::vault {

// What becomes of a secret whose name the owner has already.
enum class Existing : std::uint8_t {
  kRefuse,  // nothing is imported
  kSkip,    // it stays as it is
};

struct Imported {
  std::uint64_t secrets = 0;
  std::uint64_t skipped = 0;
};

// Thread-safe; blocks on the database.
class SecretBackup {
 public:
  SecretBackup(Vault& vault, Observer& observer, const SecretLimits& limits)
      : vault_(vault), observer_(observer), limits_(limits) {}

  // Every secret with the versions that are not destroyed. kForbidden where values are not shown to people.
  Result<crypto::SecretBytes> take_out(const Caller& caller);

  // All of it or nothing: one transaction. Version numbers and labels stay what they were.
  // kInvalidArgument names what is wrong with the content; kConflict the secret that exists; kQuotaExceeded.
  Result<Imported> put_in(const Caller& caller, ByteView payload, Existing existing);

 private:
  Vault& vault_;
  Observer& observer_;
  const SecretLimits limits_;
};

}  // namespace nsl::vault
