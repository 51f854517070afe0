// Fuzz target: what a process that runs somebody else's module sends, and what it is sent.
#include "vault/providers/pkcs11_message.h"

#include "base/check.h"

#include <algorithm>
#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  const ByteView bytes(data, size);
  if (const auto request = vault::parse_request(bytes)) {
    NSL_CHECK(std::ranges::equal(vault::to_message(*request).view(), bytes));
  }
  const auto answer = vault::parse_answer(bytes);
  if (answer) NSL_CHECK(std::ranges::equal(vault::to_message(answer).view(), bytes));
  return 0;
}
