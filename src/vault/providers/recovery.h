#pragma once
// The root keys under a recovery key whose private half exists only as shares on paper (Shamir): for the day on which
// the usual provider is lost. Its public half protects new root keys without the shares.

#include "crypto/sealed_box.h"
#include "vault/provider.h"

#include <span>
#include <vector>

namespace nsl::vault {

struct RecoverySetup {
  std::unique_ptr<RootKeyProvider> provider;
  std::vector<std::string> shares;  // to be given out and forgotten; wipe() them
};

inline constexpr std::uint8_t kRecoverySharesMax = 16;

// 2 <= threshold <= count <= kRecoverySharesMax, else kInvalidArgument.
Result<RecoverySetup> make_recovery(std::uint8_t count, std::uint8_t threshold);

// From at least as many shares as the threshold. kInvalidArgument names the share that is mistyped; kForbidden for
// shares of different sets, or too few.
Result<std::unique_ptr<RootKeyProvider>> open_recovery(std::span<const std::string> shares);

// What protect() made, taken up again to protect another root key for the same shares. It cannot recover.
Result<std::unique_ptr<RootKeyProvider>> recovery_protector(ByteView protected_key);

}  // namespace nsl::vault
