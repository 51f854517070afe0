#include "engine/wasm/guard.h"

#include "base/check.h"
#include "engine/wasm/traces.h"

#include <csignal>
#include <cstdlib>
#include <cstring>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// The longjmp of _FORTIFY_SOURCE takes a jump from the signal stack for an attack, depending on where the two stacks
// lie, and asks the kernel (sigaltstack): a system call that the sandbox of a worker answers with its end.
#if __USE_FORTIFY_LEVEL > 0
#error "compile this file without _FORTIFY_SOURCE (CMakeLists.txt)"
#endif

namespace nsl::engine {
namespace {

constexpr int kTick = SIGURG;  // ignored by default, used by nothing else here
constexpr std::size_t kSignalStack = 64 << 10;
// How much computing may pass between two looks at the deadlines, beside the polls of the engine itself. The kernel
// rounds it up to its own tick (4 ms at 250 Hz).
constexpr long kTickNs = 4'000'000;

thread_local Guard* current = nullptr;
thread_local void* signal_stack = nullptr;
struct sigaction previous_segv;
struct sigaction previous_bus;

// Sanitizers delay signals and cannot follow a jump out of one that came at any instruction, so their builds stop
// code at the engine's own polls only.
#ifdef NSL_SANITIZED
constexpr bool kStopsAnywhere = false;
#else
constexpr bool kStopsAnywhere = true;
#endif

Exit due(const Guard& guard) {
  if (guard.stop.load(std::memory_order_relaxed)) return Exit::kStopped;
  if (guard.stop_list != nullptr && guard.stop_list->contains(guard.number)) return Exit::kStopped;
  if (guard.cpu_deadline != 0 && thread_cpu_ns() >= guard.cpu_deadline) return Exit::kCpuTime;
  if (guard.wall_deadline != 0 && monotonic_ns() >= guard.wall_deadline) return Exit::kWallTime;
  return Exit::kReturned;
}

void on_tick(int, siginfo_t*, void*) {
  Guard* const guard = current;
  if (!kStopsAnywhere || guard == nullptr || guard->where.load(std::memory_order_relaxed) != Where::kInVm) return;
  if (const Exit reason = due(*guard); reason != Exit::kReturned) siglongjmp(guard->exit, static_cast<int>(reason));
}

// One mapping instead of hundreds.
bool open_all(Guard& guard) {
  if (mprotect(guard.base + guard.low, guard.tracked - guard.low, PROT_READ | PROT_WRITE) != 0) return false;
  mark_opened(guard);
  return true;
}

// True when the fault was the first write to a tracked page, which is now writable and on the list.
bool record_write(Guard& guard, std::size_t offset) {
  if (offset < guard.low || offset >= guard.tracked) return false;
  const std::size_t page = offset / kPage;
  if (guard.dirty[page] != 0) return false;
  if (guard.writable_runs >= kWritableRunsMax) return open_all(guard);
  if (mprotect(guard.base + page * kPage, kPage, PROT_READ | PROT_WRITE) != 0) return open_all(guard);
  mark_writable(guard, page);
  guard.written[guard.written_count++] = static_cast<std::uint32_t>(page);
  return true;
}

void pass_on(int signal, siginfo_t* info, void* context) {
  const struct sigaction& previous = signal == SIGSEGV ? previous_segv : previous_bus;
  if ((previous.sa_flags & SA_SIGINFO) != 0 && previous.sa_sigaction != nullptr) {
    previous.sa_sigaction(signal, info, context);
    return;
  }
  std::signal(signal, SIG_DFL);  // the faulting instruction runs again and ends the process
}

void on_fault(int signal, siginfo_t* info, void* context) {
  Guard* const guard = current;
  if (guard != nullptr && guard->base != nullptr) {
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    const auto base = reinterpret_cast<std::uintptr_t>(guard->base);
    const bool in_memory = address >= base && address - base < kReserved;
    if (in_memory && record_write(*guard, address - base)) return;
    // In the VM anything else is a trap: outside the memory, a null page, or the end of the native stack. A host
    // function reaches outside the memory only through engine code it called.
    const Where where = guard->where.load(std::memory_order_relaxed);
    if (where == Where::kInVm || (where == Where::kInHost && in_memory)) {
      sigset_t tick;
      sigemptyset(&tick);
      sigaddset(&tick, kTick);
      pthread_sigmask(SIG_UNBLOCK, &tick, nullptr);
      siglongjmp(guard->exit, static_cast<int>(Exit::kTrap));
    }
  }
  pass_on(signal, info, context);
}

}  // namespace

Guard*& current_guard() { return current; }

void mark_writable(Guard& guard, std::size_t page) {
  guard.dirty[page] = 1;
  guard.writable_runs += 1;
  guard.writable_runs -= std::size_t{guard.dirty[page - 1]} + guard.dirty[page + 1];
}

void mark_opened(Guard& guard) {
  std::memset(guard.dirty + guard.low / kPage, 1, (guard.tracked - guard.low) / kPage);
  guard.writable_runs = 1;
  guard.opened = true;
}

void mark_protected(Guard& guard, std::size_t page) {
  guard.dirty[page] = 0;
  guard.writable_runs += std::size_t{guard.dirty[page - 1]} + guard.dirty[page + 1];
  guard.writable_runs -= 1;
}

std::int64_t thread_cpu_ns() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

std::int64_t monotonic_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

void leave(Guard& guard, Exit reason) {
  guard.where.store(Where::kOutside, std::memory_order_relaxed);
  siglongjmp(guard.exit, static_cast<int>(reason));
}

void check_deadlines(Guard& guard) {
  if (const Exit reason = due(guard); reason != Exit::kReturned) leave(guard, reason);
}

namespace {

bool install_handlers() {
  // SA_NODEFER, because the fault handler jumps out; the tick waits while a fault is handled, or it would jump out of
  // the middle of the list of written pages.
  struct sigaction action{};
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  action.sa_sigaction = on_fault;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, kTick);
  NSL_CHECK(sigaction(SIGSEGV, &action, &previous_segv) == 0);
  NSL_CHECK(sigaction(SIGBUS, &action, &previous_bus) == 0);

