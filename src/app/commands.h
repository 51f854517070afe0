#pragma once
// The commands of `nsl`, in groups. Each function adds its group to the command line; the command that the user
// chose puts itself into Program::chosen, and main() runs it.

#include "app/console.h"
#include "app/failure.h"

#include <functional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace nsl::app {

inline constexpr std::string_view kVersion = NSL_VERSION;  // given by CMake

// What all commands share. One for the whole run; commands keep references to it.
struct Program {
  Console console;
  std::string profile;           // --profile FILE
  std::string owner;             // --owner NAME
  bool show_curl = false;        // --show-curl
  std::function<Exit()> chosen;  // set while the command line is read
};

void add_function_commands(CLI::App& root, Program& program);     // function deploy, list, show, ...
void add_execution_commands(CLI::App& root, Program& program);    // invoke, execution ..., logs
void add_secret_commands(CLI::App& root, Program& program);       // secret set, list, show, ...
void add_backup_commands(CLI::App& secret, Program& program);     // secret export, import, keygen
void add_grant_commands(CLI::App& secret, Program& program);      // secret grant, revoke, grants
void add_vault_commands(CLI::App& root, Program& program);        // vault status, unseal, rotate, ...
void add_audit_commands(CLI::App& root, Program& program);        // audit tail, search, export, verify
void add_token_commands(CLI::App& root, Program& program);        // token create, list, revoke; whoami, login
void add_owner_commands(CLI::App& root, Program& program);        // owner create, list, members, add-member, ...
void add_config_commands(CLI::App& root, Program& program);       // config show, check, explain
void add_neo_vm_commands(CLI::App& root, Program& program);       // neo vm run
void add_neo_offline_commands(CLI::App& root, Program& program);  // neo inspect, script, sign, sign-message, ...
void add_neo_chain_commands(CLI::App& root, Program& program);    // neo call, transfer, tx, node, wallet balance
void add_neo_account_commands(CLI::App& root, Program& program);  // neo account, grant, revoke, grants
void add_neo_transaction_commands(CLI::App& root, Program& program);  // neo tx list, status, cancel; after chain
void add_neo_event_commands(CLI::App& root, Program& program);    // neo events
void add_wallet_commands(CLI::App& root, Program& program);       // wallet create, import, list, export
void add_completion_command(CLI::App& root, Program& program);    // completion bash, zsh
void add_doctor_command(CLI::App& root, Program& program);
void add_server_commands(CLI::App& root, Program& program);  // serve, dev, run, worker

// The group `nsl neo`, which several files add to.
CLI::App& neo_group(CLI::App& root);
CLI::App& wallet_group(CLI::App& root);  // and `nsl wallet`

// Prints the failure and gives its exit code.
Exit report(const Program& program, const Failure& failure);

// Items a list command shows when --limit is not given.
inline constexpr std::size_t kListDefault = 50;

}  // namespace nsl::app
