#pragma once
// The process walls around a worker. The first wall is the VM's linear memory; this is the second, for the case that
// somebody breaks through the first: the process can compute, use its memory, and talk to the gateway, nothing else.

#include <cstdint>
#include <string>
#include <vector>

namespace nsl::engine {

// One wall, and whether it stands on this machine.
struct Wall {
  std::string name;    // "seccomp", "user namespace" ...
  bool stands = false;
  std::string detail;  // why not, or what it does
};

struct SandboxReport {
  std::vector<Wall> walls;

  std::string text() const;  // "seccomp=yes,network namespace=no: …"
  static SandboxReport parse(std::string_view text);
};

// Gives up every capability of the calling thread.
bool drop_capabilities();

// Closes the process in, for good. Call with all memory, descriptors and threads in place, in the thread that goes on;
// open descriptors other than 2 (log), 3 and 4 (channel) and `keep` are closed. Walls that the machine refuses are reported, not
// fatal; seccomp and no_new_privs work everywhere and are.
SandboxReport enter_sandbox(int keep);

// Starts the program anew as a worker: clones into new user, mount, PID, network, IPC and UTS namespaces where the
// machine allows it and executes /proc/self/exe with `arguments`, an empty environment, `channel` and `notifier` as
// descriptors 3 and 4, stderr as it is and nothing else. Gives the process id, or -1 and errno.
int spawn_worker(const std::vector<std::string>& arguments, int channel, int notifier);

}  // namespace nsl::engine
