// Fuzz target: backup files that somebody else made, and what is in them.
#include "vault/backup.h"

#include "base/check.h"

#include <algorithm>
#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  const ByteView bytes(data, size);
  static const auto wrong_key = crypto::SecretBytes::random(vault::kKeyBytes);
  NSL_CHECK(!vault::unlock_backup(bytes, {.file_key = &wrong_key}));
  static const auto recipient = crypto::make_box_key_pair();
  NSL_CHECK(!vault::backup_file_key(bytes, recipient));
  if (const auto secrets = vault::from_payload(bytes)) {
    // One text for each content.
    NSL_CHECK(std::ranges::equal(vault::to_payload(*secrets).view(), bytes));
  }
  return 0;
}
