#include "engine/channel/ring.h"

#include <algorithm>
#include <cstring>

namespace nsl::engine {
namespace {

constexpr std::uint64_t kMask = RingMemory::kCapacity - 1;
static_assert((RingMemory::kCapacity & kMask) == 0);

}  // namespace

std::size_t RingWriter::write(std::string_view bytes) {
  const std::uint64_t used = written_ - memory_->read.load(std::memory_order_acquire);
  if (used > RingMemory::kCapacity) return 0;
  const std::size_t count = std::min<std::size_t>(bytes.size(), RingMemory::kCapacity - used);
  const std::size_t at = written_ & kMask;
  const std::size_t first = std::min(count, RingMemory::kCapacity - at);
  std::memcpy(memory_->bytes + at, bytes.data(), first);
  std::memcpy(memory_->bytes, bytes.data() + first, count - first);
  written_ += count;
  memory_->written.store(written_, std::memory_order_release);
  if (count < bytes.size()) memory_->full.store(1, std::memory_order_seq_cst);
  return count;
}

bool RingWriter::has_room() const {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const std::uint64_t used = written_ - memory_->read.load(std::memory_order_acquire);
  return used < RingMemory::kCapacity;
}

bool RingWriter::must_wake() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return memory_->asleep.load(std::memory_order_relaxed) != 0 && memory_->asleep.exchange(0) != 0;
}

RingReader::Got RingReader::read(std::string& out) {
  const std::uint64_t available = memory_->written.load(std::memory_order_acquire) - read_;
  if (available == 0) return Got::kNothing;
  if (available > RingMemory::kCapacity) return Got::kNonsense;
  const std::size_t at = read_ & kMask;
  const std::size_t first = std::min<std::size_t>(available, RingMemory::kCapacity - at);
  const auto* const bytes = reinterpret_cast<const char*>(memory_->bytes);
  out.append(bytes + at, first);
  out.append(bytes, available - first);
  // It may have been the value of a secret, and the ring would keep it until it has gone round.
  std::memset(memory_->bytes + at, 0, first);
  std::memset(memory_->bytes, 0, available - first);
  read_ += available;
  memory_->read.store(read_, std::memory_order_release);
  return Got::kBytes;
}

bool RingReader::must_wake_writer() {
  // Between the room that read() made and the look at `full`, as the writer has one between `full` and its look at the
  // room: one of the two sees the other.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return memory_->full.load(std::memory_order_relaxed) != 0 && memory_->full.exchange(0) != 0;
}

void RingReader::announce_sleep() {
  memory_->asleep.store(1, std::memory_order_seq_cst);
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

}  // namespace nsl::engine
