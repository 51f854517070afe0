#pragma once
// Tpm2Device: which TPM 2.0 this service uses, and how it is asked: by a process of its own for each operation
// (providers/process.h), which loads the libraries of tpm2-tss.

#include "base/error.h"
#include "crypto/secret_bytes.h"

#include <chrono>
#include <optional>
#include <string>

namespace nsl::vault {

struct Tpm2Request;

struct Tpm2Device {
  std::string tcti;                        // as tpm2-tss writes it: "device:/dev/tpmrm0", "swtpm:path=/run/tpm.sock"
  std::string program = "/proc/self/exe";  // that calls run_if_provider_process() first thing
  std::chrono::seconds timeout{60};        // for one operation; slow chips take seconds to make keys
};

// kInvalidArgument for one that cannot be. The chip is not asked.
Status check(const Tpm2Device& device);

// kUnavailable, kForbidden: as the operation says (message.h).
Result<crypto::SecretBytes> ask_tpm2(const Tpm2Device& device, const Tpm2Request& request);

// For run_if_provider_process(): the exit code when this process was started to talk to a TPM.
std::optional<int> run_if_tpm2_process(int argc, char** argv);

}  // namespace nsl::vault
