#pragma once
// Carries out one operation on a TPM 2.0 (TCG TPM 2.0 Library, part 3), by the Enhanced System API of tpm2-tss. Only
// for the process that was started for it. Private to src/vault.

#include "vault/tpm2/message.h"

namespace nsl::vault {

Result<crypto::SecretBytes> carry_out(const Tpm2Request& request);

}  // namespace nsl::vault
