#include "vault/tpm2/counter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace nsl::vault {
namespace {

constexpr TPMA_NV kAttributes = TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE | TPMA_NV_NO_DA |
                                static_cast<TPMA_NV>(TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT);
constexpr UINT16 kCounterBytes = 8;

TPM2B_AUTH to_auth(ByteView password) {
  TPM2B_AUTH auth{};
  auth.size = static_cast<UINT16>(std::min(password.size(), sizeof auth.buffer));
  std::ranges::copy(password.first(auth.size), auth.buffer);
  return auth;
}

std::unexpected<Error> foreign(std::uint32_t index) {
  return fail(
      ErrorCode::kForbidden,
      fmt::format("The TPM's NV index 0x{:08x} is not the counter of this vault: another one took its place, or "
                  "the index is in use for something else.",
                  index));
}

struct Counter {
  ESYS_TR handle = ESYS_TR_NONE;
  bool counted = false;
};

Result<std::optional<Counter>> find(Tpm2& tpm, std::uint32_t index, ByteView password) {
  Counter counter;
  const TSS2_RC code = tpm.tss().find(tpm.context(), index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &counter.handle);
  if (chip_error(code) == TPM2_RC_HANDLE) return std::nullopt;
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("NV_ReadPublic", code);
  TssOwned<TPM2B_NV_PUBLIC> area(tpm.tss());
  const TSS2_RC read =
      tpm.tss().nv_public(tpm.context(), counter.handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, area.out(), nullptr);
  if (read != TSS2_RC_SUCCESS) return tpm2_refused("NV_ReadPublic", read);
  const TPMA_NV attributes = area->nvPublic.attributes;
  if ((attributes & ~TPMA_NV_WRITTEN) != kAttributes) return foreign(index);
  counter.counted = (attributes & TPMA_NV_WRITTEN) != 0;
  const TPM2B_AUTH auth = to_auth(password);
  tpm.tss().set_password(tpm.context(), counter.handle, &auth);
  return counter;
}

Result<Counter> make(Tpm2& tpm, std::uint32_t index, ByteView password) {
  TPM2B_NV_PUBLIC area{};
  area.nvPublic.nvIndex = index;
  area.nvPublic.nameAlg = TPM2_ALG_SHA256;
  area.nvPublic.attributes = kAttributes;
  area.nvPublic.dataSize = kCounterBytes;
  const TPM2B_AUTH auth = to_auth(password);
  NSL_TRY(const auto key, tpm.storage_key());
  NSL_TRY(const auto session, tpm.session(TPM2_SE_HMAC, key.get(), TPMA_SESSION_DECRYPT));
  Counter counter;
  const TSS2_RC code = tpm.tss().nv_define(tpm.context(), ESYS_TR_RH_OWNER, session.get(), ESYS_TR_NONE, ESYS_TR_NONE,
                                           &auth, &area, &counter.handle);
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("NV_DefineSpace", code);
  return counter;
}

Result<crypto::SecretBytes> read(Tpm2& tpm, const Counter& counter, std::uint32_t index) {
  // The answer carries an authenticator that only whoever knows the password can make: nobody on the wire makes up a
  // number.
  NSL_TRY(const auto session, tpm.session(TPM2_SE_HMAC, ESYS_TR_NONE, 0));
  TssOwned<TPM2B_MAX_NV_BUFFER> data(tpm.tss());
  const TSS2_RC code = tpm.tss().nv_read(tpm.context(), counter.handle, counter.handle, session.get(), ESYS_TR_NONE,
                                         ESYS_TR_NONE, kCounterBytes, 0, data.out());
  if (chip_error(code) == TPM2_RC_AUTH_FAIL || chip_error(code) == TPM2_RC_BAD_AUTH) return foreign(index);
  if (code != TSS2_RC_SUCCESS || data->size != kCounterBytes) return tpm2_refused("NV_Read", code);
  return crypto::SecretBytes::copy_of({data->buffer, data->size});
}

}  // namespace

Result<crypto::SecretBytes> read_counter(Tpm2& tpm, std::uint32_t index, ByteView password) {
  NSL_TRY(const auto counter, find(tpm, index, password));
  if (!counter || !counter->counted) return crypto::SecretBytes();
  return read(tpm, *counter, index);
}

Result<crypto::SecretBytes> count(Tpm2& tpm, std::uint32_t index, ByteView password) {
  NSL_TRY(auto counter, find(tpm, index, password));
  if (!counter) {
    NSL_TRY(counter, make(tpm, index, password));
  }
  {
    NSL_TRY(const auto session, tpm.session(TPM2_SE_HMAC, ESYS_TR_NONE, 0));
    const TSS2_RC code = tpm.tss().nv_increment(tpm.context(), counter->handle, counter->handle, session.get(),
                                                ESYS_TR_NONE, ESYS_TR_NONE);
    if (chip_error(code) == TPM2_RC_AUTH_FAIL || chip_error(code) == TPM2_RC_BAD_AUTH) return foreign(index);
    if (code != TSS2_RC_SUCCESS) return tpm2_refused("NV_Increment", code);
  }
  return read(tpm, *counter, index);
}

}  // namespace nsl::vault
