#include "crypto/secret_memory.h"

#include "base/check.h"
#include "base/guarded.h"

#include <sodium.h>
#include <sys/mman.h>

#include <array>
#include <vector>

namespace nsl::crypto {
namespace {

constexpr std::size_t kArenaBytes = 65'536;
constexpr std::array<std::size_t, 3> kRooms{64, 512, 4096};

// Arenas stay until the program ends: they are reused, and keys are few.
struct Arenas {
  std::array<std::vector<std::uint8_t*>, kRooms.size()> free;
  SecretMemory taken;
};

Guarded<Arenas>& arenas() {
  // Memory of the process, not state of the program: hence not handed around. Never destroyed, because other static
  // objects may give memory back at exit.
  static auto* all = new Guarded<Arenas>([] {
    NSL_CHECK(sodium_init() >= 0);
    return Arenas{};
  }());
  return *all;
}

// sodium_malloc() locks what it gives where the limit allows it and does not say whether it did, so ask again.
std::uint8_t* take_pages(std::size_t size, SecretMemory& taken) {
  auto* data = static_cast<std::uint8_t*>(sodium_malloc(size));
  NSL_CHECK(data != nullptr);
  sodium_memzero(data, size);
  (mlock(data, size) == 0 ? taken.locked_bytes : taken.unlocked_bytes) += size;
  return data;
}

std::size_t room_index(std::size_t size) {
  std::size_t index = 0;
  while (index < kRooms.size() && kRooms[index] < size) ++index;
  return index;
}

}  // namespace

SecretPiece take_secret_memory(std::size_t size) {
  const std::size_t index = room_index(size);
  return arenas().with([&](Arenas& all) -> SecretPiece {
    if (index == kRooms.size()) return {take_pages(size, all.taken), size};
    const std::size_t room = kRooms[index];
    auto& free = all.free[index];
    if (free.empty()) {
      std::uint8_t* arena = take_pages(kArenaBytes, all.taken);
      for (std::size_t at = 0; at < kArenaBytes; at += room) free.push_back(arena + at);
    }
    std::uint8_t* data = free.back();
    free.pop_back();
    return {data, room};
  });
}

void give_back_secret_memory(SecretPiece piece) {
  const std::size_t index = room_index(piece.room);
  sodium_memzero(piece.data, piece.room);
  if (index == kRooms.size()) {
    sodium_free(piece.data);
    return arenas().with([&](Arenas& all) {
      auto& count = all.taken.unlocked_bytes >= piece.room ? all.taken.unlocked_bytes : all.taken.locked_bytes;
      count -= std::min(count, piece.room);
    });
  }
  arenas().with([&](Arenas& all) { all.free[index].push_back(piece.data); });
}

SecretMemory secret_memory() {
  return arenas().with([](const Arenas& all) { return all.taken; });
}

}  // namespace nsl::crypto
