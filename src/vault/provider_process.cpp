#include "vault/provider_process.h"

#include "vault/providers/pkcs11.h"
#include "vault/tpm2/device.h"

namespace nsl::vault {

std::optional<int> run_if_provider_process(int argc, char** argv) {
  if (const auto status = run_if_pkcs11_process(argc, argv)) return status;
  return run_if_tpm2_process(argc, argv);
}

}  // namespace nsl::vault
