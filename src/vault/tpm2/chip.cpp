#include "vault/tpm2/chip.h"

#include "vault/tpm2/counter.h"
#include "vault/tpm2/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace nsl::vault {
namespace {

constexpr std::size_t kSealedMax = 128;  // of TPM2_Create; more than one key and its place need

TPML_PCR_SELECTION selection_of(std::uint32_t pcrs) {
  TPML_PCR_SELECTION selection{};
  selection.count = 1;
  selection.pcrSelections[0].hash = TPM2_ALG_SHA256;
  selection.pcrSelections[0].sizeofSelect = 3;
  for (std::size_t i = 0; i < 3; ++i)
    selection.pcrSelections[0].pcrSelect[i] = static_cast<std::uint8_t>(pcrs >> (8 * i));
  return selection;
}

Result<PcrValue> read_pcr(const Tpm2& tpm, std::uint32_t pcr) {
  const TPML_PCR_SELECTION wanted = selection_of(1u << pcr);
  TssOwned<TPML_PCR_SELECTION> read(tpm.tss());
  TssOwned<TPML_DIGEST> values(tpm.tss());
  UINT32 counter = 0;
  const TSS2_RC code = tpm.tss().read_pcr(tpm.context(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &wanted, &counter,
                                          read.out(), values.out());
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("PCR_Read", code);
  PcrValue value;
  // A chip without the bank answers with an empty selection, and a policy over nothing would always hold.
  if (values->count != 1 || values->digests[0].size != value.size()) {
    return fail(ErrorCode::kUnavailable, fmt::format("The TPM has no PCR {} in a SHA-256 bank.", pcr));
  }
  std::ranges::copy_n(values->digests[0].buffer, value.size(), value.begin());
  return value;
}

Result<std::vector<PcrValue>> read_pcrs(const Tpm2& tpm, std::uint32_t pcrs) {
  std::vector<PcrValue> values;
  for (std::uint32_t pcr = 0; pcr < 24; ++pcr) {
    if ((pcrs >> pcr & 1) == 0) continue;
    NSL_TRY(values.emplace_back(), read_pcr(tpm, pcr));
  }
  return values;
}

// Makes the session depend on the PCRs as they are now.
Status demand_pcrs(const Tpm2& tpm, const Tpm2::Handle& session, std::uint32_t pcrs) {
  const TPML_PCR_SELECTION selection = selection_of(pcrs);
  const TPM2B_DIGEST as_they_are{};
  const TSS2_RC code = tpm.tss().policy_pcr(tpm.context(), session.get(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                            &as_they_are, &selection);
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("PolicyPCR", code);
  return {};
}

Status fill_policy(Tpm2& tpm, std::uint32_t pcrs, TPM2B_DIGEST& policy) {
  NSL_TRY(const auto trial, tpm.session(TPM2_SE_TRIAL, ESYS_TR_NONE, 0));
  NSL_TRY_VOID(demand_pcrs(tpm, trial, pcrs));
  TssOwned<TPM2B_DIGEST> digest(tpm.tss());
  const TSS2_RC code =
      tpm.tss().policy_digest(tpm.context(), trial.get(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, digest.out());
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("PolicyGetDigest", code);
  policy = *digest.get();
  return {};
}

Result<crypto::SecretBytes> seal(Tpm2& tpm, std::uint32_t pcrs, ByteView data) {
  if (data.size() > kSealedMax) return fail(ErrorCode::kUnavailable, "A TPM seals at most 128 bytes.");
  Tpm2Blob blob{.pcrs = pcrs, .values = {}, .public_area = {}, .private_area = {}};
  NSL_TRY(blob.values, read_pcrs(tpm, pcrs));
  TPM2B_PUBLIC area{};
  area.publicArea.type = TPM2_ALG_KEYEDHASH;
  area.publicArea.nameAlg = TPM2_ALG_SHA256;
  // Only the policy opens it: there is no password.
  area.publicArea.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_NODA;
  area.publicArea.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL;
  NSL_TRY_VOID(fill_policy(tpm, pcrs, area.publicArea.authPolicy));

  NSL_TRY(const auto parent, tpm.storage_key());
  NSL_TRY(const auto session, tpm.session(TPM2_SE_HMAC, parent.get(), TPMA_SESSION_DECRYPT));
  TPM2B_SENSITIVE_CREATE content{};
  content.sensitive.data.size = static_cast<UINT16>(data.size());
  std::ranges::copy(data, content.sensitive.data.buffer);
  const TPM2B_DATA nothing{};
  const TPML_PCR_SELECTION no_pcrs{};
  TssOwned<TPM2B_PRIVATE> private_area(tpm.tss());
  TssOwned<TPM2B_PUBLIC> public_area(tpm.tss());
  const TSS2_RC code =
      tpm.tss().create(tpm.context(), parent.get(), session.get(), ESYS_TR_NONE, ESYS_TR_NONE, &content, &area,
                       &nothing, &no_pcrs, private_area.out(), public_area.out(), nullptr, nullptr, nullptr);
  crypto::wipe({content.sensitive.data.buffer, data.size()});
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("Create", code);

  blob.private_area.assign(private_area->buffer, private_area->buffer + private_area->size);
  blob.public_area.resize(sizeof(TPM2B_PUBLIC));
  size_t size = 0;
  const TSS2_RC written =
      tpm.tss().marshal_public(public_area.get(), blob.public_area.data(), blob.public_area.size(), &size);
  if (written != TSS2_RC_SUCCESS) return tpm2_refused("to say what it made", written);
  blob.public_area.resize(size);
  return crypto::SecretBytes::copy_of(to_bytes(blob));
}

Result<Tpm2::Handle> load(Tpm2& tpm, const Tpm2::Handle& parent, const Tpm2Blob& blob) {
  const auto foreign = [] {
    return fail(
        ErrorCode::kForbidden,
        "This root key was sealed by another TPM, this one was cleared since, or the bytes were changed. Unseal "
        "with another way, and then add tpm2 again.");
  };
  TPM2B_PUBLIC public_area{};
  TPM2B_PRIVATE private_area{};
  size_t at = 0;
  const TSS2_RC read = tpm.tss().unmarshal_public(blob.public_area.data(), blob.public_area.size(), &at, &public_area);
  if (read != TSS2_RC_SUCCESS || at != blob.public_area.size() || blob.private_area.size() > sizeof private_area.buffer)
    return foreign();
  private_area.size = static_cast<UINT16>(blob.private_area.size());
  std::ranges::copy(blob.private_area, private_area.buffer);
  ESYS_TR object = ESYS_TR_NONE;
  const TSS2_RC code = tpm.tss().load(tpm.context(), parent.get(), ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                                      &private_area, &public_area, &object);
  // What is wrong with foreign or changed bytes depends on which of them it sees first. The chip's own troubles are
  // warnings (part 2, 6.6.2), which are of the other format.
  if (code != TSS2_RC_SUCCESS && (chip_error(code) & TPM2_RC_FMT1) != 0) return foreign();
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("Load", code);
  return Tpm2::Handle(tpm, object);
}

// Which PCRs have other values than when it was sealed.
std::unexpected<Error> changed(const Tpm2& tpm, const Tpm2Blob& blob) {
  std::string names;
  std::size_t at = 0;
  for (std::uint32_t pcr = 0; pcr < 24; ++pcr) {
    if ((blob.pcrs >> pcr & 1) == 0) continue;
    const auto now = read_pcr(tpm, pcr);
    if (now && *now != blob.values[at]) names += fmt::format("{}PCR {}", names.empty() ? "" : ", ", pcr);
    ++at;
  }
  return fail(ErrorCode::kForbidden,
              fmt::format("The TPM does not unseal: {} changed since the root key was sealed. After a change that you "
                          "made (firmware, boot loader, kernel), unseal with another way and add tpm2 again.",
                          names.empty() ? "its policy" : names));
}

Result<crypto::SecretBytes> unseal(Tpm2& tpm, ByteView bytes) {
  const auto blob = parse_tpm2_blob(bytes);
  if (!blob) return fail(ErrorCode::kVaultDamaged, "What the TPM protects is not of the known form.");
  NSL_TRY(const auto parent, tpm.storage_key());
  NSL_TRY(const auto object, load(tpm, parent, *blob));
  NSL_TRY(const auto session, tpm.session(TPM2_SE_POLICY, parent.get(), TPMA_SESSION_ENCRYPT));
  NSL_TRY_VOID(demand_pcrs(tpm, session, blob->pcrs));
  TssOwned<TPM2B_SENSITIVE_DATA> data(tpm.tss());
  const TSS2_RC code =
      tpm.tss().unseal(tpm.context(), object.get(), session.get(), ESYS_TR_NONE, ESYS_TR_NONE, data.out());
  if (chip_error(code) == TPM2_RC_POLICY_FAIL || chip_error(code) == TPM2_RC_PCR_CHANGED) return changed(tpm, *blob);
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("Unseal", code);
  auto secret = crypto::SecretBytes::copy_of({data->buffer, data->size});
  crypto::wipe({data->buffer, data->size});
  return secret;
}

}  // namespace

Result<crypto::SecretBytes> carry_out(const Tpm2Request& request) {
  NSL_TRY(const auto tpm, Tpm2::open(request.device));
  switch (request.operation) {
    case Tpm2Operation::kSeal: return seal(*tpm, request.number, request.data.view());
    case Tpm2Operation::kUnseal: return unseal(*tpm, request.data.view());
    case Tpm2Operation::kRead: return read_counter(*tpm, request.number, request.data.view());
    case Tpm2Operation::kCount: return count(*tpm, request.number, request.data.view());
  }
  return fail(ErrorCode::kInvalidArgument, "There is no such operation.");
}

}  // namespace nsl::vault
