// nsl secret …: values that functions use.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/describe.h"
#include "app/secret_input.h"
#include "base/bytes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>

namespace nsl::app {
namespace {

// Options of one command. They outlive the reading of the command line because the command's action holds them: hence
// shared between the option parser's callbacks and the action.
struct SecretOptions {
  std::string name;
  std::string file;
  bool raw = false;
  std::string description;
  std::vector<std::string> tags;
  std::string expires;
  std::uint64_t keep = 0;  // 0: not given, as in what follows
  std::uint64_t version = 0;
  std::uint64_t revision = 0;
  bool create = false;
  std::string label;
  std::string reason;
  std::size_t limit = kListDefault;
  bool yes = false;
};

std::string path_of(const SecretOptions& options, std::string_view rest = "") {
  return fmt::format("/v1/secrets/{}{}", percent_encoded(options.name), rest);
}

std::vector<std::pair<std::string, std::string>> conditions(const SecretOptions& options) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (options.revision != 0) headers.emplace_back("If-Match", fmt::format("\"{}\"", options.revision));
  if (options.create) headers.emplace_back("If-None-Match", "*");
  return headers;
}

Outcome<json::object> metadata(const SecretOptions& options) {
  json::object body;
  if (!options.description.empty()) body["description"] = options.description;
  if (!options.expires.empty()) body["expires_at"] = options.expires == "never" ? "" : options.expires;
  if (options.keep != 0) body["keep_versions"] = options.keep;
  if (options.tags.empty()) return body;
  json::object tags;
  for (const std::string& tag : options.tags) {
    const std::size_t equals = tag.find('=');
    if (equals == std::string::npos) {
      return std::unexpected(
          Failure{.exit = Exit::kUsage, .what = fmt::format("\"{}\" is no tag", tag), .why = "a tag is KEY=TEXT"});
    }
    tags[tag.substr(0, equals)] = tag.substr(equals + 1);
  }
  body["tags"] = std::move(tags);
  return body;
}

Exit set(Program& program, const SecretOptions& options) {
  const std::string what = fmt::format("cannot set {}", options.name);
  const auto body = metadata(options);
  if (!body) return report(program, body.error());
  const auto value = read_secret(program.console, {.file = options.file,
                                                   .prompt = fmt::format("Value of {}", options.name),
                                                   .line_end = options.raw ? LineEnd::kKeep : LineEnd::kStrip});
  if (!value) return report(program, value.error());
  std::string base64 = to_base64(value->view());
  std::string text = fmt::format("{{\"value_base64\":\"{}\"", base64);
  crypto::wipe(base64);
  const std::string others = json::serialize(*body);
  text += others.size() > 2 ? "," + others.substr(1) : "}";
  return send(program,
              {.method = "PUT", .path = path_of(options), .body = std::move(text), .headers = conditions(options)},
              what, [&](const json::value& secret) {
                return fmt::format("{} is at version {} now", options.name, number_at(secret, "/latest_version"));
              });
}

Exit update(Program& program, const SecretOptions& options) {
  auto body = metadata(options);
  if (!body) return report(program, body.error());
  return send(
      program,
      {.method = "PATCH", .path = path_of(options), .body = json::serialize(*body), .headers = conditions(options)},
      fmt::format("cannot update {}", options.name), [](const json::value& secret) { return describe_secret(secret); });
}

Exit label(Program& program, const SecretOptions& options) {
  const std::string what = fmt::format("cannot label {}", options.name);
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto secret = client->call({.path = path_of(options)}, what);
  if (!secret) return report(program, secret.error());
  json::object labels = secret->value.at("labels").as_object();
  labels[options.label] = options.version != 0 ? options.version : number_at(secret->value, "/current_version");
  const json::object body{{"labels", std::move(labels)}};
  // Only on what was just read: two who label at once do not undo each other.
  return send(program,
              {.method = "PATCH",
               .path = path_of(options),
               .body = json::serialize(body),
               .headers = {{"If-Match", fmt::format("\"{}\"", number_at(secret->value, "/revision"))}}},
              what, [](const json::value& changed) { return describe_secret(changed); });
}

Exit list(Program& program, const SecretOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto listing = client->list("/v1/secrets", options.limit, "cannot list the secrets");
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  Table table{{"NAME", "VERSION", "STATE", "UPDATED", "LAST USED"}};
  for (const json::value& item : listing->items) {
    table.push_back({text_at(item, "/name"), fmt::format("{}", number_at(item, "/current_version")),
                     text_at(item, "/state"), text_at(item, "/updated_at"), text_at(item, "/last_used_at")});
  }
  program.console.table(table);
  if (listing->items.empty()) program.console.note("none; next: nsl secret set NAME < FILE");
  return Exit::kOk;
}

Exit show(Program& program, const SecretOptions& options) {
  return send(program, {.path = path_of(options)}, fmt::format("cannot show {}", options.name),
              [](const json::value& secret) { return describe_secret(secret); });
}

Exit versions(Program& program, const SecretOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = path_of(options, "/versions")},
                                  fmt::format("cannot list the versions of {}", options.name));
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  Table table{{"VERSION", "STATE", "BYTES", "CREATED", "BY"}};
  for (const json::value& item : reply->value.at("data").as_array()) {
    table.push_back({fmt::format("{}", number_at(item, "/number")), text_at(item, "/state"),
                     fmt::format("{}", number_at(item, "/value_bytes")), text_at(item, "/created_at"),
                     text_at(item, "/created_by")});
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit roll_back(Program& program, const SecretOptions& options) {
  const std::string body = options.version == 0 ? "{}" : fmt::format("{{\"version\":{}}}", options.version);
  return send(program,
              {.method = "POST", .path = path_of(options, "/rollback"), .body = body, .headers = conditions(options)},
              fmt::format("cannot roll {} back", options.name), [&](const json::value& secret) {
                return fmt::format("{} gives version {} now", options.name, number_at(secret, "/current_version"));
              });
}

Exit set_state(Program& program, const SecretOptions& options, std::string_view state) {
  const std::string body = options.version == 0
                               ? fmt::format("{{\"state\":\"{}\"}}", state)
                               : fmt::format("{{\"state\":\"{}\",\"version\":{}}}", state, options.version);
  const std::string which =
      options.version == 0 ? options.name : fmt::format("version {} of {}", options.version, options.name);
  return send(program,
              {.method = "POST", .path = path_of(options, "/state"), .body = body, .headers = conditions(options)},
              fmt::format("cannot change {}", which),
              [&](const json::value&) { return fmt::format("{} is {}", which, state); });
}

Exit enable(Program& program, const SecretOptions& options) { return set_state(program, options, "enabled"); }
Exit disable(Program& program, const SecretOptions& options) { return set_state(program, options, "disabled"); }
Exit remove(Program& program, const SecretOptions& options) { return set_state(program, options, "deleted"); }

Exit destroy(Program& program, const SecretOptions& options) {
  const std::string which = options.version == 0 ? fmt::format("{} with all its versions", options.name)
                                                 : fmt::format("version {} of {}", options.version, options.name);
  const bool sure = options.yes || (program.console.interactive() &&
                                    program.console.confirm(fmt::format("Destroy {}? Nothing brings it back.", which)));
  if (!sure) {
    return report(program, {.exit = Exit::kUsage,
                            .what = fmt::format("{} was not destroyed", which),
                            .why = "it was not confirmed",
                            .next = fmt::format("nsl secret destroy {} --yes", options.name)});
  }
  if (options.version != 0) return set_state(program, options, "destroyed");
  return send(program, {.method = "DELETE", .path = path_of(options), .headers = conditions(options)},
              fmt::format("cannot destroy {}", which),
              [&](const json::value&) { return fmt::format("destroyed {}", which); });
}

// The bytes as they are, so that they can be piped; a line end on a terminal.
Exit reveal(Program& program, const SecretOptions& options) {
  json::object body{{"reason", options.reason}};
  if (options.version != 0) body["version"] = options.version;
  if (!options.label.empty()) body["label"] = options.label;
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  auto reply = client->call({.method = "POST", .path = path_of(options, "/reveal"), .body = json::serialize(body)},
                            fmt::format("cannot reveal {}", options.name));
  if (!reply) return report(program, reply.error());
  auto value = from_base64(text_at(reply->value, "/value_base64"));
  crypto::wipe(reply->text);
  if (!value)
    return report(program, {.what = fmt::format("cannot reveal {}", options.name), .why = "the answer cannot be read"});
  program.console.print(as_text(*value));
  crypto::wipe(*value);
  if (isatty(STDOUT_FILENO) == 1) program.console.print("\n");
  return Exit::kOk;
}

using Made = Added<SecretOptions>;

Made with_name(Made made) {
  made.command->add_option("NAME", made.options->name, "The secret")->required();
  return made;
}
Made with_version(Made made, const char* description) {
  made.command->add_option("--version", made.options->version, description)->check(CLI::PositiveNumber);
  return made;
}
Made with_condition(Made made) {
  made.command->add_option("--if-revision", made.options->revision, "Only when it is at this revision (see show)")
      ->check(CLI::PositiveNumber);
  return made;
}
Made with_metadata(Made made) {
  made.command->add_option("--description", made.options->description, "What it is for");
  made.command->add_option("--tag", made.options->tags, "KEY=TEXT; may be repeated; replaces all tags")
      ->allow_extra_args(false);
  made.command->add_option("--expires", made.options->expires, "Time like 2026-12-31T00:00:00Z, or never");
  made.command->add_option("--keep", made.options->keep, "How many versions to keep")->check(CLI::PositiveNumber);
  return made;
}

void add_changing(CLI::App& group, Program& program) {
  const Made made = with_condition(with_metadata(
      with_name(add_command(group, program, "set", "Make a new version from standard input, a file or the keyboard",
                            set, "nsl secret set COINGECKO_KEY < key.txt"))));
  made.command->add_option("--file", made.options->file,
                           "File with the value; else standard input, or a prompt on a terminal");
  made.command->add_flag("--raw", made.options->raw, "Keep a line end at the end of the value");
  made.command->add_flag("--create", made.options->create, "Only when there is none of this name");
  with_condition(
      with_metadata(with_name(add_command(group, program, "update", "Change what is known about a secret", update,
                                          "nsl secret update COINGECKO_KEY --tag team=oracle --expires never"))));
  const Made labelled =
      with_version(with_name(add_command(group, program, "label", "Give a version a name, such as stable", label,
                                         "nsl secret label COINGECKO_KEY stable --version 3")),
                   "Else the current one");
  labelled.command->add_option("LABEL", labelled.options->label, "The label")->required();
  with_condition(with_version(with_name(add_command(group, program, "rollback", "Make an older version the current one",
                                                    roll_back, "nsl secret rollback COINGECKO_KEY")),
                              "Else the usable one before the current one"));
  with_version(with_name(add_command(group, program, "disable", "Nobody can read it until it is enabled", disable,
                                     "nsl secret disable COINGECKO_KEY")),
               "Only this version");
  with_version(with_name(add_command(group, program, "enable", "Undo disable, or delete of a version", enable,
                                     "nsl secret enable COINGECKO_KEY --version 2")),
               "Only this version");
  with_version(with_name(add_command(group, program, "delete", "Delete a version; enable brings it back", remove,
                                     "nsl secret delete COINGECKO_KEY --version 2")),
               "The version")
      .command->get_option("--version")
      ->required();
  const Made destroyed = with_condition(
      with_version(with_name(add_command(group, program, "destroy", "Destroy a secret or a version for good", destroy,
                                         "nsl secret destroy COINGECKO_KEY --yes")),
                   "Only this version"));
  destroyed.command->add_flag("--yes", destroyed.options->yes, "Do not ask");
}

}  // namespace

