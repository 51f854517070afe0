#include "app/wallet_store.h"

#include "app/files.h"

#include <fmt/format.h>

#include <cstdlib>

namespace nsl::app {
namespace {

constexpr ByteCount kWalletMax{neo::WalletFile::kBytesMax};

Result<std::string> default_path() {
  const char* config = std::getenv("XDG_CONFIG_HOME");  // NOLINT(concurrency-mt-unsafe): commands have one thread
  const char* home = std::getenv("HOME");               // NOLINT(concurrency-mt-unsafe)
  if (config != nullptr && *config != '\0') return std::string(config) + "/nsl/wallet.json";
  if (home != nullptr && *home != '\0') return std::string(home) + "/.config/nsl/wallet.json";
  return fail(ErrorCode::kInvalidArgument, "neither HOME nor XDG_CONFIG_HOME is set; use --wallet FILE");
}

}  // namespace

Result<WalletStore> WalletStore::open(const std::string& file) {
  std::string path = file;
  if (path.empty()) {
    NSL_TRY(path, default_path());
  }
  WalletStore store(std::move(path), {});
  store.wallet_.name = "nsl";
  NSL_TRY_VOID(store.read());
  return store;
}

// What the file holds now, if there is one.
Status WalletStore::read() {
  std::error_code ignored;
  if (!std::filesystem::exists(path_, ignored)) return {};
  NSL_TRY(const std::string text, read_file(path_, kWalletMax));
  NSL_TRY(wallet_, neo::WalletFile::parse(text));
  return {};
}

Result<const neo::WalletFile::Account*> WalletStore::find(std::string_view name) const {
  const auto* account = name.empty() ? wallet_.default_account() : wallet_.find(name);
  if (account != nullptr) return account;
  if (wallet_.accounts.empty()) return fail(ErrorCode::kInvalidArgument, fmt::format("{} holds no accounts", path_));
  return fail(ErrorCode::kInvalidArgument, fmt::format("there is no account \"{}\" in {}", name, path_));
}

Status WalletStore::add(neo::WalletFile::Account account, std::string name) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), ignored);
  NSL_TRY(const auto lock, FileLock::take(path_));
  NSL_TRY_VOID(read());
  if (wallet_.find(name) != nullptr) {
    return fail(ErrorCode::kConflict, fmt::format("there is an account \"{}\" already", name));
  }
  if (const auto* same = wallet_.find(account.account)) {
    return fail(ErrorCode::kConflict, fmt::format("this account is there already, as \"{}\"", same->label));
  }
  account.label = std::move(name);
  account.is_default = wallet_.accounts.empty();
  auto changed = wallet_;
  changed.accounts.push_back(std::move(account));
  NSL_TRY_VOID(write_private_file(path_, json::serialize(changed.to_json())));
  wallet_ = std::move(changed);
  return {};
}

Result<neo::PrivateKey> WalletStore::unlock(const neo::WalletFile::Account& account,
                                            const neo::Passphrase& passphrase) const {
  if (account.key.empty()) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("the wallet has no key of \"{}\"", account.label));
  }
  return neo::nep2_decrypt(account.key, passphrase, wallet_.scrypt);
}

}  // namespace nsl::app
