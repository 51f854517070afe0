#include "engine/sandbox/sandbox.h"

#include "engine/testing/sanitizers.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nsl::engine {
namespace {

// Runs `body` in a child process inside the sandbox; gives what waitpid said of its end.
int status_after(void (*body)()) {
  const pid_t child = fork();
  if (child == 0) {
    enter_sandbox(-1);
    body();
    _exit(0);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

struct Attempt {
  const char* name;
  void (*body)();
};

void PrintTo(const Attempt& attempt, std::ostream* out) { *out << attempt.name; }

class ForbiddenInTheSandbox : public ::testing::TestWithParam<Attempt> {};

TEST_P(ForbiddenInTheSandbox, KillsTheProcess) {
  NSL_SKIP_UNDER_SANITIZERS("their runtimes need system calls that the sandbox forbids");
  const int status = status_after(GetParam().body);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it went on and ended with " << WEXITSTATUS(status);
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}

// The numbers of system calls mean other calls there.
void call_as_32_bit_program() {
#ifdef __x86_64__
  asm volatile("int $0x80" : : "a"(5), "b"(0), "c"(0), "d"(0) : "memory");
#else
  open("/", O_RDONLY);
#endif
}

void* page(int access) { return mmap(nullptr, 4096, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }

INSTANTIATE_TEST_SUITE_P(
    Sandbox, ForbiddenInTheSandbox,
    ::testing::Values(Attempt{"OpeningAFile", [] { open("/etc/passwd", O_RDONLY); }},
                      Attempt{"MakingASocket", [] { socket(AF_INET, SOCK_STREAM, 0); }},
                      Attempt{"MakingAUnixSocketPair", [] { int pair[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, pair); }},
                      Attempt{"StartingAProgram", [] { char* const none[] = {nullptr}; execve("/bin/true", none, none); }},
                      Attempt{"Forking", [] { fork(); }},
                      Attempt{"TracingAProcess", [] { ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr); }},
                      Attempt{"ReadingAnotherProcess", [] { syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0); }},
                      Attempt{"SignallingAProcess", [] { kill(1, 0); }},
                      Attempt{"ReadingADescriptor", [] { char byte = 0; (void)!read(0, &byte, 1); }},
                      Attempt{"WritingToAnotherDescriptor", [] { (void)!write(1, "x", 1); }},
                      Attempt{"ControllingADevice", [] { syscall(SYS_ioctl, 2, 0x5412, "x"); }},
                      Attempt{"ChangingItsFilter", [] { syscall(SYS_seccomp, 1, 0, nullptr); }},
                      Attempt{"MappingExecutableMemory", [] { page(PROT_READ | PROT_EXEC); }},
                      Attempt{"MakingMemoryExecutable", [] { mprotect(page(PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC); }},
                      Attempt{"AThirtyTwoBitSystemCall", call_as_32_bit_program},
                      Attempt{"UsingAnIoRing", [] { syscall(SYS_io_uring_setup, 1, nullptr); }}),
    [](const auto& attempt) { return std::string(attempt.param.name); });

TEST(Sandbox, LetsAWorkerComputeAndEnd) {
  NSL_SKIP_UNDER_SANITIZERS("their runtimes need system calls that the sandbox forbids");
  const int status = status_after([] {
    auto* const memory = static_cast<volatile char*>(page(PROT_READ | PROT_WRITE));
    memory[0] = 1;
    mprotect(const_cast<char*>(memory), 4096, PROT_READ);
    munmap(const_cast<char*>(memory), 4096);
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    sched_yield();
    (void)!write(STDERR_FILENO, "", 0);
    delete new int(1);
  });
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(SandboxReport, SurvivesBeingText) {
  const SandboxReport report{{{"seccomp", true, "allow-list"}, {"namespaces", false, "not allowed: why"}, {"empty", true, ""}}};
  const SandboxReport parsed = SandboxReport::parse(report.text());
  ASSERT_EQ(parsed.walls.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(parsed.walls[i].name, report.walls[i].name);
    EXPECT_EQ(parsed.walls[i].stands, report.walls[i].stands);
    EXPECT_EQ(parsed.walls[i].detail, report.walls[i].detail);
  }
}

TEST(SandboxReport, SkipsLinesThatAreNone) {
  for (const char* text : {"", "\n\n", "seccomp", "seccomp\t", "\t", "a\tyes", "\n\t\n"}) {
    EXPECT_TRUE(SandboxReport::parse(text).walls.empty()) << text;
  }
  EXPECT_EQ(SandboxReport::parse("junk\nseccomp\tyes\tx\nmore").walls.size(), 1u);
  EXPECT_FALSE(SandboxReport::parse("seccomp\tYES\tx").walls[0].stands);
}

}  // namespace
}  // namespace nsl::engine
