// nsl owner …: the owners that share the service, and their members.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "base/units.h"

#include <fmt/format.h>

namespace nsl::app {
namespace {

struct OwnerOptions {
  std::string name;  // empty: the caller's own
  std::string display_name;
  std::string identity;
  std::string role;
  std::optional<std::uint64_t> concurrent;
  std::optional<std::uint64_t> cpu_seconds;
  std::string stored;
  std::optional<std::uint64_t> functions;
  bool standard = false;
};

std::string path_of_owner(std::string_view name) { return "/v1/owners/" + percent_encoded(name); }

std::string path_of_member(std::string_view owner, const OwnerOptions& options) {
  return fmt::format("{}/members/{}", path_of_owner(owner), percent_encoded(options.identity));
}

// The owner that is named, else the one that the caller works for.
Outcome<std::string> chosen_owner(Program& program, const OwnerOptions& options, const std::string& what) {
  if (!options.name.empty()) return options.name;
  auto client = ServiceClient::connect(program);
  if (!client) return std::unexpected(client.error());
  const auto caller = client->call({.path = "/v1/whoami"}, what);
  if (!caller) return std::unexpected(caller.error());
  return text_at(caller->value, "/owner");
}

std::string text_of_owner(const json::value& owner) {
  return fmt::format("owner    {}\ncalled   {}\nmade at  {}\nmade by  {}\n", text_at(owner, "/name"),
                     text_at(owner, "/display_name"), text_at(owner, "/created_at"), text_at(owner, "/created_by"));
}

// A table of the items of a list that comes in one piece.
Exit show_list(Program& program, const std::string& path, const std::string& what, std::vector<std::string> head,
               const std::vector<std::string>& members) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = path}, what);
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  Table table{std::move(head)};
  for (const json::value& item : reply->value.at("data").as_array()) {
    std::vector<std::string> row;
    for (const std::string& member : members) row.push_back(text_at(item, member));
    table.push_back(std::move(row));
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit create_owner(Program& program, const OwnerOptions& options) {
  json::object body{{"name", options.name}};
  if (!options.display_name.empty()) body["display_name"] = options.display_name;
  const Exit made = send(program, {.method = "POST", .path = "/v1/owners", .body = json::serialize(body)},
                         fmt::format("cannot make the owner {}", options.name), text_of_owner);
  if (made == Exit::kOk) {
    program.console.note(fmt::format("it has no members yet: nsl owner add-member IDENTITY --role owner --owner {}",
                                     options.name));
  }
  return made;
}

Exit list_owners(Program& program, const OwnerOptions&) {
  return show_list(program, "/v1/owners", "cannot list owners", {"NAME", "CALLED", "MADE AT", "MADE BY"},
                   {"/name", "/display_name", "/created_at", "/created_by"});
}

Exit show_owner(Program& program, const OwnerOptions& options) {
  const std::string what = "cannot show the owner";
  const auto owner = chosen_owner(program, options, what);
  if (!owner) return report(program, owner.error());
  return send(program, {.path = path_of_owner(*owner)}, what, text_of_owner);
}

Exit list_members(Program& program, const OwnerOptions& options) {
  const std::string what = "cannot list members";
  const auto owner = chosen_owner(program, options, what);
  if (!owner) return report(program, owner.error());
  return show_list(program, path_of_owner(*owner) + "/members", what, {"IDENTITY", "ROLE", "ADDED AT", "ADDED BY"},
                   {"/identity", "/role", "/added_at", "/added_by"});
}

Exit add_member(Program& program, const OwnerOptions& options) {
  const std::string what = fmt::format("cannot add {}", options.identity);
  const auto owner = chosen_owner(program, options, what);
  if (!owner) return report(program, owner.error());
  return send(program,
              {.method = "PUT",
               .path = path_of_member(*owner, options),
               .body = json::serialize(json::object{{"role", options.role}})},
              what, [&](const json::value& member) {
                return fmt::format("{} is {} of {}", text_at(member, "/identity"), text_at(member, "/role"), *owner);
              });
}

Exit remove_member(Program& program, const OwnerOptions& options) {
  const std::string what = fmt::format("cannot remove {}", options.identity);
  const auto owner = chosen_owner(program, options, what);
  if (!owner) return report(program, owner.error());
  return send(program, {.method = "DELETE", .path = path_of_member(*owner, options)}, what, [&](const json::value&) {
    return fmt::format("{} is no member of {} any more", options.identity, *owner);
  });
}

std::string bound_of(const json::value& quota, std::string_view member, std::string_view unit) {
  const auto most = quota.at(member).to_number<std::uint64_t>();
  return most == 0 ? "any" : fmt::format("{}{}", most, unit);
}

std::string text_of_bytes(const json::value& bytes) {
  const auto number = bytes.to_number<std::uint64_t>();
  return number == 0 ? "any" : to_string(ByteCount{number});
}

std::string text_of_quota(const json::value& quota) {
  const json::value& used = quota.at("used");
  return fmt::format("at once     {} of {}\ncomputing   {:.3f} s of {}, until {}\nexecutions  {} this month\n"
                     "stored      {:.3f} MiB of {}\nfunctions   {} of {}\n{}",
                     used.at("running").to_number<std::uint64_t>(), bound_of(quota, "concurrent", ""),
                     used.at("cpu_us").to_number<double>() / 1e6, bound_of(quota, "cpu_seconds_per_month", " s"),
                     text_at(quota, "/month_ends_at"), used.at("executions").to_number<std::uint64_t>(),
                     used.at("stored_bytes").to_number<double>() / (1 << 20), text_of_bytes(quota.at("stored_bytes")),
                     used.at("functions").to_number<std::uint64_t>(), bound_of(quota, "functions", ""),
                     quota.at("standard").as_bool() ? "as every owner\n" : "");
}

Exit quota_of_owner(Program& program, const OwnerOptions& options) {
  const std::string what = "cannot show or change the quota";
  const auto owner = chosen_owner(program, options, what);
  if (!owner) return report(program, owner.error());
  const std::string path = path_of_owner(*owner) + "/quota";
  if (options.standard) return send(program, {.method = "DELETE", .path = path}, what, text_of_quota);
  if (!options.concurrent && !options.cpu_seconds && options.stored.empty() && !options.functions)
    return send(program, {.path = path}, what, text_of_quota);
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto now = client->call({.path = path}, what);
  if (!now) return report(program, now.error());
  json::object body;
  for (const char* member : {"concurrent", "cpu_seconds_per_month", "stored_bytes", "functions"}) body[member] = now->value.at(member);
  if (options.concurrent) body["concurrent"] = *options.concurrent;
  if (options.cpu_seconds) body["cpu_seconds_per_month"] = *options.cpu_seconds;
  if (options.functions) body["functions"] = *options.functions;
  if (!options.stored.empty()) body["stored_bytes"] = parse_byte_count(options.stored).value().bytes;  // checked by CLI
  return send(program, {.method = "PUT", .path = path, .body = json::serialize(body)}, what, text_of_quota);
}

// The name comes before what --owner says for all commands: the token stays what it is, the members are of this owner.
void add_owner_option(CLI::App& command, OwnerOptions& options) {
  command.add_option("--owner", options.name, "Whose member; else the owner that you work for")->type_name("NAME");
}

}  // namespace

