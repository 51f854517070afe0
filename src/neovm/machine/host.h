#pragma once
// Host: what scripts can reach outside the machine. A machine without one faults at SYSCALL and CALLT.

#include "neovm/machine/frame.h"

#include <cstdint>

namespace nsl::neovm {

class Engine;

// Why a script's last frame is gone.
enum class Unloaded : std::uint8_t { kReturned, kThrown };

// Calls come from Engine::run() and may push, pop, load scripts and throw. False means that the machine faults; the
// host has said why with Engine::fault().
class Host {
 public:
  virtual ~Host() = default;
  virtual bool syscall(Engine& engine, std::uint32_t id) = 0;
  virtual bool call_token(Engine& engine, std::uint16_t index) = 0;
  // A loaded script has ended. The invocation stack is that of the caller already, results are on its stack.
  virtual bool unloaded(Engine& engine, LoadedScript& script, Unloaded how) = 0;
};

}  // namespace nsl::neovm
