// nsl function …: what is deployed.
#include "app/add_command.h"
#include "app/bundle.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/deploy_request.h"
#include "app/describe.h"
#include "base/json_text.h"
#include "base/source_map.h"

#include <fmt/format.h>

#include <memory>

namespace nsl::app {
namespace {

// Options of one command. They outlive the reading of the command line because the command's action holds them:
// hence shared between the option parser's callbacks and the action.
struct NamedOptions {
  std::string name;
  std::uint32_t version = 0;  // 0: not given
  std::size_t limit = kListDefault;
  bool yes = false;
};

std::string function_path(std::string_view name, std::string_view rest = "") {
  return fmt::format("/v1/functions/{}{}", percent_encoded(name), rest);
}

Exit deploy(Program& program, const std::string& file, DeployOptions options) {
  if (options.name.empty()) options.name = function_name_from(file);
  const std::string what = fmt::format("cannot deploy {}", file);
  const auto bundle = make_bundle(file);
  if (!bundle) return report(program, bundle.error());
  const auto body = deploy_request(*bundle, options);
  if (!body) return report(program, failure_from(body.error(), what));
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());

  auto reply = client->call({.method = "PUT", .path = function_path(options.name), .body = *body}, what);
  if (!reply) {
    Failure failure = std::move(reply).error();
    if (const auto map = SourceMap::parse(bundle->source_map))
      failure.why = map->map_stack(failure.why, bundle->file_name);
    return report(program, failure);
  }
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  const std::string outcome = text_at(reply->value, "/outcome");
  program.console.line(fmt::format("{} {} version {} ({})", outcome == "unchanged" ? "unchanged:" : "deployed",
                                   options.name, number_at(reply->value, "/version/number"), outcome));
  program.console.note(fmt::format("next: nsl invoke {} '{{}}'", options.name));
  return Exit::kOk;
}

Exit list(Program& program, const NamedOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto listing = client->list("/v1/functions", options.limit, "cannot list the functions");
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  Table table{{"NAME", "ACTIVE", "LATEST", "UPDATED"}};
  for (const json::value& item : listing->items) {
    table.push_back({text_at(item, "/name"), fmt::format("{}", number_at(item, "/active_version")),
                     fmt::format("{}", number_at(item, "/latest_version")), text_at(item, "/updated_at")});
  }
  program.console.table(table);
  if (listing->items.empty()) program.console.note("none; next: nsl function deploy FILE");
  return Exit::kOk;
}

Exit versions(Program& program, const NamedOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto listing = client->list(function_path(options.name, "/versions"), options.limit,
                                    fmt::format("cannot list the versions of {}", options.name));
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  Table table{{"VERSION", "CREATED", "BYTES", "HASH", "NOTE"}};
  for (const json::value& item : listing->items) {
    table.push_back({fmt::format("{}", number_at(item, "/number")), text_at(item, "/created_at"),
                     fmt::format("{}", number_at(item, "/code_bytes")), text_at(item, "/hash").substr(0, 12),
                     text_at(item, "/note")});
  }
  program.console.table(table);
  return Exit::kOk;
}

Outcome<Reply> get_version(ServiceClient& client, const std::string& name, std::uint64_t number,
                           std::string_view query) {
  return client.call({.path = function_path(name, fmt::format("/versions/{}{}", number, query))},
                     fmt::format("cannot get version {} of {}", number, name));
}

// The version asked for, or the active one.
Outcome<std::uint64_t> version_number(ServiceClient& client, const NamedOptions& options) {
  if (options.version != 0) return options.version;
  const auto function = client.call({.path = function_path(options.name)}, fmt::format("cannot get {}", options.name));
  if (!function) return std::unexpected(function.error());
  return number_at(function->value, "/active_version");
}

Exit show(Program& program, const NamedOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto number = version_number(*client, options);
  if (!number) return report(program, number.error());
  const auto reply = get_version(*client, options.name, *number, "");
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  program.console.print(describe_version(reply->value));
  return Exit::kOk;
}

Exit code(Program& program, const NamedOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto number = version_number(*client, options);
  if (!number) return report(program, number.error());
  const auto reply = get_version(*client, options.name, *number, "?include=code");
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(reply->text);
  else program.console.print(text_at(reply->value, "/code"));
  return Exit::kOk;
}

Exit roll_back(Program& program, const NamedOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const std::string body = options.version == 0 ? "{}" : fmt::format("{{\"version\":{}}}", options.version);
  const auto reply = client->call({.method = "POST", .path = function_path(options.name, "/rollback"), .body = body},
                                  fmt::format("cannot roll {} back", options.name));
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(reply->text);
  else
    program.console.line(
        fmt::format("{} runs version {} now", options.name, number_at(reply->value, "/active_version")));
  return Exit::kOk;
}

Exit remove(Program& program, const NamedOptions& options) {
  const std::string what = fmt::format("cannot delete {}", options.name);
  const bool sure =
      options.yes || (program.console.interactive() &&
                      program.console.confirm(fmt::format("Delete {} with all its versions?", options.name)));
  if (!sure) {
    return report(program, {.exit = Exit::kUsage,
                            .what = what,
                            .why = "it was not confirmed",
                            .next = fmt::format("nsl function delete {} --yes", options.name)});
  }
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.method = "DELETE", .path = function_path(options.name)}, what);
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(fmt::format("{{\"deleted\":\"{}\"}}", options.name));
  else program.console.line(fmt::format("deleted {}", options.name));
  return Exit::kOk;
}

