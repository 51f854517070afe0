#pragma once
// Private to src/crypto: where SecretBytes come from. Pieces of 64, 512 and 4096 bytes are cut from arenas of 64 KiB
// that libsodium locks and guards; larger pieces get pages of their own. A locked page for each small key would use up
// the few megabytes a process may lock.

#include "crypto/secret_bytes.h"

#include <cstddef>
#include <cstdint>

namespace nsl::crypto {

struct SecretPiece {
  std::uint8_t* data = nullptr;  // zeros
  std::size_t room = 0;
};

// Ends the program when there is no memory. Thread-safe, as is the other.
SecretPiece take_secret_memory(std::size_t size);
void give_back_secret_memory(SecretPiece piece);  // wipes it

}  // namespace nsl::crypto
