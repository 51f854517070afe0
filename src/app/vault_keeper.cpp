#include "app/vault_keeper.h"

#include "base/log.h"
#include "vault/providers/file.h"
#include "vault/providers/tpm2.h"

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

Result<std::unique_ptr<vault::RootKeyProvider>> provider_of(const vault::Vault& vault, VaultKeeper::Means means) {
  const vault::VaultOptions& options = vault.options();
  if (means == VaultKeeper::Means::kTpm2)
    return vault::make_tpm2_provider({.device = {.tcti = options.tpm2}, .pcrs = options.tpm2_pcrs});
  NSL_TRY(const auto status, vault.status());
  const auto missing =
      status.state == vault::VaultState::kNew ? vault::MissingKeyFile::kMake : vault::MissingKeyFile::kRefuse;
  return vault::open_file_provider(options.key_file, missing);
}

Status unseal(vault::Vault& vault, VaultKeeper::Means means) {
  NSL_TRY(auto provider, provider_of(vault, means));
  return vault.unseal(vault::service_itself(), std::move(provider));
}

}  // namespace

void VaultKeeper::unseal_with(Means means) {
  allow_locked_memory();
  if (const Status unsealed = unseal(vault_, means); !unsealed) {
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
    log::error("the upkeep of the vault does not go on", {{"reason", more.error().message}});
  return false;
}

}  // namespace nsl::app