  action.sa_flags |= SA_RESTART;
  action.sa_sigaction = on_tick;
  sigemptyset(&action.sa_mask);
  NSL_CHECK(sigaction(kTick, &action, nullptr) == 0);
  return true;
}

}  // namespace

void install_signal_handlers() {
  // A second time would make the fault handler its own predecessor.
  [[maybe_unused]] static const bool installed = install_handlers();
}

void wipe_traces() {
  // Copies of every size that memcpy() treats differently, so that it goes through all the registers it uses.
  alignas(64) std::uint8_t zeros[4096] = {};
  alignas(64) std::uint8_t to[4096];
  for (volatile std::size_t size = 8; size <= sizeof to; size = 2 * size) {
    std::memcpy(to, zeros, size);
    std::memmove(to, zeros + 1, size - 1);
    asm volatile("" : : "r"(to) : "memory");
  }
  if (signal_stack != nullptr) explicit_bzero(signal_stack, kSignalStack);
}

VmThread::VmThread() {
  stack_ = mmap(nullptr, kSignalStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  NSL_CHECK(stack_ != MAP_FAILED);
  signal_stack = stack_;
  stack_t stack{};
  stack.ss_sp = stack_;
  stack.ss_size = kSignalStack;
  NSL_CHECK(sigaltstack(&stack, nullptr) == 0);

  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = kTick;
  event._sigev_un._tid = static_cast<int>(syscall(SYS_gettid));
  NSL_CHECK(timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0);
  itimerspec period{};
  period.it_interval.tv_nsec = kTickNs;
  period.it_value.tv_nsec = kTickNs;
  NSL_CHECK(timer_settime(timer_, 0, &period, nullptr) == 0);
}

VmThread::~VmThread() {
  timer_delete(timer_);
  current = nullptr;
  signal_stack = nullptr;
  stack_t stack{};
  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
  munmap(stack_, kSignalStack);
}

}  // namespace nsl::engine
