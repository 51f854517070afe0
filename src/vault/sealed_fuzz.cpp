// Fuzz target: sealed texts from a database that somebody else wrote.
#include "vault/sealed.h"

#include "base/check.h"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  const ByteView bytes(data, size);
  const auto parsed = vault::parse_sealed(bytes);
  if (parsed) {
    // Its parts are the whole, in order.
    NSL_CHECK(parsed->header.size() + parsed->nonce.size() + parsed->ciphertext_and_tag.size() == size);
    NSL_CHECK(parsed->ciphertext_and_tag.data() + parsed->ciphertext_and_tag.size() == data + size);
  }
  // Nobody has this key, so nothing opens.
  static const auto key = vault::VersionKey::generate();
  NSL_CHECK(!vault::open(key, vault::Context(), bytes));
  const auto stored = vault::from_stored(as_text(bytes));
  if (stored) NSL_CHECK(vault::to_stored(*stored) == as_text(bytes));
  return 0;
}
