// Fuzz target: what the process that talks to a TPM is sent, and what is stored of a sealed key.
#include "vault/tpm2/message.h"

#include "base/check.h"

#include <algorithm>
#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  const ByteView bytes(data, size);
  if (const auto request = vault::parse_tpm2_request(bytes)) {
    NSL_CHECK(std::ranges::equal(vault::to_message(*request).view(), bytes));
  }
  if (const auto blob = vault::parse_tpm2_blob(bytes)) NSL_CHECK(std::ranges::equal(vault::to_bytes(*blob), bytes));
  return 0;
}
