#pragma once
// Ring: a byte pipe in memory that gateway and worker share. One side writes, the other reads.
//
// Neither side trusts the other: positions are checked at each use and bytes are copied out before anyone looks at
// them, so a worker that was taken over can send nonsense but cannot make the gateway read or write elsewhere.
//
// Sleeping: the reader announces that it sleeps, looks once more, and waits; the writer, after publishing, wakes a
// reader that has announced it. What waiting and waking are is up to the caller (futex for the worker, eventfd for
// the gateway), and done once for many messages.

#include "base/bytes.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace nsl::engine {

// The shared part. Zero-filled memory is an empty ring.
struct RingMemory {
  static constexpr std::size_t kCapacity = std::size_t{256} << 10;  // a power of two

  alignas(64) std::atomic<std::uint64_t> written;  // bytes ever, moved by the writer
  alignas(64) std::atomic<std::uint64_t> read;     // bytes ever, moved by the reader
  alignas(64) std::atomic<std::uint32_t> asleep;   // 1 while the reader sleeps
  std::atomic<std::uint32_t> full;                 // 1 while the writer waits for room
  alignas(64) std::uint8_t bytes[kCapacity];
};

class RingWriter {
 public:
  explicit RingWriter(RingMemory& memory) : memory_(&memory) {}

  // Copies as much as there is room for and makes it visible; gives how many bytes. When that is not all, the reader is
  // asked to tell when it has made room. 0 also when the reader's position makes no sense.
  std::size_t write(std::string_view bytes);
  bool has_room() const;

  // True when the reader sleeps and must be woken by the caller, who is the only one told so.
  bool must_wake();

 private:
  RingMemory* memory_;
  std::uint64_t written_ = 0;  // own copy: the shared one is for the reader
};

class RingReader {
 public:
  explicit RingReader(RingMemory& memory) : memory_(&memory) {}

  bool ready() const { return memory_->written.load(std::memory_order_acquire) != read_; }

  enum class Got : std::uint8_t { kNothing, kBytes, kNonsense };
  // Appends everything that is there to `out`. kNonsense: the writer's position is impossible.
  Got read(std::string& out);

  // True when the writer waits for the room that read() has made, and must be woken by the caller.
  bool must_wake_writer();

  void announce_sleep();
  void announce_awake() { memory_->asleep.store(0, std::memory_order_relaxed); }
  std::atomic<std::uint32_t>& sleep_word() { return memory_->asleep; }

 private:
  RingMemory* memory_;
  std::uint64_t read_ = 0;
};

}  // namespace nsl::engine
