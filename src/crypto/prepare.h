#pragma once
// What OpenSSL has to do once, at a moment of our choosing.

namespace nsl::crypto {

// Sets OpenSSL up without its configuration file and environment variables, and loads every algorithm this folder
// uses; what OpenSSL frees is wiped from then on, if nothing was allocated before. Call it first thing in main(). A
// sandboxed process must call it before the walls go up; afterwards nothing in this folder opens a file, and
// random_bytes() needs getrandom, no more. Thread-safe, idempotent.
void prepare();

}  // namespace nsl::crypto
