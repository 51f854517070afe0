#include "vault/tpm2/session.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

TPM2B_PUBLIC storage_key_template() {
  TPM2B_PUBLIC area{};
  TPMT_PUBLIC& key = area.publicArea;
  key.type = TPM2_ALG_ECC;
  key.nameAlg = TPM2_ALG_SHA256;
  key.objectAttributes = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                         TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA;
  TPMS_ECC_PARMS& curve = key.parameters.eccDetail;
  curve.symmetric.algorithm = TPM2_ALG_AES;
  curve.symmetric.keyBits.aes = 128;
  curve.symmetric.mode.aes = TPM2_ALG_CFB;
  curve.scheme.scheme = TPM2_ALG_NULL;
  curve.curveID = TPM2_ECC_NIST_P256;
  curve.kdf.scheme = TPM2_ALG_NULL;
  return area;
}

}  // namespace

TSS2_RC chip_error(TSS2_RC code) {
  if ((code & TSS2_RC_LAYER_MASK) != 0) return 0;
  return (code & TPM2_RC_FMT1) != 0 ? code & (TPM2_RC_FMT1 | 0x3fu) : code;
}

std::unexpected<Error> tpm2_refused(std::string_view command, TSS2_RC code) {
  if ((code & TSS2_RC_LAYER_MASK) != 0) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("The TPM cannot be reached ({}, tpm2-tss code 0x{:x}).", command, code));
  }
  return fail(ErrorCode::kUnavailable, fmt::format("The TPM refused {} (code 0x{:x}).", command, code));
}

Result<std::unique_ptr<Tpm2>> Tpm2::open(const std::string& tcti) {
  NSL_TRY(const TssLibrary tss, load_tss());
  TSS2_TCTI_CONTEXT* wire = nullptr;
  if (const TSS2_RC code = tss.open_tcti(tcti.c_str(), &wire); code != TSS2_RC_SUCCESS) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("The TPM \"{}\" cannot be opened (tpm2-tss code 0x{:x}); see that it is there and that the "
                            "service may use it.",
                            tcti, code));
  }
  std::unique_ptr<Tpm2> tpm(new Tpm2(tss, wire));
  if (const TSS2_RC code = tss.open(&tpm->context_, wire, nullptr); code != TSS2_RC_SUCCESS)
    return tpm2_refused("to be opened", code);
  return tpm;
}

Tpm2::~Tpm2() {
  if (context_ != nullptr) tss_.close(&context_);
  tss_.close_tcti(&tcti_);
}

Result<Tpm2::Handle> Tpm2::storage_key() {
  const TPM2B_SENSITIVE_CREATE no_password{};
  const TPM2B_PUBLIC area = storage_key_template();
  const TPM2B_DATA nothing{};
  const TPML_PCR_SELECTION no_pcrs{};
  ESYS_TR key = ESYS_TR_NONE;
  const TSS2_RC code =
      tss_.create_primary(context_, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &no_password, &area,
                          &nothing, &no_pcrs, &key, nullptr, nullptr, nullptr, nullptr);
  if (chip_error(code) == TPM2_RC_BAD_AUTH)
    return fail(ErrorCode::kUnavailable, "The TPM's owner hierarchy has a password; the vault needs it without.");
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("CreatePrimary", code);
  return Handle(*this, key);
}

Result<Tpm2::Handle> Tpm2::session(TPM2_SE type, ESYS_TR key, TPMA_SESSION attributes) {
  TPMT_SYM_DEF cipher{};
  cipher.algorithm = TPM2_ALG_AES;
  cipher.keyBits.aes = 128;
  cipher.mode.aes = TPM2_ALG_CFB;
  ESYS_TR number = ESYS_TR_NONE;
  const TSS2_RC code = tss_.start_session(context_, key, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                          nullptr, type, &cipher, TPM2_ALG_SHA256, &number);
  if (code != TSS2_RC_SUCCESS) return tpm2_refused("StartAuthSession", code);
  Handle session(*this, number);
  const auto wanted = static_cast<TPMA_SESSION>(attributes | TPMA_SESSION_CONTINUESESSION);
  if (const TSS2_RC set = tss_.set_attributes(context_, number, wanted, 0xff); set != TSS2_RC_SUCCESS)
    return tpm2_refused("TRSess_SetAttributes", set);
  return session;
}

}  // namespace nsl::vault
