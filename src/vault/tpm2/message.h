#pragma once
// What goes between the service and the process that talks to a TPM, and what of it is stored. Private to src/vault.

#include "vault/providers/message.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::vault {

enum class Tpm2Operation : std::uint8_t {
  kSeal = 1,  // data: what to seal, up to 128 bytes; number: the PCRs as bits -> a Tpm2Blob
  kUnseal,    // data: a Tpm2Blob -> what was sealed
  kRead,      // a counter. number: its NV index; data: its password -> 8 bytes, none when nothing has counted yet
  kCount,     // the same, made when it is missing, one more -> 8 bytes
};
inline constexpr std::uint8_t kTpm2OperationLast = 4;

struct Tpm2Request {
  Tpm2Operation operation = Tpm2Operation::kSeal;
  std::string device;
  std::uint32_t number = 0;
  crypto::SecretBytes data;
};

crypto::SecretBytes to_message(const Tpm2Request& request);
std::optional<Tpm2Request> parse_tpm2_request(ByteView message);

using PcrValue = std::array<std::uint8_t, 32>;

// A sealed object as it is stored (docs/reference/vault-format.md). The values of the PCRs are there to say which one
// changed; what counts is the policy inside the public area.
struct Tpm2Blob {
  std::uint32_t pcrs = 0;        // bits
  std::vector<PcrValue> values;  // of each bit, lowest first, when it was sealed
  Bytes public_area;             // TPM2B_PUBLIC
  Bytes private_area;            // the content of TPM2B_PRIVATE
};

Bytes to_bytes(const Tpm2Blob& blob);
std::optional<Tpm2Blob> parse_tpm2_blob(ByteView bytes);

}  // namespace nsl::vault
