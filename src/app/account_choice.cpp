#include "app/account_choice.h"

#include "app/devchain.h"
#include "app/passphrase.h"
#include "app/profile.h"

#include <filesystem>

namespace nsl::app {
namespace {

// The file beside the profile of `nsl dev`; empty when there is none, or the profile is of another service.
std::string development_wallet(const std::string& profile) {
  const auto found = find_profile(ProfileSearch::from_process(profile));
  if (!found || found->neo_rpc.empty()) return {};
  const auto file = std::filesystem::path(found->origin).parent_path() / kDevWalletFile;
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored) ? file.string() : std::string();
}

}  // namespace

Result<ChosenAccount> choose_account(const AccountWish& wish) {
  NSL_TRY(auto own, WalletStore::open(wish.wallet));
  const auto found = own.find(wish.name);
  if (found) {
    auto account = **found;
    return ChosenAccount{.store = std::move(own), .account = std::move(account)};
  }
  const auto file = wish.wallet.empty() ? development_wallet(wish.profile) : std::string();
  if (file.empty()) return std::unexpected(found.error());
  NSL_TRY(auto development, WalletStore::open(file));
  const auto known = development.find(wish.name);
  if (!known) return std::unexpected(found.error());
  auto account = **known;
  return ChosenAccount{.store = std::move(development), .account = std::move(account), .development = true};
}

Result<neo::PrivateKey> unlock(const ChosenAccount& chosen, const AccountWish& wish) {
  if (chosen.development) {
    NSL_TRY(const auto known, neo::Passphrase::from_text(kDevPassphrase));
    return chosen.store.unlock(chosen.account, known);
  }
  NSL_TRY(const auto passphrase, read_passphrase(wish.passphrase_file, AskFor::kOnce));
  return chosen.store.unlock(chosen.account, passphrase);
}

}  // namespace nsl::app
