#include "crypto/secret_bytes.h"

#include "base/check.h"
#include "crypto/random.h"
#include "crypto/secret_memory.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

namespace nsl::crypto {

SecretBytes::SecretBytes(std::size_t size) {
  if (size == 0) return;
  const SecretPiece piece = take_secret_memory(size);
  data_ = piece.data;
  room_ = piece.room;
  size_ = size;
}

SecretBytes SecretBytes::copy_of(ByteView bytes) {
  SecretBytes made(bytes.size());
  std::ranges::copy(bytes, made.data_);
  return made;
}

SecretBytes SecretBytes::random(std::size_t size) {
  SecretBytes made(size);
  random_bytes(made.bytes());
  return made;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      room_(std::exchange(other.room_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  // What this held is wiped at once, with `old`.
  SecretBytes old(std::move(other));
  std::swap(data_, old.data_);
  std::swap(size_, old.size_);
  std::swap(room_, old.room_);
  return *this;
}

SecretBytes::~SecretBytes() {
  if (data_ != nullptr) give_back_secret_memory({data_, room_});
}

void SecretBytes::shrink(std::size_t size) {
  NSL_CHECK(size <= size_);
  wipe(bytes().subspan(size));
  size_ = size;
}

void wipe(std::span<std::uint8_t> bytes) {
  if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

void wipe(std::string& text) {
  // The room beyond the size may hold what the text was before.
  text.resize(text.capacity());
  sodium_memzero(text.data(), text.size());
  text.clear();
}

void wipe(Bytes& bytes) {
  bytes.resize(bytes.capacity());
  wipe(std::span(bytes));
  bytes.clear();
}

}  // namespace nsl::crypto
