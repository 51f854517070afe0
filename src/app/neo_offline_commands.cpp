// nsl neo inspect, script, sign, sign-message, verify-message: what needs no node.
#include "app/account_choice.h"
#include "app/add_command.h"
#include "app/commands.h"
#include "app/files.h"
#include "crypto/random.h"
#include "neo/contract/native.h"
#include "neo/inspect/inspect.h"
#include "neo/message/message.h"
#include "neo/script/builder.h"
#include "neo/script/verification.h"
#include "neo/transaction/signing.h"
#include "neo/types/address.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>

namespace nsl::app {
namespace {

constexpr ByteCount kFileMax{neo::kInspectBytesMax};

struct OfflineOptions {
  std::string subject;  // what is inspected, signed or verified
  std::string method;
  std::vector<std::string> arguments;
  std::string flags = "all";
  bool assert_true = false;
  std::string wallet;
  std::string account;
  std::string passphrase_file;
  std::string out;
  std::string scheme = "classic";
  std::string salt;
  std::uint32_t network = 860'833'102;  // mainnet's magic
  std::string public_key;
  std::string signature;
};

// Members as lines; lists of text one under the other.
void print_detail(const Console& console, const json::object& detail) {
  for (const auto& [name, value] : detail) {
    const bool lines = value.is_array() && !value.get_array().empty() && value.get_array().front().is_string();
    const std::string key(name);
    if (lines) {
      console.line(key);
      for (const auto& line : value.get_array()) console.line(fmt::format("  {}", json::view(line.get_string())));
    } else if (value.is_string()) {
      console.line(fmt::format("{:<18} {}", key, json::view(value.get_string())));
    } else {
      console.line(fmt::format("{:<18} {}", key, json::serialize(value)));
    }
  }
}

void print_object(const Program& program, const json::object& object) {
  if (program.console.json()) program.console.json_text(json::serialize(object));
  else print_detail(program.console, object);
}

Exit inspect(Program& program, const OfflineOptions& options) {
  std::error_code ignored;
  const bool file = std::filesystem::is_regular_file(options.subject, ignored);
  Result<neo::Inspection> inspection = fail(ErrorCode::kInternal, "");
  if (file) {
    const auto content = read_file(options.subject, kFileMax);
    if (!content) return report(program, failure_from(content.error(), "cannot inspect the file"));
    inspection = is_utf8(*content) ? neo::inspect_text(*content) : neo::inspect_bytes(as_bytes(*content));
    if (!inspection && is_utf8(*content)) inspection = neo::inspect_bytes(as_bytes(*content));
  } else {
    inspection = neo::inspect_text(options.subject);
  }
  if (!inspection) return report(program, failure_from(inspection.error(), "cannot inspect it"));
  json::object shown{{"kind", inspection->kind}};
  for (auto& member : inspection->detail) shown.insert_or_assign(member.key(), std::move(member.value()));
  print_object(program, shown);
  return Exit::kOk;
}

Exit build_script(Program& program, const OfflineOptions& options) {
  const auto refuse = [&](const Error& error) {
    return report(program, failure_from(error, "cannot build the script"));
  };
  const auto contract = neo::parse_contract(options.subject);
  if (!contract) return refuse(contract.error());
  neo::ContractCall call{.contract = *contract, .method = options.method, .arguments = {}};
  for (const auto& text : options.arguments) {
    auto argument = neo::ContractParameter::parse(text);
    if (!argument) return refuse(argument.error());
    call.arguments.push_back(*std::move(argument));
  }
  call.flags = options.flags == "read-only" ? neo::CallFlags::kReadOnly : neo::CallFlags::kAll;
  neo::ScriptBuilder script;
  script.call(call);
  if (options.assert_true) script.assert_true();
  print_object(program, {{"script", to_base64(script.view())},
                         {"hex", to_hex(script.view())},
                         {"instructions", neo::instruction_lines(script.view())}});
  return Exit::kOk;
}

AccountWish wish_of(const Program& program, const OfflineOptions& options) {
  return {.name = options.account,
          .wallet = options.wallet,
          .passphrase_file = options.passphrase_file,
          .profile = program.profile};
}

// The context of the file, signed with the options' key; also for accounts of several keys that the wallet knows.
Result<neo::SigningContext> sign_context(const Program& program, const OfflineOptions& options) {
  NSL_TRY(const std::string text, read_file(options.subject, kFileMax));
  NSL_TRY(const auto value, json::parse(text));
  NSL_TRY(auto context, neo::SigningContext::from_json(value));
  const auto wish = wish_of(program, options);
  NSL_TRY(const auto chosen, choose_account(wish));
  for (const auto& account : chosen.store.wallet().accounts) {
    const auto missing = context.missing();
    const bool wanted = std::ranges::find(missing, account.account) != missing.end();
    if (wanted && account.contract && !account.contract->deployed) {
      NSL_TRY_VOID(context.add_script(account.contract->script));
    }
  }
  NSL_TRY(const auto key, unlock(chosen, wish));
  NSL_TRY_VOID(context.sign(key));
  return context;
}

Exit sign(Program& program, const OfflineOptions& options) {
  const auto context = sign_context(program, options);
  if (!context) return report(program, failure_from(context.error(), fmt::format("cannot sign {}", options.subject)));
  const auto text = json::serialize(context->to_json());
  if (options.out.empty()) {
    program.console.line(text);
  } else if (auto written = write_private_file(options.out, text); !written) {
    return report(program, failure_from(written.error(), fmt::format("cannot write {}", options.out)));
  }
  const auto complete = context->complete();
  if (complete) program.console.note(fmt::format("all have signed: {}", to_base64(complete->encode())));
  for (const auto& account : context->missing())
    program.console.note(fmt::format("missing: {}", neo::to_address(account)));
  return Exit::kOk;
}

std::string new_salt() {
  std::array<std::uint8_t, 16> bytes;
  crypto::random_bytes(bytes);
  return to_hex(bytes);
}

Exit sign_text(Program& program, const OfflineOptions& options) {
  const auto refuse = [&](const Error& error) {
    return report(program, failure_from(error, "cannot sign the message"));
  };
  const auto scheme = neo::parse_message_scheme(options.scheme);
  const auto salt = options.salt.empty() ? new_salt() : options.salt;
  const auto bytes = neo::signed_message(*scheme, {.text = options.subject, .salt = salt, .network = options.network});
  if (!bytes) return refuse(bytes.error());
  const auto wish = wish_of(program, options);
  const auto chosen = choose_account(wish);
  if (!chosen) return refuse(chosen.error());
  const auto key = unlock(*chosen, wish);
  if (!key) return refuse(key.error());
  print_object(program, {{"address", neo::to_address(key->account())},
                         {"publickey", key->public_key().hex()},
                         {"salt", salt},
                         {"scheme", options.scheme},
                         {"signature", to_hex(key->sign(*bytes))}});
  return Exit::kOk;
}

Exit verify_message(Program& program, const OfflineOptions& options) {
  const auto key = neo::ECPoint::parse(options.public_key);
  if (!key) return report(program, failure_from(key.error(), "cannot use --public-key"));
  const auto signature = from_hex(options.signature);
  if (!signature || signature->size() != 64) {
    return report(program,
                  {.exit = Exit::kUsage, .what = "cannot use --signature", .why = "it has 128 hexadecimal digits"});
  }
  const auto scheme =
      neo::verify_message({.message = {.text = options.subject, .salt = options.salt, .network = options.network},
                           .key = *key,
                           .signature = *signature});
  if (!scheme) {
    return report(program, {.what = "the signature does not fit",
                            .why = "it is not of this key over this message, in any form that wallets use",
                            .next = "check message, --salt and --network",
                            .code = "invalid_argument"});
  }
  print_object(program, {{"valid", true},
                         {"scheme", neo::message_scheme_name(*scheme)},
                         {"address", neo::to_address(neo::account_of(*key))}});
  return Exit::kOk;
}

void add_key_options(const Added<OfflineOptions>& added) {
  added.command->add_option("--account", added.options->account, "Name or address; else the default account");
  added.command->add_option("--wallet", added.options->wallet, "NEP-6 file; else the user's own")->type_name("FILE");
  added.command->add_option("--passphrase-file", added.options->passphrase_file, "Else it is asked for")
      ->type_name("FILE");
}

void add_message_commands(CLI::App& group, Program& program) {
  const auto signing = add_command(group, program, "sign-message", "Sign a text with an account's key", sign_text);
  signing.command->add_option("TEXT", signing.options->subject, "The message")->required();
  signing.command->add_option("--scheme", signing.options->scheme, "How the text is wrapped")
      ->check(
          CLI::IsMember({"classic", "classic-no-salt", "neoline-v2", "neoline-v2-no-salt", "replay-safe", "plain"}));
  signing.command->add_option("--salt", signing.options->salt, "Stands in front of the text; else a random one");
  signing.command->add_option("--network", signing.options->network, "Magic number, for replay-safe");
  add_key_options(signing);
  signing.command->footer("Example:\n  nsl neo sign-message 'Sign in to example.org' --account alice");

  const auto verifying =
      add_command(group, program, "verify-message", "Whether a signature is of a key over a text", verify_message);
  verifying.command->add_option("TEXT", verifying.options->subject, "The message")->required();
  verifying.command->add_option("--public-key", verifying.options->public_key, "33 bytes in hex")->required();
  verifying.command->add_option("--signature", verifying.options->signature, "64 bytes in hex")->required();
  verifying.command->add_option("--salt", verifying.options->salt, "As the wallet gave it");
  verifying.command->add_option("--network", verifying.options->network, "Magic number, for replay-safe");
  verifying.command->footer(
      "Forms of all wallets are tried. Exit code 0: it fits, 1: it does not.\n"
      "Example:\n  nsl neo verify-message 'Sign in' --public-key 02ab... --signature 5f...");
}

}  // namespace

void add_neo_offline_commands(CLI::App& root, Program& program) {
  auto& group = neo_group(root);
  const auto inspecting =
      add_command(group, program, "inspect", "Say what something of Neo is, and show it decoded", inspect);
  inspecting.command->add_option("WHAT", inspecting.options->subject, "Hex, base64, JSON, an address, a key or a file")
      ->required();
  inspecting.command->footer(
      "Private keys are recognised and never shown.\n"
      "Examples:\n  nsl neo inspect NXy...\n  nsl neo inspect contract.nef --output json");

  auto* scripts = group.add_subcommand("script", "Scripts for NeoVM");
  scripts->require_subcommand(1);
  scripts->footer("Example:\n  nsl neo script build GasToken balanceOf NXy...");
  const auto building = add_command(*scripts, program, "build", "The script of one call", build_script);
  building.command->add_option("CONTRACT", building.options->subject, "Hash, or the name of a native contract")
      ->required();
  building.command->add_option("METHOD", building.options->method, "The method")->required();
  building.command->add_option("ARGS", building.options->arguments,
                               "Values, or TYPE:VALUE (int, bool, string, bytes, hash160, hash256, key)");
  building.command->add_option("--flags", building.options->flags, "What the contract may do")
      ->check(CLI::IsMember({"all", "read-only"}));
  building.command->add_flag("--assert", building.options->assert_true, "Fault unless the method returns true");
  building.command->footer("Example:\n  nsl neo script build GasToken transfer NAa... NBb... 150000000 null --assert");

  const auto signing = add_command(group, program, "sign", "Sign a transaction that others sign too", sign);
  signing.command->add_option("FILE", signing.options->subject, "The signing context (JSON) of neo-go, C# nodes or nsl")
      ->required();
  signing.command->add_option("--out", signing.options->out, "Write the context here; else to standard output")
      ->type_name("FILE");
  add_key_options(signing);
  signing.command->footer("Example:\n  nsl neo sign transfer.json --account alice --out transfer.signed.json");
  add_message_commands(group, program);
}

}  // namespace nsl::app