void add_owner_commands(CLI::App& root, Program& program) {
  auto& group = *root.add_subcommand("owner", "Who shares the service, and who works for them");
  group.require_subcommand(1);

  const auto [creating, made] = add_command(group, program, "create", "Make an owner", create_owner,
                                            "nsl owner create acme --display-name 'Acme Oracles'");
  creating->add_option("NAME", made->name, "1 to 63 characters: a-z, 0-9, -")->required();
  creating->add_option("--display-name", made->display_name, "What people call it")->type_name("TEXT");

  add_command(group, program, "list", "Show all owners", list_owners, "nsl owner list");
  const auto [showing, shown] = add_command(group, program, "show", "Show an owner", show_owner, "nsl owner show acme");
  showing->add_option("NAME", shown->name, "The owner; else the one that you work for");
  const auto [listing, listed] =
      add_command(group, program, "members", "Show who works for an owner", list_members, "nsl owner members");
  listing->add_option("NAME", listed->name, "The owner; else the one that you work for");

  const auto [adding, added] =
      add_command(group, program, "add-member", "Add a member, or give a member another role", add_member,
                  "nsl owner add-member neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i --role developer\n"
                  "  nsl owner add-member jwt:https://id.example.com#alice --role owner --owner acme");
  adding->add_option("IDENTITY", added->identity, "jwt:ISSUER#SUBJECT, neo:ADDRESS or mtls:KIND:NAME")->required();
  adding->add_option("--role", added->role, "owner, admin, developer, operator or auditor")
      ->check(CLI::IsMember({"owner", "admin", "developer", "operator", "auditor"}))
      ->required();
  add_owner_option(*adding, *added);

  const auto [removing, removed] =
      add_command(group, program, "remove-member", "Remove a member and end the member's sessions", remove_member,
                  "nsl owner remove-member neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i");
  removing->add_option("IDENTITY", removed->identity, "As `nsl owner members` shows it")->required();
  add_owner_option(*removing, *removed);

  const auto [bounding, bounded] =
      add_command(group, program, "quota", "Show or set what an owner may use", quota_of_owner,
                  "nsl owner quota\n  nsl owner quota acme --concurrent 20 --cpu-seconds 36000 --stored 10GiB\n"
                  "  nsl owner quota acme --standard");
  bounding->add_option("NAME", bounded->name, "The owner; else the one that you work for");
  bounding->add_option("--concurrent", bounded->concurrent, "Executions under way when one more is to begin; 0: any number")
      ->type_name("N");
  bounding->add_option("--cpu-seconds", bounded->cpu_seconds, "Computing time in a month; 0: any")->type_name("N");
  bounding->add_option("--stored", bounded->stored, "Code of functions and what is kept of executions, such as 10GiB; 0: any")
      ->check([](const std::string& text) {
        const auto size = parse_byte_count(text);
        return size ? std::string() : size.error().message;
      })
      ->type_name("SIZE");
  bounding->add_option("--functions", bounded->functions, "Functions that it may have; 0: any number")->type_name("N");
  bounding->add_flag("--standard", bounded->standard, "What every owner may, by the settings of the service")
      ->excludes("--concurrent")
      ->excludes("--cpu-seconds")
      ->excludes("--stored")
      ->excludes("--functions");

  group.group("Service");  // last, because commands inherit the heading
}

}  // namespace nsl::app
