#pragma once
// What copying and signals leave behind in a thread that runs VMs (guard.h).

namespace nsl::engine {

// The vector registers hold the last bytes that were copied, until something else is; each signal puts them all on the
// thread's signal stack, and there they stay. Both are overwritten here, because the bytes may have been the value of a
// secret. Not from within a handler. About 3 µs.
void wipe_traces();

}  // namespace nsl::engine
