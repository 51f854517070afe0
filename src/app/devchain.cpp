#include "app/devchain.h"

#include "app/files.h"
#include "app/service_options.h"
#include "neo/wallet/wallet_file.h"

#include <filesystem>

namespace nsl::app {
namespace {

Status write_dev_wallet(const std::filesystem::path& file) {
  neo::WalletFile wallet;
  wallet.name = "dev";
  wallet.scrypt = {.n = 2, .r = 1, .p = 1};  // fast: there is nothing to protect
  NSL_TRY(const auto passphrase, neo::Passphrase::from_text(kDevPassphrase));
  NSL_TRY(auto account, neo::make_account(devchain::Chain::dev_key(), passphrase, wallet.scrypt));
  account.label = "dev";
  account.is_default = true;
  wallet.accounts.push_back(std::move(account));
  return write_private_file(file, json::serialize(wallet.to_json()) + "\n");
}

}  // namespace

Result<std::unique_ptr<devchain::DevchainServer>> start_devchain(const Settings& settings) {
  NSL_TRY(const auto listen, parse_listen(settings.devchain_listen.value()));
  const std::filesystem::path folder = settings.data_dir.value();
  NSL_TRY_VOID(write_dev_wallet(folder / kDevWalletFile));
  const auto file = folder / "devchain.db";
  return devchain::DevchainServer::create(
      {.address = listen.address,
       .port = listen.port,
       .block_time = std::chrono::duration_cast<std::chrono::milliseconds>(settings.devchain_block_time_ms.value()),
       .store_url = "sqlite:" + file.string()});
}

}  // namespace nsl::app
