// nsl neo account …, grant, revoke, grants: accounts that the service signs for, and for which functions.
#include "app/account_choice.h"
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/secret_input.h"

namespace nsl::app {
namespace {

struct AccountOptions {
  std::string name;
  std::string file;
  std::string from_wallet;
  std::string wallet;
  std::string passphrase_file;
  bool yes = false;
};

std::string path_of(std::string_view name, std::string_view rest = "") {
  return fmt::format("/v1/neo/accounts/{}{}", percent_encoded(name), rest);
}

std::string address_of(const json::value& account) { return text_at(account, "/address"); }

Exit create(Program& program, const AccountOptions& options) {
  return send(
      program,
      {.method = "POST", .path = "/v1/neo/accounts", .body = json::serialize(json::object{{"name", options.name}})},
      fmt::format("cannot create {}", options.name), address_of);
}

// Out of the user's own wallet, or a key in WIF.
Outcome<crypto::SecretBytes> read_key(const Program& program, const AccountOptions& options) {
  if (options.from_wallet.empty()) {
    return read_secret(program.console, {.file = options.file, .prompt = "Private key (WIF)", .most = 256});
  }
  const auto wif = [&]() -> Result<crypto::SecretBytes> {
    const AccountWish wish{.name = options.from_wallet,
                           .wallet = options.wallet,
                           .passphrase_file = options.passphrase_file,
                           .profile = program.profile};
    NSL_TRY(const auto chosen, choose_account(wish));
    NSL_TRY(const auto key, unlock(chosen, wish));
    return key.wif();
  }();
  if (!wif) return std::unexpected(failure_from(wif.error(), fmt::format("cannot open {}", options.from_wallet)));
  return crypto::SecretBytes::copy_of(wif->view());
}

Exit import(Program& program, const AccountOptions& options) {
  const auto key = read_key(program, options);
  if (!key) return report(program, key.error());
  const auto quoted = [&] {
    std::string text;
    json::append_quoted(text, as_text(key->view()));
    return text;
  };
  std::string text = quoted();
  std::string body = fmt::format("{{\"name\":\"{}\",\"key\":{}}}", options.name, text);
  crypto::wipe(text);
  return send(program, {.method = "POST", .path = "/v1/neo/accounts", .body = std::move(body)},
              fmt::format("cannot import {}", options.name), address_of);
}

Exit list(Program& program, const AccountOptions&) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = "/v1/neo/accounts"}, "cannot list the accounts");
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  Table table{{"NAME", "ADDRESS", "CREATED", "BY"}};
  for (const json::value& item : reply->value.at("data").as_array()) {
    table.push_back(
        {text_at(item, "/name"), address_of(item), text_at(item, "/created_at"), text_at(item, "/created_by")});
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit show(Program& program, const AccountOptions& options) {
  return send(program, {.path = path_of(options.name)}, fmt::format("cannot show {}", options.name),
              [](const json::value& account) {
                return fmt::format(
                    "name         {}\naddress      {}\nscript hash  {}\npublic key   {}\ncreated      {} by {}",
                    text_at(account, "/name"), address_of(account), text_at(account, "/script_hash"),
                    text_at(account, "/public_key"), text_at(account, "/created_at"), text_at(account, "/created_by"));
              });
}

Exit remove(Program& program, const AccountOptions& options) {
  const bool sure =
      options.yes || (program.console.interactive() &&
                      program.console.confirm(fmt::format(
                          "Destroy the key of {}? Nothing brings it back, nor what the account owns.", options.name)));
  if (!sure) {
    return report(program, {.exit = Exit::kUsage,
                            .what = fmt::format("{} was not deleted", options.name),
                            .why = "it was not confirmed",
                            .next = fmt::format("nsl neo account delete {} --yes", options.name)});
  }
  return send(program, {.method = "DELETE", .path = path_of(options.name)},
              fmt::format("cannot delete {}", options.name),
              [&](const json::value&) { return fmt::format("deleted {}", options.name); });
}

struct GrantOptions {
  std::string account;
  std::string id;
  std::string function;
  std::vector<std::string> contracts;
  std::vector<std::string> methods;
  std::string scope = "CalledByEntry";
  std::string call_max;
  std::string day_max;
  std::string hash;
  std::string expires;
};

Exit grant(Program& program, const GrantOptions& options) {
  json::object body{{"function", options.function},
                    {"contracts", json::value_from(options.contracts)},
                    {"methods", json::value_from(options.methods)},
                    {"scope", options.scope},
                    {"call_max", options.call_max},
                    {"day_max", options.day_max}};
  if (!options.hash.empty()) body["function_hash"] = options.hash;
  if (!options.expires.empty()) body["expires_at"] = options.expires;
  return send(program, {.method = "POST", .path = path_of(options.account, "/grants"), .body = json::serialize(body)},
              fmt::format("cannot grant {} to {}", options.account, options.function), [&](const json::value& made) {
                return fmt::format("{}: {} may have {} sign, {} GAS a day at most", text_at(made, "/id"),
                                   options.function, options.account, text_at(made, "/day_max"));
              });
}

Exit revoke(Program& program, const GrantOptions& options) {
  return send(
      program,
      {.method = "DELETE", .path = path_of(options.account, fmt::format("/grants/{}", percent_encoded(options.id)))},
      fmt::format("cannot revoke {}", options.id),
      [&](const json::value&) { return fmt::format("{} is revoked", options.id); });
}

std::string words_at(const json::value& item, std::string_view member) {
  std::string words;
  for (const json::value& word : item.at(member).as_array()) {
    words.append(words.empty() ? "" : " ").append(json::view(word.as_string()));
  }
  return words;
}

Exit grants(Program& program, const GrantOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = path_of(options.account, "/grants")},
                                  fmt::format("cannot list the grants of {}", options.account));
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  Table table{{"ID", "FUNCTION", "CONTRACTS", "METHODS", "SCOPE", "A CALL", "A DAY", "EXPIRES"}};
  for (const json::value& item : reply->value.at("data").as_array()) {
    table.push_back({text_at(item, "/id"), text_at(item, "/function"), words_at(item, "contracts"),
                     words_at(item, "methods"), text_at(item, "/scope"), text_at(item, "/call_max"),
                     text_at(item, "/day_max"), text_at(item, "/expires_at")});
  }
  program.console.table(table);
  return Exit::kOk;
}

