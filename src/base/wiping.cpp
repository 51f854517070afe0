// What the program frees is wiped first. Values of secrets pass through texts and buffers of every kind on their way (a
// string that grows leaves its old memory behind); wiping each of them by name would need nobody to ever forget one.
//
// Costs what writing the block once more costs, some nanoseconds for most. Blocks above kWipedMax come from the kernel
// by themselves and go back to it, which wipes them. Sanitizers bring operators of their own; then these are left out.

#include "base/wiping.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include <malloc.h>

namespace nsl {
namespace {

// glibc maps blocks of this size and more by themselves at first, and moves the border up when such blocks are freed
// (mallopt(3), M_MMAP_THRESHOLD); up to 1 MiB the rest is wiped all the same.
constexpr std::size_t kWipedMax = std::size_t{1} << 20;

}  // namespace

void wipe_and_free(void* block) noexcept {
  if (block == nullptr) return;
  const std::size_t size = malloc_usable_size(block);
  if (size <= kWipedMax) explicit_bzero(block, size);
  std::free(block);
}

void* wipe_and_grow(void* block, std::size_t size) noexcept {
  void* const longer = std::malloc(size);
  if (block == nullptr || longer == nullptr) return longer;
  std::memcpy(longer, block, std::min(size, malloc_usable_size(block)));
  wipe_and_free(block);
  return longer;
}

}  // namespace nsl

#ifndef NSL_SANITIZED

void operator delete(void* block) noexcept { nsl::wipe_and_free(block); }
void operator delete(void* block, std::size_t) noexcept { nsl::wipe_and_free(block); }
void operator delete(void* block, std::align_val_t) noexcept { nsl::wipe_and_free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { nsl::wipe_and_free(block); }
void operator delete[](void* block) noexcept { nsl::wipe_and_free(block); }
void operator delete[](void* block, std::size_t) noexcept { nsl::wipe_and_free(block); }
void operator delete[](void* block, std::align_val_t) noexcept { nsl::wipe_and_free(block); }
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept { nsl::wipe_and_free(block); }

#endif
