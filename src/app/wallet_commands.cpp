// nsl wallet …: the user's own Neo accounts.
#include "app/add_command.h"
#include "app/commands.h"
#include "app/files.h"
#include "app/passphrase.h"
#include "app/wallet_store.h"
#include "crypto/secret_bytes.h"
#include "neo/script/verification.h"
#include "neo/types/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace nsl::app {
namespace {

using neo::WalletFile;

constexpr ByteCount kImportMax{WalletFile::kBytesMax};

struct WalletOptions {
  std::string name;
  std::string wallet;
  std::string file;
  std::string account;
  std::string passphrase_file;
  std::string format = "nep6";
  std::string out;
  std::size_t required = 1;
  std::vector<std::string> keys;
};

std::string kind_of(const WalletFile::Account& account) {
  const std::string key = account.key.empty() ? "watched" : "key";
  if (!account.contract || account.contract->deployed) return key;
  const auto shape = neo::multi_signature_shape(account.contract->script);
  return shape ? fmt::format("{} of {}, {}", shape->required, shape->keys, key) : key;
}

// Of an account with one key.
std::optional<neo::ECPoint> public_key_of(const WalletFile::Account& account) {
  if (!account.contract || account.contract->deployed) return std::nullopt;
  return neo::parse_signature_script(account.contract->script);
}

json::object account_json(const WalletFile::Account& account) {
  const auto key = public_key_of(account);
  return {{"name", account.label},
          {"address", neo::to_address(account.account)},
          {"publickey", key ? json::value(key->hex()) : json::value()},
          {"kind", kind_of(account)},
          {"default", account.is_default}};
}

Exit show_added(const Program& program, const WalletStore& store, std::string_view name) {
  const auto* account = store.wallet().find(name);
  if (program.console.json()) program.console.json_text(json::serialize(account_json(*account)));
  else program.console.line(neo::to_address(account->account));
  program.console.note(fmt::format("{} is in {}", name, store.path()));
  return Exit::kOk;
}

Result<WalletStore> create_account(const WalletOptions& options) {
  NSL_TRY(auto store, WalletStore::open(options.wallet));
  NSL_TRY(const auto passphrase, read_passphrase(options.passphrase_file, AskFor::kTwice));
  const auto key = neo::PrivateKey::generate();
  NSL_TRY(auto account, neo::make_account(key, passphrase, store.wallet().scrypt));
  NSL_TRY_VOID(store.add(std::move(account), options.name));
  return store;
}

Exit create(Program& program, const WalletOptions& options) {
  const auto store = create_account(options);
  if (!store) return report(program, failure_from(store.error(), fmt::format("cannot create {}", options.name)));
  return show_added(program, *store, options.name);
}

// An account out of another wallet's file, its key encrypted anew when the files do not agree how.
Result<WalletFile::Account> account_of_file(std::string_view text, const WalletOptions& options,
                                            const WalletStore& store) {
  NSL_TRY(const auto file, WalletFile::parse(text));
  const auto* found = options.account.empty() ? file.default_account() : file.find(options.account);
  if (found == nullptr)
    return fail(ErrorCode::kInvalidArgument, "the file has no such account; name one with --account");
  auto account = *found;
  if (account.key.empty() || file.scrypt == store.wallet().scrypt) return account;
  NSL_TRY(const auto passphrase, read_passphrase(options.passphrase_file, AskFor::kOnce));
  NSL_TRY(const auto key, neo::nep2_decrypt(account.key, passphrase, file.scrypt));
  NSL_TRY(account.key, neo::nep2_encrypt(key, passphrase, store.wallet().scrypt));
  return account;
}

Result<WalletFile::Account> account_of_key(std::string_view text, const WalletOptions& options,
                                           const WalletStore& store) {
  const bool encrypted = neo::is_nep2(text);
  NSL_TRY(const auto passphrase, read_passphrase(options.passphrase_file, encrypted ? AskFor::kOnce : AskFor::kTwice));
  NSL_TRY(const auto key, encrypted ? neo::nep2_decrypt(text, passphrase, {}) : neo::PrivateKey::from_wif(text));
  return neo::make_account(key, passphrase, store.wallet().scrypt);
}

Result<WalletStore> import_account(const WalletOptions& options) {
  NSL_TRY(auto store, WalletStore::open(options.wallet));
  NSL_TRY(std::string content, options.file.empty() ? read_stdin(kImportMax) : read_file(options.file, kImportMax));
  auto text = std::string_view(content);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  auto account = text.starts_with('{') ? account_of_file(text, options, store) : account_of_key(text, options, store);
  crypto::wipe(content);
  if (!account) return std::unexpected(account.error());
  NSL_TRY_VOID(store.add(*std::move(account), options.name));
  return store;
}

Exit import(Program& program, const WalletOptions& options) {
  const auto store = import_account(options);
  if (!store) return report(program, failure_from(store.error(), fmt::format("cannot import {}", options.name)));
  return show_added(program, *store, options.name);
}

// The account of several keys. When one of them is in the wallet, the account can be signed for with it.
Result<WalletStore> join_keys(const WalletOptions& options) {
  NSL_TRY(auto store, WalletStore::open(options.wallet));
  std::vector<neo::ECPoint> keys;
  for (const auto& text : options.keys) {
    NSL_TRY(const auto key, neo::ECPoint::parse(text));
    keys.push_back(key);
  }
  NSL_TRY(auto account, neo::make_multi_signature_account(options.required, keys));
  for (const auto& own : store.wallet().accounts) {
    const auto key = public_key_of(own);
    if (account.key.empty() && key && std::ranges::find(keys, *key) != keys.end()) account.key = own.key;
  }
  NSL_TRY_VOID(store.add(std::move(account), options.name));
  return store;
}

Exit multisig(Program& program, const WalletOptions& options) {
  const auto store = join_keys(options);
  if (!store) return report(program, failure_from(store.error(), fmt::format("cannot make {}", options.name)));
  return show_added(program, *store, options.name);
}

Exit list(Program& program, const WalletOptions& options) {
  const auto store = WalletStore::open(options.wallet);
  if (!store) return report(program, failure_from(store.error(), "cannot list the accounts"));
  if (program.console.json()) {
    json::array accounts;
    for (const auto& account : store->wallet().accounts) accounts.push_back(account_json(account));
    program.console.json_text(json::serialize(accounts));
    return Exit::kOk;
  }
  Table table{{"NAME", "ADDRESS", "KIND"}};
  for (const auto& account : store->wallet().accounts) {
    table.push_back({account.label, neo::to_address(account.account), kind_of(account)});
  }
  program.console.table(table);
  return Exit::kOk;
}

// What goes into the exported file.
Result<crypto::SecretBytes> exported(const WalletOptions& options) {
  NSL_TRY(const auto store, WalletStore::open(options.wallet));
  NSL_TRY(const auto* account, store.find(options.name));
  if (options.format == "nep6") {
    WalletFile file;
    file.name = account->label;
    file.scrypt = store.wallet().scrypt;
    file.accounts = {*account};
    file.accounts[0].is_default = true;
    return crypto::SecretBytes::copy_of(as_bytes(json::serialize(file.to_json()) + "\n"));
  }
  // Both other forms are decrypted first: nobody should find out later that the passphrase is lost.
  NSL_TRY(const auto passphrase, read_passphrase(options.passphrase_file, AskFor::kOnce));
  NSL_TRY(const auto key, store.unlock(*account, passphrase));
  if (options.format == "wif") return key.wif();
  NSL_TRY(const auto text, neo::nep2_encrypt(key, passphrase, {}));
  return crypto::SecretBytes::copy_of(as_bytes(text));
}

Exit export_account(Program& program, const WalletOptions& options) {
  const auto content = exported(options);
  if (!content) return report(program, failure_from(content.error(), fmt::format("cannot export {}", options.name)));
  if (options.out == "-") {
    program.console.print(as_text(content->view()));
    return Exit::kOk;
  }
  if (auto written = write_private_file(options.out, as_text(content->view())); !written) {
    return report(program, failure_from(written.error(), fmt::format("cannot write {}", options.out)));
  }
  program.console.note(fmt::format("wrote {}", options.out));
  return Exit::kOk;
}

using Action = Exit (*)(Program&, const WalletOptions&);

Added<WalletOptions> add(CLI::App& group, Program& program, const char* name, const char* description, Action action) {
  auto added = add_command(group, program, name, description, action);
  added.command
      ->add_option("--wallet", added.options->wallet, "NEP-6 file; else wallet.json in the configuration folder")
      ->type_name("FILE");
  return added;
}

void add_passphrase(const Added<WalletOptions>& added) {
  added.command->add_option("--passphrase-file", added.options->passphrase_file, "Else it is asked for")
      ->type_name("FILE");
}

}  // namespace

