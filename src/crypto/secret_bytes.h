#pragma once
// SecretBytes: keys and plaintext. Their memory is locked (never in the swap file), left out of core dumps, stands
// between guard pages and is wiped when it is given back. They cannot be copied, printed or compared by accident.
//
// Where the process may lock no more memory (RLIMIT_MEMLOCK), the bytes are guarded and wiped all the same;
// secret_memory() says how much could not be locked.

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace nsl::crypto {

// One thread at a time; different objects on different threads. Costs about 0.1 µs up to 4 KiB, and some
// microseconds above that.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size);  // zeros
  static SecretBytes copy_of(ByteView bytes);
  static SecretBytes random(std::size_t size);

  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes();

  ByteView view() const { return {data_, size_}; }
  std::span<std::uint8_t> bytes() { return {data_, size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Makes it shorter; what is cut off is wiped.
  void shrink(std::size_t size);

  // A second copy, said aloud.
  SecretBytes clone() const { return copy_of(view()); }

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
};

// Overwrites the bytes in a way that the compiler keeps, and empties the container. For texts and buffers of other
// libraries through which a secret had to pass.
void wipe(std::span<std::uint8_t> bytes);
void wipe(std::string& text);
void wipe(Bytes& bytes);

struct SecretMemory {
  std::size_t locked_bytes = 0;
  std::size_t unlocked_bytes = 0;  // taken although RLIMIT_MEMLOCK was reached
};
SecretMemory secret_memory();  // of this process; thread-safe

}  // namespace nsl::crypto
