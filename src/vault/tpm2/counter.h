#pragma once
// A counter in the chip's own memory (an NV index of the type counter): it only ever grows, over restarts and also when
// the index is deleted and made again (TPM 2.0 Library, part 1, 37.2.4). A password guards it, so that nobody else can
// put another counter in its place. Private to src/vault.

#include "vault/tpm2/session.h"

#include "base/bytes.h"
#include "crypto/secret_bytes.h"

#include <cstdint>

namespace nsl::vault {

// 8 bytes, big-endian; none when there is no counter at the index, or it never counted. kForbidden for one with another
// password, or that is no counter.
Result<crypto::SecretBytes> read_counter(Tpm2& tpm, std::uint32_t index, ByteView password);
// One more, and makes it when it is missing.
Result<crypto::SecretBytes> count(Tpm2& tpm, std::uint32_t index, ByteView password);

}  // namespace nsl::vault