using AccountAction = Exit (*)(Program&, const AccountOptions&);
Added<AccountOptions> add_named(CLI::App& group, Program& program, const char* name, const char* description,
                                AccountAction action, const char* example) {
  auto added = add_command(group, program, name, description, action, example);
  added.command->add_option("NAME", added.options->name, "The account")->required();
  return added;
}

void add_accounts(CLI::App& neo, Program& program) {
  auto* const group = neo.add_subcommand("account", "Accounts that the service signs for");
  group->require_subcommand(1);
  add_named(*group, program, "create", "Make an account; its key is made in the vault and stays there", create,
            "nsl neo account create treasury");
  const auto imported = add_named(*group, program, "import", "Put the key of an account into the vault", import,
                                  "nsl neo account import treasury < key.wif\n  nsl neo account import treasury "
                                  "--from-wallet alice");
  imported.command->add_option("--file", imported.options->file,
                               "File with the key (WIF); else standard input, or a prompt on a terminal");
  imported.command->add_option("--from-wallet", imported.options->from_wallet, "An account of your own wallet instead");
  imported.command->add_option("--wallet", imported.options->wallet, "NEP-6 file; else the user's own")
      ->type_name("FILE");
  imported.command->add_option("--passphrase-file", imported.options->passphrase_file, "Else it is asked for")
      ->type_name("FILE");
  add_command(*group, program, "list", "All accounts", list, "nsl neo account list");
  add_named(*group, program, "show", "An account, without its key", show, "nsl neo account show treasury");
  const auto removed = add_named(*group, program, "delete", "Destroy an account's key for good", remove,
                                 "nsl neo account delete treasury --yes");
  removed.command->add_flag("--yes", removed.options->yes, "Do not ask");
}

using GrantAction = Exit (*)(Program&, const GrantOptions&);
Added<GrantOptions> add_for_account(CLI::App& group, Program& program, const char* name, const char* description,
                                    GrantAction action, const char* example) {
  auto added = add_command(group, program, name, description, action, example);
  added.command->add_option("ACCOUNT", added.options->account, "The account")->required();
  return added;
}

void add_grants(CLI::App& neo, Program& program) {
  const auto [granting, granted] = add_for_account(
      neo, program, "grant", "Let a function have an account sign", grant,
      "nsl neo grant dev --function payout --contract GasToken --method transfer --call-max 1 --day-max 10");
  granting->add_option("--function", granted->function, "The function")->required();
  granting->add_option("--contract", granted->contracts, "Contract that may be called; may be repeated")
      ->required()
      ->allow_extra_args(false);
  granting->add_option("--method", granted->methods, "Method that may be called; may be repeated; * for all")
      ->required()
      ->allow_extra_args(false);
  granting->add_option("--call-max", granted->call_max, "GAS that one transaction may cost the account")->required();
  granting->add_option("--day-max", granted->day_max, "GAS that all of them may in 24 hours")->required();
  granting->add_option("--scope", granted->scope, "The widest scope of the witness")
      ->check(CLI::IsMember({"CalledByEntry", "Global"}))
      ->capture_default_str();
  granting->add_option("--hash", granted->hash,
                       "Hash of the one version that may (nsl function show); else every version");
  granting->add_option("--expires", granted->expires, "Until when, like 2026-12-31T00:00:00Z");
  const auto [revoking, revoked] =
      add_for_account(neo, program, "revoke", "Take a grant back", revoke, "nsl neo revoke dev grant_...");
  revoking->add_option("ID", revoked->id, "The grant")->required();
  add_for_account(neo, program, "grants", "Which functions may have an account sign", grants, "nsl neo grants dev");
}

}  // namespace

void add_neo_account_commands(CLI::App& root, Program& program) {
  CLI::App& neo = neo_group(root);
  add_accounts(neo, program);
  add_grants(neo, program);
}

}  // namespace nsl::app
