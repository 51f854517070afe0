// nsl secret export, import, keygen: all secrets of an owner as one sealed file.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/files.h"
#include "app/secret_input.h"
#include "base/bytes.h"
#include "vault/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace nsl::app {
namespace {

// Shared between the option parser's callbacks and the action, which outlive the reading of the command line.
struct BackupOptions {
  std::string file;
  std::string recipient;
  std::string key_file;
  std::string passphrase_file;
  bool skip_existing = false;
};

constexpr ByteCount kBackupMax = 64_MiB;

void append_member(std::string& body, std::string_view name, const crypto::SecretBytes& value) {
  body.append(fmt::format("\"{}\":", name));
  json::append_quoted(body, as_text(value.view()));
}

Exit export_secrets(Program& program, const BackupOptions& options) {
  const std::string what = "cannot export the secrets";
  std::string body = "{";
  if (options.recipient.empty()) {
    const auto passphrase = read_new_passphrase(program.console, options.passphrase_file);
    if (!passphrase) return report(program, passphrase.error());
    append_member(body, "passphrase", *passphrase);
  } else {
    body.append("\"recipient\":");
    json::append_quoted(body, options.recipient);
  }
  body.push_back('}');
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.method = "POST", .path = "/v1/vault/export", .body = body}, what);
  crypto::wipe(body);
  if (!reply) return report(program, reply.error());
  const auto file = from_base64(text_at(reply->value, "/backup"));
  if (!file) return report(program, {.what = what, .why = "the answer cannot be read"});
  if (const Status written = write_private_file(options.file, as_text(*file)); !written)
    return report(program, failure_from(written.error(), what));
  program.console.note(fmt::format("wrote {} ({} bytes)", options.file, file->size()));
  return Exit::kOk;
}

// The private key stays here; the service gets the key of this one file.
Outcome<crypto::SecretBytes> file_key(const Program& program, const BackupOptions& options, ByteView backup) {
  const auto hex = read_secret(program.console, {.file = options.key_file, .most = 1'024});
  if (!hex) return std::unexpected(hex.error());
  auto bytes = from_hex(as_text(hex->view()));
  const auto public_key = bytes ? crypto::box_public_key(*bytes) : std::nullopt;
  if (!public_key) {
    return std::unexpected(Failure{.exit = Exit::kUsage,
                                   .what = fmt::format("{} holds no private key", options.key_file),
                                   .next = "nsl secret keygen FILE"});
  }
  crypto::BoxKeyPair pair{*public_key, crypto::SecretBytes::copy_of(*bytes)};
  crypto::wipe(*bytes);
  auto key = vault::backup_file_key(backup, pair);
  if (!key) return std::unexpected(failure_from(key.error(), "the backup cannot be opened"));
  return *std::move(key);
}

Outcome<std::string> import_request(const Program& program, const BackupOptions& options, ByteView backup) {
  std::string body = fmt::format("{{\"backup\":\"{}\",\"existing\":\"{}\",", to_base64(backup),
                                 options.skip_existing ? "skip" : "refuse");
  if (!options.key_file.empty()) {
    const auto key = file_key(program, options, backup);
    if (!key) return std::unexpected(key.error());
    std::string base64 = to_base64(key->view());
    body.append(fmt::format("\"file_key\":\"{}\"", base64));
    crypto::wipe(base64);
  } else {
    const auto passphrase = read_secret(
        program.console, {.file = options.passphrase_file, .prompt = "Passphrase of the backup", .most = 1'024});
    if (!passphrase) return std::unexpected(passphrase.error());
    append_member(body, "passphrase", *passphrase);
  }
  body.push_back('}');
  return body;
}

Exit import_secrets(Program& program, const BackupOptions& options) {
  const std::string what = fmt::format("cannot import {}", options.file);
  const auto file = read_file(options.file, kBackupMax);
  if (!file) return report(program, failure_from(file.error(), what));
  auto body = import_request(program, options, as_bytes(*file));
  if (!body) return report(program, body.error());
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.method = "POST", .path = "/v1/vault/import", .body = *body}, what);
  crypto::wipe(*body);
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(reply->text);
  else
    program.console.line(fmt::format("{} secrets imported, {} were there already", number_at(reply->value, "/secrets"),
                                     number_at(reply->value, "/skipped")));
  return Exit::kOk;
}

Exit keygen(Program& program, const BackupOptions& options) {
  const std::string what = "cannot make a key";
  if (std::filesystem::exists(options.file)) {
    return report(program,
                  {.exit = Exit::kUsage, .what = what, .why = fmt::format("{} is there already", options.file)});
  }
  const auto pair = crypto::make_box_key_pair();
  std::string text = to_hex(pair.private_key.view()) + "\n";
  const Status written = write_private_file(options.file, text);
  crypto::wipe(text);
  if (!written) return report(program, failure_from(written.error(), what));
  program.console.line(to_hex(pair.public_key));
  program.console.note(fmt::format("the private key is in {}; the line above is what --recipient takes", options.file));
  return Exit::kOk;
}

}  // namespace

void add_backup_commands(CLI::App& secret, Program& program) {
  const auto [exporting, to] = add_command(secret, program, "export", "All secrets into a sealed file", export_secrets,
                                           "nsl secret export --to backup.nslx");
  exporting->add_option("--to", to->file, "File to write")->required();
  exporting->add_option("--recipient", to->recipient,
                        "Public key of who may open it (keygen); else a passphrase is asked for");
  exporting->add_option("--passphrase-file", to->passphrase_file, "File with the passphrase");
  const auto [importing, from] = add_command(secret, program, "import", "Secrets from a sealed file, all or none",
                                             import_secrets, "nsl secret import backup.nslx");
  importing->add_option("FILE", from->file, "The backup")->required();
  importing->add_option("--key-file", from->key_file,
                        "File with the recipient's private key; else a passphrase is asked for");
  importing->add_option("--passphrase-file", from->passphrase_file, "File with the passphrase");
  importing->add_flag("--skip-existing", from->skip_existing, "Leave secrets that are there as they are");
  const auto [making, key] =
      add_command(secret, program, "keygen", "Make a key pair for backups; prints the public key", keygen,
                  "nsl secret keygen backup.key");
  making->add_option("FILE", key->file, "File for the private key")->required();
}

}  // namespace nsl::app
