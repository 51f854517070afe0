// nsl secret grant | revoke | grants: which functions may use a secret.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"

#include <fmt/format.h>

#include <memory>

namespace nsl::app {
namespace {

struct GrantOptions {
  std::string secret;
  std::string id;
  std::string function;
  std::vector<std::string> hosts;
  std::string exposure = "reference";
  std::string hash;
  std::string expires;
};

std::string path_of(const GrantOptions& options) {
  return fmt::format("/v1/secrets/{}/grants", percent_encoded(options.secret));
}

std::string hosts_of(const json::value& grant) {
  std::string hosts;
  const json::value* const list = grant.is_object() ? grant.get_object().if_contains("hosts") : nullptr;
  if (list == nullptr || !list->is_array()) return hosts;
  for (const json::value& host : list->get_array()) {
    if (host.is_string()) hosts.append(hosts.empty() ? "" : " ").append(json::view(host.get_string()));
  }
  return hosts;
}

Exit grant(Program& program, const GrantOptions& options) {
  json::object body{
      {"function", options.function}, {"exposure", options.exposure}, {"hosts", json::value_from(options.hosts)}};
  if (!options.hash.empty()) body["function_hash"] = options.hash;
  if (!options.expires.empty()) body["expires_at"] = options.expires;
  return send(program, {.method = "POST", .path = path_of(options), .body = json::serialize(body)},
              fmt::format("cannot grant {} to {}", options.secret, options.function), [&](const json::value& made) {
                return fmt::format("{}: {} may use {} by {}", text_at(made, "/id"), options.function, options.secret,
                                   options.exposure);
              });
}

Exit revoke(Program& program, const GrantOptions& options) {
  return send(program,
              {.method = "DELETE", .path = fmt::format("{}/{}", path_of(options), percent_encoded(options.id))},
              fmt::format("cannot revoke {}", options.id),
              [&](const json::value&) { return fmt::format("{} is revoked", options.id); });
}

Exit list(Program& program, const GrantOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply =
      client->call({.path = path_of(options)}, fmt::format("cannot list the grants of {}", options.secret));
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  Table table{{"ID", "FUNCTION", "EXPOSURE", "HOSTS", "ONLY VERSION", "EXPIRES"}};
  for (const json::value& item : reply->value.at("data").as_array()) {
    table.push_back({text_at(item, "/id"), text_at(item, "/function"), text_at(item, "/exposure"), hosts_of(item),
                     text_at(item, "/function_hash").substr(0, 12), text_at(item, "/expires_at")});
  }
  program.console.table(table);
  return Exit::kOk;
}

using Action = Exit (*)(Program&, const GrantOptions&);

Added<GrantOptions> add(CLI::App& group, Program& program, std::string name, std::string description, Action action) {
  auto added = add_command(group, program, std::move(name), std::move(description), action);
  added.command->add_option("NAME", added.options->secret, "The secret")->required();
  return added;
}

}  // namespace

void add_grant_commands(CLI::App& group, Program& program) {
  const auto [granting, granted] = add(group, program, "grant", "Let a function use a secret", grant);
  granting->add_option("--function", granted->function, "The function")->required();
  granting->add_option("--host", granted->hosts,
                       "Where the value may be sent; may be repeated. Nowhere else, and over https");
  granting
      ->add_option("--exposure", granted->exposure,
                   "reference: the service puts the value in; value: the function gets it")
      ->check(CLI::IsMember({"reference", "value"}))
      ->capture_default_str();
  granting->add_option("--hash", granted->hash,
                       "Hash of the one version that may (nsl function show); else every version");
  granting->add_option("--expires", granted->expires, "Until when, like 2026-12-31T00:00:00Z");
  granting->footer(
      "Examples:\n  nsl secret grant COINGECKO_KEY --function price --host api.coingecko.com\n"
      "  nsl secret grant SIGNING_KEY --function sign --exposure value");

  const auto [revoking, revoked] = add(group, program, "revoke", "Take a grant back", revoke);
  revoking->add_option("ID", revoked->id, "The grant")->required();
  revoking->footer("Example:\n  nsl secret revoke COINGECKO_KEY grant_...");

  const auto [listing, listed] = add(group, program, "grants", "Which functions may use a secret", list);
  listing->footer("Example:\n  nsl secret grants COINGECKO_KEY");
}

}  // namespace nsl::app
