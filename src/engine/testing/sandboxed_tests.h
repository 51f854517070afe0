#pragma once
// How tests start worker processes.

#include "engine/worker_process.h"

namespace nsl::engine::testing {

// As in the service, and every slot is compared with its image after each execution. Without the process walls under
// sanitizers, whose runtimes make system calls that the walls forbid.
inline WorkerProcessOptions process_options() {
  WorkerProcessOptions options;
  options.worker.check_slots = true;
#ifdef NSL_SANITIZED
  options.sandbox = false;
#endif
  return options;
}

}  // namespace nsl::engine::testing
