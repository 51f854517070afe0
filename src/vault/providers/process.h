#pragma once
// A process of its own for code that somebody else wrote (the module of a token, the libraries of a TPM): a fresh one
// for each operation, which gets the request on its standard input and ends with the answer. What that code does to
// memory, threads or signals is done there. Private to src/vault.

#include "vault/providers/message.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace nsl::vault {

struct ProviderProcess {
  std::string program;  // that calls run_if_provider_process() first thing
  std::string name;     // its first argument, by which it knows what it is
  std::string device;   // "token": for messages
  std::chrono::seconds timeout{60};
};

// kUnavailable when it cannot be started, dies or takes longer than the timeout; else what it answered.
Result<crypto::SecretBytes> ask(const ProviderProcess& process, const crypto::SecretBytes& message);

// nullopt: this is no request.
using Answering = std::function<std::optional<Result<crypto::SecretBytes>>(ByteView request)>;

// The other side, when this process was started with this name: its exit code.
std::optional<int> serve_if_started_as(std::string_view name, int argc, char** argv, const Answering& answering);

}  // namespace nsl::vault
