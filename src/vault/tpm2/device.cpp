#include "vault/tpm2/device.h"

#include "vault/providers/process.h"
#include "vault/tpm2/chip.h"
#include "vault/tpm2/message.h"

namespace nsl::vault {
namespace {

constexpr const char* kProcessName = "vault-tpm";
constexpr std::size_t kTctiMax = 256;

}  // namespace

Status check(const Tpm2Device& device) {
  const std::string& tcti = device.tcti;
  const bool known = tcti.starts_with("device:/") || tcti.starts_with("swtpm:");
  if (known && tcti.size() <= kTctiMax) return {};
  // Other modules of tpm2-tss start programs or write traces of what passes.
  return fail(ErrorCode::kInvalidArgument, "A TPM is written like device:/dev/tpmrm0 or swtpm:path=/run/swtpm.sock.");
}

Result<crypto::SecretBytes> ask_tpm2(const Tpm2Device& device, const Tpm2Request& request) {
  return ask({.program = device.program, .name = kProcessName, .device = "TPM", .timeout = device.timeout},
             to_message(request));
}

std::optional<int> run_if_tpm2_process(int argc, char** argv) {
  return serve_if_started_as(kProcessName, argc, argv,
                             [](ByteView message) -> std::optional<Result<crypto::SecretBytes>> {
                               const auto request = parse_tpm2_request(message);
                               if (!request) return std::nullopt;
                               return carry_out(*request);
                             });
}

}  // namespace nsl::vault
