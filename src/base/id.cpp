#include "base/id.h"

#include "base/check.h"

#include <atomic>
#include <chrono>
#include <sys/random.h>

namespace nsl {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

constexpr std::array<std::int8_t, 256> kValue = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}();

// Random words, taken from the kernel a page at a time: one system call for 512 ids.
std::uint64_t random_word() {
  thread_local std::array<std::uint64_t, 512> pool;
  thread_local std::size_t next = pool.size();
  if (next == pool.size()) {
    auto* bytes = reinterpret_cast<char*>(pool.data());
    for (std::size_t have = 0; have < sizeof pool;) {
      const ssize_t got = getrandom(bytes + have, sizeof pool - have, 0);
      NSL_CHECK(got > 0);
      have += static_cast<std::size_t>(got);
    }
    next = 0;
  }
  return pool[next++];
}

// The last one given: milliseconds in the upper 48 bits, a 12-bit counter below that runs over into the time.
std::atomic<std::uint64_t> last{0};

std::uint64_t next_time_and_counter() {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const std::uint64_t fresh = static_cast<std::uint64_t>(now.count()) << 12;
  std::uint64_t seen = last.load(std::memory_order_relaxed);
  std::uint64_t next = 0;
  do {
    next = fresh > seen ? fresh : seen + 1;
  } while (!last.compare_exchange_weak(seen, next, std::memory_order_relaxed));
  return next;
}

}  // namespace

Uuid Uuid::generate() {
  constexpr std::uint64_t kVersion = 0x7000;
  constexpr std::uint64_t kVariant = 0x8000'0000'0000'0000;
  const std::uint64_t stamp = next_time_and_counter();
  const std::uint64_t high = (stamp >> 12) << 16 | kVersion | (stamp & 0xFFF);
  const std::uint64_t low = kVariant | random_word() >> 2;
  return {high, low};
}

void Uuid::generate_above(Uuid floor) {
  const std::uint64_t stamp = floor.high >> 16 << 12 | (floor.high & 0xFFF);
  std::uint64_t seen = last.load(std::memory_order_relaxed);
  while (seen < stamp && !last.compare_exchange_weak(seen, stamp, std::memory_order_relaxed)) {
  }
}

void Uuid::append_text(std::string& out) const {
  char text[kTextLength];
  std::uint64_t h = high;
  std::uint64_t l = low;
  for (std::size_t i = kTextLength; i-- > 0;) {
    text[i] = kAlphabet[l & 31];
    l = l >> 5 | h << 59;
    h >>= 5;
  }
  out.append(text, kTextLength);
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  // 26 characters hold 130 bits: the first stands for the top three only.
  if (text.size() != kTextLength || text.front() > '7') return std::nullopt;
  Uuid id;
  for (const char c : text) {
    const int value = kValue[static_cast<std::uint8_t>(c)];
    if (value < 0) return std::nullopt;
    id.high = id.high << 5 | id.low >> 59;
    id.low = id.low << 5 | static_cast<std::uint64_t>(value);
  }
  return id;
}

}  // namespace nsl
