#pragma once
// The calls into a PKCS#11 module (OASIS PKCS#11 2.40). Only for the process that was started for it. Private to
// src/vault.

#include "vault/providers/pkcs11_message.h"

namespace nsl::vault {

Result<crypto::SecretBytes> carry_out(const TokenRequest& request);

}  // namespace nsl::vault
