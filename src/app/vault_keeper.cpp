#include "app/vault_keeper.h"

#include "base/log.h"
#include "vault/providers/file.h"

#include <sys/resource.h>

namespace nsl::app {
namespace {

// As much memory as this process may lock, for keys and values.
void allow_locked_memory() {
  rlimit limit{};
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_MEMLOCK, &limit);
}

Status unseal(vault::Vault& vault) {
  NSL_TRY(const auto status, vault.status());
  const auto missing =
      status.state == vault::VaultState::kNew ? vault::MissingKeyFile::kMake : vault::MissingKeyFile::kRefuse;
  NSL_TRY(auto provider, vault::open_file_provider(vault.options().key_file, missing));
  return vault.unseal(vault::service_itself(), std::move(provider));
}

}  // namespace

void VaultKeeper::unseal_with_file() {
  allow_locked_memory();
  if (const Status unsealed = unseal(vault_); !unsealed) {
    log::error("the vault stays sealed", {{"reason", unsealed.error().message}});
  }
  if (const auto memory = crypto::secret_memory(); memory.unlocked_bytes > 0) {
    log::warn("some memory for secrets is not locked; raise RLIMIT_MEMLOCK",
              {{"unlocked_bytes", memory.unlocked_bytes}});
  }
}

void VaultKeeper::look_in(std::chrono::milliseconds delay) {
  timer_ = loop_.after(delay, [this] {
    const auto submitted = pool_.submit([this] {
      const bool more = work();
      loop_.post([this, more] { look_in(more ? kStepPause : std::chrono::milliseconds(kPause)); });
    });
    if (submitted == Pool::Submitted::kQueueFull) look_in(kPause);
  });
}

bool VaultKeeper::work() {
  if (!vault_.unsealed()) return false;
  for (vault::SecretStore* const store : {&stores_.people, &stores_.functions}) {
    const auto saved = store->save_last_use();
    if (!saved) log::warn("last uses of secrets are not written down", {{"reason", saved.error().message}});
  }
  const auto more = vault_.step();
  if (more) return *more;
  if (more.error().code != ErrorCode::kVaultSealed)
    log::error("a rotation does not go on", {{"reason", more.error().message}});
  return false;
}

}  // namespace nsl::app
