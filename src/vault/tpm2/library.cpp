#include "vault/tpm2/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>

namespace nsl::vault {
namespace {

// Remembers the first name that was not there.
class Loader {
 public:
  explicit Loader(const char* library) : library_(library), handle_(dlopen(library, RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) missing_ = library;
  }

  template <typename Function>
  Loader& take(const char* name, Function& function) {
    if (handle_ == nullptr) return *this;
    function = reinterpret_cast<Function>(dlsym(handle_, name));
    if (function == nullptr && missing_.empty()) missing_ = fmt::format("{} in {}", name, library_);
    return *this;
  }

  const std::string& missing() const { return missing_; }

 private:
  const char* library_;
  void* handle_;
  std::string missing_;
};

}  // namespace

Result<TssLibrary> load_tss() {
  // They print what goes wrong; it is in the answer.
  setenv("TSS2_LOG", "all+NONE", 1);
  TssLibrary tss{};
  Loader tcti("libtss2-tctildr.so.0"), marshal("libtss2-mu.so.0"), esys("libtss2-esys.so.0");
  tcti.take("Tss2_TctiLdr_Initialize", tss.open_tcti).take("Tss2_TctiLdr_Finalize", tss.close_tcti);
  marshal.take("Tss2_MU_TPM2B_PUBLIC_Marshal", tss.marshal_public)
      .take("Tss2_MU_TPM2B_PUBLIC_Unmarshal", tss.unmarshal_public);
  esys.take("Esys_Initialize", tss.open)
      .take("Esys_Finalize", tss.close)
      .take("Esys_Free", tss.free)
      .take("Esys_CreatePrimary", tss.create_primary)
      .take("Esys_Create", tss.create)
      .take("Esys_Load", tss.load)
      .take("Esys_Unseal", tss.unseal)
      .take("Esys_FlushContext", tss.flush)
      .take("Esys_StartAuthSession", tss.start_session)
      .take("Esys_TRSess_SetAttributes", tss.set_attributes)
      .take("Esys_PolicyPCR", tss.policy_pcr)
      .take("Esys_PolicyGetDigest", tss.policy_digest)
      .take("Esys_PCR_Read", tss.read_pcr)
      .take("Esys_TR_FromTPMPublic", tss.find)
      .take("Esys_TR_SetAuth", tss.set_password)
      .take("Esys_NV_DefineSpace", tss.nv_define)
      .take("Esys_NV_ReadPublic", tss.nv_public)
      .take("Esys_NV_Increment", tss.nv_increment)
      .take("Esys_NV_Read", tss.nv_read);
  for (const Loader* loader : {&tcti, &marshal, &esys}) {
    if (loader->missing().empty()) continue;
    return fail(ErrorCode::kUnavailable,
                fmt::format("{} is missing; a TPM needs tpm2-tss (libtss2-esys-3.0.2-0 and libtss2-tctildr0).",
                            loader->missing()));
  }
  return tss;
}

}  // namespace nsl::vault
