#pragma once
// The functions of tpm2-tss that are used, loaded at run time: the service starts without these libraries, and needs
// them only where a TPM is configured. Private to src/vault.

#include "base/error.h"

#include <tss2/tss2_esys.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_tctildr.h>

namespace nsl::vault {

struct TssLibrary {
  decltype(&Tss2_TctiLdr_Initialize) open_tcti;
  decltype(&Tss2_TctiLdr_Finalize) close_tcti;
  decltype(&Tss2_MU_TPM2B_PUBLIC_Marshal) marshal_public;
  decltype(&Tss2_MU_TPM2B_PUBLIC_Unmarshal) unmarshal_public;
  decltype(&Esys_Initialize) open;
  decltype(&Esys_Finalize) close;
  decltype(&Esys_Free) free;
  decltype(&Esys_CreatePrimary) create_primary;
  decltype(&Esys_Create) create;
  decltype(&Esys_Load) load;
  decltype(&Esys_Unseal) unseal;
  decltype(&Esys_FlushContext) flush;
  decltype(&Esys_StartAuthSession) start_session;
  decltype(&Esys_TRSess_SetAttributes) set_attributes;
  decltype(&Esys_PolicyPCR) policy_pcr;
  decltype(&Esys_PolicyGetDigest) policy_digest;
  decltype(&Esys_PCR_Read) read_pcr;
  decltype(&Esys_TR_FromTPMPublic) find;
  decltype(&Esys_TR_SetAuth) set_password;
  decltype(&Esys_NV_DefineSpace) nv_define;
  decltype(&Esys_NV_ReadPublic) nv_public;
  decltype(&Esys_NV_Increment) nv_increment;
  decltype(&Esys_NV_Read) nv_read;
};

// kUnavailable when a library is missing or another one than expected.
Result<TssLibrary> load_tss();

}  // namespace nsl::vault
