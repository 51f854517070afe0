// nsl vault …: the keys that secrets hang on.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/describe.h"
#include "app/secret_input.h"

#include <fmt/format.h>

#include <memory>

namespace nsl::app {
namespace {

// Shared between the option parser's callbacks and the action, which outlive the reading of the command line.
struct VaultCommandOptions {
  std::string what;
  std::string owner;
  bool passphrase = false;
  std::string passphrase_file;
  bool pin = false;
  std::string pin_file;
  bool tpm2 = false;
  std::vector<std::string> share_files;
  std::uint64_t shares = 5;
  std::uint64_t threshold = 3;
  bool yes = false;
};

constexpr std::size_t kShareBytesMax = 256;
constexpr std::size_t kPinBytesMax = 256;

void append_member(std::string& body, std::string_view name, const crypto::SecretBytes& value) {
  body.append(fmt::format("\"{}\":", name));
  json::append_quoted(body, as_text(value.view()));
}

Exit status(Program& program, const VaultCommandOptions&) {
  return send(program, {.path = "/v1/vault"}, "cannot look at the vault", describe_vault);
}

// Without options: by the key file that the service is configured with.
Exit unseal(Program& program, const VaultCommandOptions& options) {
  std::string body = "{";
  if (options.passphrase || !options.passphrase_file.empty()) {
    const auto passphrase =
        read_secret(program.console, {.file = options.passphrase_file, .prompt = "Passphrase", .most = 1'024});
    if (!passphrase) return report(program, passphrase.error());
    append_member(body, "passphrase", *passphrase);
  } else if (options.pin || !options.pin_file.empty()) {
    const auto pin = read_secret(program.console, {.file = options.pin_file, .prompt = "PIN", .most = kPinBytesMax});
    if (!pin) return report(program, pin.error());
    append_member(body, "pin", *pin);
  } else if (options.tpm2) {
    body += "\"means\":\"tpm2\"";
  } else if (!options.share_files.empty()) {
    body += "\"shares\":[";
    for (const std::string& file : options.share_files) {
      const auto share = read_secret(program.console, {.file = file, .prompt = "Share", .most = kShareBytesMax});
      if (!share) return report(program, share.error());
      if (!body.ends_with('[')) body.push_back(',');
      json::append_quoted(body, as_text(share->view()));
    }
    body += "]";
  }
  body += "}";
  return send(program, {.method = "POST", .path = "/v1/vault/unseal", .body = std::move(body)},
              "cannot unseal the vault", describe_vault);
}

Exit seal(Program& program, const VaultCommandOptions&) {
  return send(program, {.method = "POST", .path = "/v1/vault/seal"}, "cannot seal the vault", describe_vault);
}

Exit rotate(Program& program, const VaultCommandOptions& options) {
  std::string what = options.what;
  for (char& c : what) c = c == '-' ? '_' : c;
  json::object body{{"what", what}};
  if (!options.owner.empty()) body["owner"] = options.owner;
  return send(program, {.method = "POST", .path = "/v1/vault/rotate", .body = json::serialize(body)},
              fmt::format("cannot rotate the {}", options.what), describe_vault);
}

Exit verify(Program& program, const VaultCommandOptions&) {
  return send(program, {.method = "POST", .path = "/v1/vault/verify", .timeout = std::chrono::minutes(10)},
              "the vault is not as it was written", [](const json::value& reply) {
                return fmt::format("{} rows, all as they were written\n", number_at(reply, "/rows"));
              });
}

Exit add_provider(Program& program, const VaultCommandOptions& options) {
  std::string body = fmt::format("{{\"kind\":\"{}\"", options.what);
  if (options.what == "passphrase") {
    const auto passphrase = read_new_passphrase(program.console, options.passphrase_file);
    if (!passphrase) return report(program, passphrase.error());
    body += ",";
    append_member(body, "passphrase", *passphrase);
  } else if (options.what == "pkcs11") {
    const auto pin =
        read_secret(program.console, {.file = options.pin_file, .prompt = "PIN of the token", .most = kPinBytesMax});
    if (!pin) return report(program, pin.error());
    body += ",";
    append_member(body, "pin", *pin);
  } else if (options.what == "recovery") {
    body += fmt::format(",\"shares\":{},\"threshold\":{}", options.shares, options.threshold);
  }
  body += "}";
  return send(program, {.method = "POST", .path = "/v1/vault/providers", .body = std::move(body)},
              fmt::format("cannot add {}", options.what), [&](const json::value& reply) {
                std::string text = fmt::format("the vault can be unsealed with: {}\n", options.what);
                for (const json::value& share : reply.at("shares").as_array())
                  text.append(json::view(share.as_string())).append("\n");
                return text;
              });
}

Exit remove_provider(Program& program, const VaultCommandOptions& options) {
  return send(program, {.method = "DELETE", .path = "/v1/vault/providers/" + options.what},
              fmt::format("cannot remove {}", options.what), [&](const json::value&) {
                return fmt::format("the vault is not unsealed with {} any more\n", options.what);
              });
}

Exit destroy_owner(Program& program, const VaultCommandOptions& options) {
  const bool sure =
      options.yes ||
      (program.console.interactive() &&
       program.console.confirm(fmt::format("Destroy all secrets of {}? Nothing brings them back.", options.owner)));
  if (!sure) {
    return report(program, {.exit = Exit::kUsage,
                            .what = fmt::format("nothing of {} was destroyed", options.owner),
                            .why = "it was not confirmed",
                            .next = fmt::format("nsl vault destroy-owner {} --yes", options.owner)});
  }
  const json::object body{{"owner", options.owner}, {"confirm", options.owner}};
  return send(program, {.method = "POST", .path = "/v1/vault/destroy-owner", .body = json::serialize(body)},
              fmt::format("cannot destroy {}", options.owner), [](const json::value& reply) {
                return fmt::format("{} secrets are gone\n", number_at(reply, "/secrets"));
              });
}

using Made = Added<VaultCommandOptions>;

void add_providers(CLI::App& group, Program& program) {
  const auto kinds = CLI::IsMember({"file", "passphrase", "recovery", "pkcs11", "tpm2"});
  const Made added =
      add_command(group, program, "add", "Add a way to unseal: file, passphrase, recovery shares, a token or a TPM",
                  add_provider, "nsl vault add recovery --shares 5 --threshold 3");
  added.command->add_option("KIND", added.options->what, "file, passphrase, recovery, pkcs11 or tpm2")
      ->required()
      ->check(kinds);
  added.command->add_option("--passphrase-file", added.options->passphrase_file,
                            "File with the passphrase; else it is asked for");
  added.command->add_option("--pin-file", added.options->pin_file,
                            "File with the PIN of the token; else it is asked for");
  added.command->add_option("--shares", added.options->shares, "How many shares to make")->capture_default_str();
  added.command->add_option("--threshold", added.options->threshold, "How many of them are needed")
      ->capture_default_str();
  const Made removed = add_command(group, program, "remove", "Remove a way to unseal; never the last one",
                                   remove_provider, "nsl vault remove file");
  removed.command->add_option("KIND", removed.options->what, "file, passphrase, recovery, pkcs11 or tpm2")
      ->required()
      ->check(kinds);
}

}  // namespace

void add_vault_commands(CLI::App& root, Program& program) {
  auto* group = root.add_subcommand("vault", "Status, unseal, seal, rotate, verify, add and remove ways to unseal");
  group->require_subcommand(1);
  group->footer("Examples:\n  nsl vault status\n  nsl vault rotate root-key\n  nsl vault unseal --passphrase");
  add_command(*group, program, "status", "Sealed or not, keys, rotations under way", status, "nsl vault status");
  const Made unsealed =
      add_command(*group, program, "unseal", "With the service's key file, a passphrase, a token, its TPM or shares",
                  unseal, "nsl vault unseal --share-file share1.txt --share-file share2.txt");
  unsealed.command->add_flag("--passphrase", unsealed.options->passphrase, "Ask for the passphrase");
  unsealed.command->add_option("--passphrase-file", unsealed.options->passphrase_file, "File with the passphrase");
  unsealed.command->add_flag("--pin", unsealed.options->pin, "Ask for the PIN of the token");
  unsealed.command->add_option("--pin-file", unsealed.options->pin_file, "File with the PIN of the token");
  unsealed.command->add_flag("--tpm2", unsealed.options->tpm2, "With the service's TPM");
  unsealed.command
      ->add_option("--share-file", unsealed.options->share_files, "File with a recovery share; may be repeated")
      ->allow_extra_args(false);
  add_command(*group, program, "seal", "Take every key out of the service's memory", seal, "nsl vault seal");
  const Made rotated =
      add_command(*group, program, "rotate", "Replace a key by a new one", rotate, "nsl vault rotate owner-key");
  rotated.command->add_option("KEY", rotated.options->what, "root-key, owner-key or all-owner-keys")
      ->required()
      ->check(CLI::IsMember({"root-key", "owner-key", "all-owner-keys"}));
  rotated.command->add_option("--owner", rotated.options->owner, "Of owner-key: whose; else your own");
  add_command(*group, program, "verify", "Check every row of the vault", verify, "nsl vault verify");
  add_providers(*group, program);
  const Made destroyed =
      add_command(*group, program, "destroy-owner", "Destroy an owner's keys, and so all their secrets", destroy_owner,
                  "nsl vault destroy-owner alice --yes");
  destroyed.command->add_option("OWNER", destroyed.options->owner, "The owner")->required();
  destroyed.command->add_flag("--yes", destroyed.options->yes, "Do not ask");
  group->group("Secrets");  // last, because commands inherit the heading
}

}  // namespace nsl::app