void add_secret_commands(CLI::App& root, Program& program) {
  auto* group = root.add_subcommand("secret", "Set, list, show, versions, rollback, disable, destroy, reveal");
  group->require_subcommand(1);
  group->footer(
      "Examples:\n  nsl secret set COINGECKO_KEY < key.txt\n  nsl secret list\n  nsl secret rollback COINGECKO_KEY");
  add_changing(*group, program);
  const Made listed =
      add_command(*group, program, "list", "All secrets, without values", list, "nsl secret list --output json");
  listed.command->add_option("--limit", listed.options->limit, "How many to show")->capture_default_str();
  with_name(add_command(*group, program, "show", "What is known about a secret, without its value", show,
                        "nsl secret show COINGECKO_KEY"));
  with_name(add_command(*group, program, "versions", "Versions of a secret, the newest first", versions,
                        "nsl secret versions COINGECKO_KEY"));
  const Made revealed = with_version(
      with_name(add_command(*group, program, "reveal", "The value, to standard output; goes into the audit log", reveal,
                            "nsl secret reveal COINGECKO_KEY --reason 'ticket 4711'")),
      "Else the current one");
  revealed.command->add_option("--reason", revealed.options->reason, "Why")->required();
  revealed.command->add_option("--label", revealed.options->label, "The version with this label");
  add_grant_commands(*group, program);
  add_backup_commands(*group, program);
  group->group("Secrets");  // last, because commands inherit the heading
}

}  // namespace nsl::app