void add_deploy(CLI::App& group, Program& program) {
  auto* command =
      group.add_subcommand("deploy", "Make a new version of a function from a JavaScript or TypeScript file");
  auto file = std::make_shared<std::string>();
  auto options = std::make_shared<DeployOptions>();
  command->add_option("FILE", *file, "ES module with a default export")->required();
  command->add_option("--name", options->name, "Name of the function; else made from the file's");
  command->add_option("--memory", options->memory, "Most memory, such as 32MiB");
  command->add_option("--cpu", options->cpu, "Most computing time, such as 200ms");
  command->add_option("--wall", options->wall, "Most time from start to end, such as 5s");
  command->add_option("--host-calls", options->host_calls, "Most calls to the outside, such as 20");
  command->add_option("--allow-host", options->allow_hosts, "HOST[:PORT] that fetch may ask; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--version-note", options->note, "Why this version is made");
  command->add_option("--description", options->description, "What the function does");
  command->footer(
      "Examples:\n  nsl function deploy examples/hello.js\n"
      "  nsl function deploy pick.ts --name picker --memory 32MiB --cpu 200ms --wall 5s\n"
      "  nsl function deploy examples/median-price.js --allow-host api.example.com --version-note 'third source'");
  command->callback([&program, file, options] {
    program.chosen = [&program, file, options] { return deploy(program, *file, *options); };
  });
}

using NamedAction = Exit (*)(Program&, const NamedOptions&);

CLI::App* add_named(CLI::App& group, Program& program, std::string name, std::string description, NamedAction action,
                    const std::shared_ptr<NamedOptions>& options) {
  auto* command = group.add_subcommand(std::move(name), std::move(description));
  choose(*command, program, action, options);
  return command;
}

}  // namespace

void add_function_commands(CLI::App& root, Program& program) {
  auto* group = root.add_subcommand("function", "Deploy, list, show, versions, code, rollback, delete");
  group->require_subcommand(1);
  group->footer(
      "Examples:\n  nsl function deploy examples/hello.js\n  nsl function list\n  nsl function rollback hello");
  add_deploy(*group, program);

  const auto make = [&](const char* name, const char* description, NamedAction action, const char* example) {
    auto options = std::make_shared<NamedOptions>();
    auto* command = add_named(*group, program, name, description, action, options);
    command->footer(fmt::format("Example:\n  {}", example));
    return std::pair(command, options);
  };
  const auto with_name = [](auto made) {
    made.first->add_option("NAME", made.second->name, "The function")->required();
    return made;
  };
  const auto with_limit = [](auto made) {
    made.first->add_option("--limit", made.second->limit, "How many to show")->capture_default_str();
    return made;
  };
  const auto with_version = [](auto made, const char* description) {
    made.first->add_option("--version", made.second->version, description)->check(CLI::PositiveNumber);
    return made;
  };
  with_limit(make("list", "All functions", list, "nsl function list --output json"));
  with_version(with_name(make("show", "Settings of a version", show, "nsl function show hello --version 2")),
               "Else the active one");
  with_limit(
      with_name(make("versions", "Versions of a function, the newest first", versions, "nsl function versions hello")));
  with_version(
      with_name(make("code", "The code of a version, as it was deployed", code, "nsl function code hello > hello.js")),
      "Else the active one");
  with_version(with_name(make("rollback", "Make an older version the active one", roll_back,
                              "nsl function rollback hello --version 1")),
               "Else the one before the active one");
  const auto [command, options] =
      with_name(make("delete", "Delete a function with all its versions", remove, "nsl function delete hello --yes"));
  command->add_flag("--yes", options->yes, "Do not ask");
  group->group("Functions");  // last, because commands inherit the heading
}

}  // namespace nsl::app
