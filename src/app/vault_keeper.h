#pragma once
// VaultKeeper: what the vault needs done while the service runs: unsealing at start, rotations step by step, and
// writing down when secrets were used last.

#include "base/event_loop.h"
#include "base/pool.h"
#include "vault/secrets.h"
#include "vault/vault.h"

#include <chrono>
#include <cstdint>
#include <memory>

namespace nsl::app {

// Event-loop thread only; the work itself is done on the pool.
class VaultKeeper {
 public:
  static constexpr std::chrono::seconds kPause{30};           // between two looks
  static constexpr std::chrono::milliseconds kStepPause{20};  // while a rotation is under way: nobody waits for it

  // Who reads secrets: people by the API, functions by host calls.
  struct Stores {
    vault::SecretStore& people;
    vault::SecretStore& functions;
  };

  // What needs nobody at start.
  enum class Means : std::uint8_t { kFile, kTpm2 };

  VaultKeeper(EventLoop& loop, Pool& pool, vault::Vault& vault, Stores stores)
      : loop_(loop), pool_(pool), vault_(vault), stores_(stores) {}

  // Blocking, before the loop runs. When it fails the service starts all the same, with a sealed vault.
  void unseal_with(Means means);

  void start() { look_in(kStepPause); }

 private:
  void look_in(std::chrono::milliseconds delay);
  bool work();  // on the pool; whether there is more to do

  EventLoop& loop_;
  Pool& pool_;
  vault::Vault& vault_;
  Stores stores_;
  std::unique_ptr<EventLoop::Timer> timer_;
};

}  // namespace nsl::app