CLI::App& wallet_group(CLI::App& root) {
  const auto known = root.get_subcommands([](const CLI::App* command) { return command->get_name() == "wallet"; });
  if (!known.empty()) return *known.front();
  auto* group = root.add_subcommand("wallet", "Your own Neo accounts")->group("Neo");
  group->require_subcommand(1);
  group->footer("Keys are kept encrypted in a NEP-6 file.\nExample:\n  nsl wallet create alice");
  return *group;
}

void add_wallet_commands(CLI::App& root, Program& program) {
  auto& group = wallet_group(root);
  const auto creating = add(group, program, "create", "Make an account with a new key", create);
  creating.command->add_option("NAME", creating.options->name, "Its name")->required();
  creating.command->footer("Example:\n  nsl wallet create alice");
  add_passphrase(creating);

  const auto importing =
      add(group, program, "import", "Take over a key (WIF, NEP-2) or an account (NEP-6 file)", import);
  importing.command->add_option("NAME", importing.options->name, "Its name here")->required();
  importing.command->add_option("--file", importing.options->file, "Else standard input")->type_name("FILE");
  importing.command->add_option("--account", importing.options->account, "Which one of a NEP-6 file; else its default");
  importing.command->footer(
      "A key comes from a file or standard input, never from an argument.\n"
      "Example:\n  nsl wallet import bob --file bob.json");
  add_passphrase(importing);

  const auto joining = add(group, program, "multisig", "Make an account of several keys", multisig);
  joining.command->add_option("NAME", joining.options->name, "Its name")->required();
  joining.command->add_option("KEYS", joining.options->keys, "Public keys in hex, in any order")->required();
  joining.command->add_option("--required", joining.options->required, "How many of them must sign")->required();
  joining.command->footer("Example:\n  nsl wallet multisig board 02ab... 03cd... 02ef... --required 2");

  add(group, program, "list", "The accounts there are", list).command->footer("Example:\n  nsl wallet list");

  const auto exporting = add(group, program, "export", "Write an account for another program", export_account);
  exporting.command->add_option("NAME", exporting.options->name, "Its name or address")->required();
  exporting.command->add_option("--format", exporting.options->format, "nep6 and nep2 are encrypted, wif is not")
      ->check(CLI::IsMember({"nep6", "nep2", "wif"}));
  exporting.command->add_option("--out", exporting.options->out, "Where to; - for standard output")
      ->required()
      ->type_name("FILE");
  exporting.command->footer("Example:\n  nsl wallet export alice --format nep6 --out alice.json");
  add_passphrase(exporting);
}

}  // namespace nsl::app
