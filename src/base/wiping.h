#pragma once
// Memory that is wiped before it is freed. operator delete does so for everything in C++ (wiping.cpp); these are for
// libraries in C that let their allocator be replaced and have values of secrets in what they allocate.
//
// Thread-safe. Blocks come from malloc.

#include <cstddef>

namespace nsl {

// Takes null too.
void wipe_and_free(void* block) noexcept;

// realloc that leaves nothing behind. Null, with the block as it was, when there is no memory.
void* wipe_and_grow(void* block, std::size_t size) noexcept;

}  // namespace nsl
