#include "engine/sandbox/sandbox.h"

#include "base/check.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace nsl::engine {
namespace {

// Descriptors of a worker (worker_process.h).
constexpr int kNotifier = 4;
constexpr int kLastDescriptor = kNotifier;

Wall wall(std::string name, bool stands, std::string detail = {}) {
  if (!stands && detail.empty()) detail = std::strerror(errno);
  return {std::move(name), stands, std::move(detail)};
}

bool limit(int resource, rlim_t most) {
  const rlimit value{most, most};
  return setrlimit(static_cast<__rlimit_resource_t>(resource), &value) == 0;
}

// An empty, read-only file system as root. Only in a mount namespace of our own: elsewhere it would change the machine's.
Wall empty_root() {
  const char* const name = "empty file system";
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return wall(name, false);
  if (mount("nsl", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=0,nr_inodes=2") != 0) return wall(name, false);
  if (chdir("/tmp") != 0 || syscall(SYS_pivot_root, ".", ".") != 0) return wall(name, false);
  if (umount2(".", MNT_DETACH) != 0 || chdir("/") != 0) return wall(name, false);
  mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
  return wall(name, true);
}

Wall resource_limits() {
  const bool all = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, kLastDescriptor + 1) &&
                   limit(RLIMIT_NPROC, 0) && limit(RLIMIT_MEMLOCK, 0) && limit(RLIMIT_MSGQUEUE, 0);
  return wall("resource limits", all);
}

bool close_all_but(int keep) {
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  const auto close_from = [](unsigned first, unsigned last) { return first > last || syscall(SYS_close_range, first, last, 0) == 0; };
  if (keep <= kLastDescriptor) return close_from(kLastDescriptor + 1, ~0u);
  const auto kept = static_cast<unsigned>(keep);
  return close_from(kLastDescriptor + 1, kept - 1) && close_from(kept + 1, ~0u);
}

// Everything a worker does after this point: memory, waiting, time, the wake-up of the gateway, and its own end.
// Anything else kills the process.
bool allow_only_what_workers_do() {
  scmp_filter_ctx const filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return false;
  bool ok = true;
  for (const int call : {SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime), SCMP_SYS(madvise),
                         SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(rt_sigreturn),
                         SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
                         SCMP_SYS(getrandom), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(tgkill)}) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  }
  // Memory may be made and protected, but never executable.
  const scmp_arg_cmp not_executable{.arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0};
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    ok = ok && seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &not_executable) == 0;
  }
  for (const scmp_datum_t descriptor : {scmp_datum_t{STDERR_FILENO}, scmp_datum_t{kNotifier}}) {
    const scmp_arg_cmp to_it{.arg = 0, .op = SCMP_CMP_EQ, .datum_a = descriptor, .datum_b = 0};
    ok = ok && seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &to_it) == 0;
  }
  ok = ok && seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

// In the child of a clone: only system calls, no allocation.
void write_file(const char* path, const char* text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  [[maybe_unused]] const ssize_t written = write(file, text, std::strlen(text));
  close(file);
}

}  // namespace

std::string SandboxReport::text() const {
  std::string out;
  for (const Wall& w : walls) {
    if (!out.empty()) out += '\n';
    out += fmt::format("{}\t{}\t{}", w.name, w.stands ? "yes" : "no", w.detail);
  }
  return out;
}

SandboxReport SandboxReport::parse(std::string_view text) {
  SandboxReport report;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    report.walls.push_back({std::string(line.substr(0, first)), line.substr(first + 1, second - first - 1) == "yes",
                            std::string(line.substr(second + 1))});
  }
  return report;
}

bool drop_capabilities() {
  for (int capability = 0; capability <= CAP_LAST_CAP; ++capability) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  return syscall(SYS_capset, &header, data) == 0;
}

SandboxReport enter_sandbox(int keep) {
  SandboxReport report;
  const bool own_pid_namespace = getpid() == 1;
  report.walls.push_back({"namespaces", own_pid_namespace,
                          own_pid_namespace ? "user, mount, PID, network, IPC, UTS" : "the machine does not allow them (user namespaces off?)"});
  report.walls.push_back(own_pid_namespace ? empty_root() : Wall{"empty file system", false, "no mount namespace"});
  report.walls.push_back(wall("no core dumps", prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0));
  report.walls.push_back(wall("closed descriptors", close_all_but(keep)));
  report.walls.push_back(wall("no capabilities", drop_capabilities()));
  report.walls.push_back(resource_limits());
  NSL_CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  report.walls.push_back({"no new privileges", true, ""});
  NSL_CHECK(allow_only_what_workers_do());
  report.walls.push_back({"seccomp", true, "allow-list; anything else kills the worker"});
  return report;
}

int spawn_worker(const std::vector<std::string>& arguments, int channel, int notifier) {
  // Everything the child needs is made before the clone.
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  char* const environment[] = {nullptr};
  const std::string uid_map = fmt::format("0 {} 1", geteuid());
  const std::string gid_map = fmt::format("0 {} 1", getegid());

  constexpr unsigned long kNamespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  for (const unsigned long namespaces : {kNamespaces, 0ul}) {
    const auto child = static_cast<int>(syscall(SYS_clone, namespaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (child < 0) continue;
    if (child > 0) return child;
    if (namespaces != 0) {
      prctl(PR_SET_DUMPABLE, 1);  // or these files belong to root
      write_file("/proc/self/setgroups", "deny");
      write_file("/proc/self/uid_map", uid_map.c_str());
      write_file("/proc/self/gid_map", gid_map.c_str());
    }
    // Out of the way first, in case one of them is where the other must go.
    const int high_channel = fcntl(channel, F_DUPFD, 16);
    const int high_notifier = fcntl(notifier, F_DUPFD, 16);
    if (dup2(high_channel, 3) != 3 || dup2(high_notifier, 4) != 4) _exit(127);
    syscall(SYS_close_range, kLastDescriptor + 1, ~0u, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve("/proc/self/exe", argv.data(), environment);
    _exit(127);
  }
  return -1;
}

}  // namespace nsl::engine
