#pragma once
// The root keys under an AES key that never leaves a PKCS#11 token: a hardware security module, a smart card, SoftHSM.
//
// The token's module is somebody else's code. It runs in a process of its own (process.h).

#include "vault/provider.h"

#include <chrono>
#include <optional>
#include <string>

namespace nsl::vault {

struct Pkcs11Options {
  std::string module;                      // path of the shared library
  std::string token;                       // label of the token
  std::string key = "nsl-root";            // label of the key in it, made when it is missing
  std::string program = "/proc/self/exe";  // that calls run_if_provider_process() first thing
  std::chrono::seconds timeout{60};        // for one operation: a person may have to touch the token
};

inline constexpr std::size_t kPinBytesMax = 256;

// kInvalidArgument for options or a PIN that cannot be. Nothing is asked of the token yet.
//
// protect() and recover(): kForbidden for a wrong PIN, and for a key that does not open what is given; kUnavailable
// when module, token or key cannot be used, with the reason.
Result<std::unique_ptr<RootKeyProvider>> make_pkcs11_provider(Pkcs11Options options, crypto::SecretBytes pin);

// For run_if_provider_process(): the exit code when this process was started to talk to a token.
std::optional<int> run_if_pkcs11_process(int argc, char** argv);

}  // namespace nsl::vault
