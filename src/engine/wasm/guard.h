#pragma once
// Guard: how control leaves translated Wasm code when it must not go on, and how written pages are found.
//
// The C that wasm2c makes has no checks of its own: an access outside the linear memory, a runaway stack or an endless
// built-in ends in a signal. The handlers here turn it into a jump back to where the VM was entered, and they record
// the first write to each page while pages are write-protected. Everything in Guard is touched from signal handlers
// of the thread that runs the VM, so it holds plain data only.
//
// A jump skips C++ destructors: code between enter() and the translated C owns nothing on the stack.

#include <array>
#include <atomic>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <ctime>

namespace nsl::engine {

// Why control came back from the VM.
enum class Exit : int {
  kReturned = 0,
  kTrap,          // the VM broke a rule of Wasm; its state is undefined until it is restored
  kCpuTime,       // CPU limit
  kWallTime,      // deadline
  kStopped,       // stop() was asked for
  kHost,          // a host function gave up (Guard::leave)
};

// Where the thread is, from the signal handlers' point of view.
enum class Where : int { kOutside, kInVm, kInHost };

// Numbers of executions that somebody else asks to stop while they compute, in memory that the other process may share.
// Zero-filled memory is an empty list. One side puts numbers in and takes them out; the VM's side only looks.
struct StopList {
  static constexpr std::size_t kMax = 256;

  std::atomic<std::uint32_t> count;  // of numbers that are there, so that the usual look is short
  std::array<std::atomic<std::uint64_t>, kMax> numbers;  // 0: free

  bool contains(std::uint64_t number) const {
    if (number == 0 || count.load(std::memory_order_acquire) == 0) return false;
    for (const auto& listed : numbers) {
      if (listed.load(std::memory_order_relaxed) == number) return true;
    }
    return false;
  }
};

struct Guard {
  sigjmp_buf exit;
  std::atomic<Where> where{Where::kOutside};
  std::atomic<bool> stop{false};
  // Another process may ask for a stop by putting `number` there; null: nobody can.
  const StopList* stop_list = nullptr;
  std::uint64_t number = 0;

  // Deadlines in nanoseconds: of the thread's CPU clock and of the monotonic clock. 0: none.
  std::int64_t cpu_deadline = 0;
  std::int64_t wall_deadline = 0;

  // Page tracking. `base` is the start of the reserved range, [low, tracked) the write-protected image.
  std::uint8_t* base = nullptr;
  std::size_t low = 0;
  std::size_t tracked = 0;
  std::uint8_t* dirty = nullptr;          // a byte a page: 1 when it may be written
  std::uint32_t* written = nullptr;       // page numbers in the order of their first write
  std::size_t written_count = 0;
  std::size_t writable_runs = 0;          // writable pages in a row count once: each is a mapping of the kernel's
  bool opened = false;                    // too many: everything may be written, and nothing is recorded any more
  int trap_code = 0;                      // wasm_rt_trap_t of the last trap
};

inline constexpr std::size_t kPage = 4096;
// The kernel keeps 65,530 mappings for a process (vm.max_map_count), and each run of writable pages splits one in three.
// 72 slots (SlotPool) with so many runs each stay below; the largest library tried (zod) has 150.
inline constexpr std::size_t kWritableRunsMax = 400;
// An address is 32 bits plus a constant offset; the largest in this module is 1,167,192 (checked at build time by
// a test over the generated C).
inline constexpr std::size_t kReserved = (std::size_t{1} << 32) + (std::size_t{2} << 20);

// The Guard of the VM that this thread is in or was last in; null before the first.
Guard*& current_guard();

// Keep `dirty` and `writable_runs` together. `dirty` has a byte more than there are pages.
void mark_writable(Guard& guard, std::size_t page);
void mark_protected(Guard& guard, std::size_t page);
// Any page may be written from now on, and may have been.
void mark_opened(Guard& guard);

// Installs the process-wide handlers, the first time it is called; before the first VM thread. Faults that are not ours
// go on to the handlers that were there before (those of sanitizers).
void install_signal_handlers();

// Gives the calling thread what VMs need: a signal stack, and a CPU timer that looks at the deadlines every few
// milliseconds of computing (built-ins such as JSON.parse never ask). Call once in each VM thread.
class VmThread {
 public:
  VmThread();
  ~VmThread();
  VmThread(const VmThread&) = delete;
  VmThread& operator=(const VmThread&) = delete;

 private:
  void* stack_ = nullptr;
  timer_t timer_{};
};

// Runs `body` with the guard active. A signal or leave() ends it early.
template <typename Body>
[[gnu::noinline]] Exit enter(Guard& guard, Body&& body) {
  current_guard() = &guard;
  const int code = sigsetjmp(guard.exit, 0);
  if (code == 0) {
    guard.where.store(Where::kInVm, std::memory_order_relaxed);
    body();
  }
  guard.where.store(Where::kOutside, std::memory_order_relaxed);
  return static_cast<Exit>(code);
}

// Jumps out of the VM. Only from code that enter() called.
[[noreturn]] void leave(Guard& guard, Exit reason);

// Marks the time a host function runs: signals wait, and a stop that came meanwhile is obeyed at the end.
class HostSection {
 public:
  explicit HostSection(Guard& guard) : guard_(guard) { guard_.where.store(Where::kInHost, std::memory_order_relaxed); }
  void end() {  // not the destructor, because it may jump
    guard_.where.store(Where::kInVm, std::memory_order_relaxed);
    if (guard_.stop.load(std::memory_order_relaxed)) leave(guard_, Exit::kStopped);
  }

 private:
  Guard& guard_;
};

// Leaves when a deadline has passed or a stop was asked for.
void check_deadlines(Guard& guard);

std::int64_t thread_cpu_ns();
std::int64_t monotonic_ns();

}  // namespace nsl::engine
