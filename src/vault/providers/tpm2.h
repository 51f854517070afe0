#pragma once
// The root keys sealed into a TPM 2.0: the chip gives them back only on this machine, and only while the chosen
// platform configuration registers (PCRs) have the values they had when the keys were sealed. Firmware, boot loader and
// kernel are measured into them at start, so another boot chain does not unseal the vault.
//
// The libraries that talk to the chip (tpm2-tss) are loaded when they are needed, in a process of its own (process.h).

#include "vault/provider.h"
#include "vault/tpm2/device.h"

#include <cstdint>

namespace nsl::vault {

inline constexpr std::uint32_t kPcrs = 24;

struct Tpm2Options {
  Tpm2Device device;
  std::uint32_t pcrs = 1u << 7;  // bit n: PCR n of the SHA-256 bank is part of the policy; 7 is secure boot's state
};

// kInvalidArgument for options that cannot be. Nothing is asked of the chip yet.
//
// protect() binds to the values that the PCRs have now, whatever they were before. recover(): kForbidden when a PCR
// changed (the message names it), and when another chip sealed the key or this one was cleared; kUnavailable when the
// chip cannot be used, with the reason.
Result<std::unique_ptr<RootKeyProvider>> make_tpm2_provider(Tpm2Options options);

}  // namespace nsl::vault
