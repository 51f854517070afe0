// nsl token …, whoami, login, logout: who may use the service, and as whom this machine does.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/files.h"
#include "app/issuer_login.h"
#include "app/profile.h"
#include "app/secret_input.h"
#include "app/wallet_login.h"
#include "base/clock.h"
#include "base/units.h"

#include <fmt/format.h>

#include <cstdlib>

namespace nsl::app {
namespace {

constexpr std::size_t kTokenBytesMax = 512;

struct TokenOptions {
  std::string name;
  std::string role;
  std::vector<std::string> scopes;
  std::vector<std::string> networks;
  std::string expires = "90d";
  std::string to;
};

struct LoginOptions {
  WalletLogin wallet;  // with the service's URL
  IssuerLogin issuer;
  std::string token_file;
  bool setup = false;
  std::string name = "first-owner";  // of the token got by --setup
};

std::string path_of(const TokenOptions& options) { return "/v1/tokens/" + percent_encoded(options.name); }

std::string words_of(const json::value& item, std::string_view member) {
  std::string words;
  const json::value* const list = item.is_object() ? item.get_object().if_contains(member) : nullptr;
  if (list == nullptr || !list->is_array()) return words;
  for (const json::value& word : list->get_array()) {
    if (word.is_string()) words.append(words.empty() ? "" : " ").append(json::view(word.get_string()));
  }
  return words;
}

// "30d", "never" or a time; as the API wants it, empty for never.
Result<std::string> expiry_text(const std::string& text) {
  if (text == "never") return std::string();
  if (const auto duration = parse_duration(text)) return to_rfc3339(system_clock().wall() + *duration);
  if (parse_rfc3339(text)) return text;
  return fail(ErrorCode::kInvalidArgument, "write 30d, 12h, never, or a time like 2026-12-31T00:00:00Z");
}

Exit create(Program& program, const TokenOptions& options) {
  const std::string what = fmt::format("cannot make the token {}", options.name);
  const auto expiry = expiry_text(options.expires);
  if (!expiry) {
    return report(program,
                  {.exit = Exit::kUsage, .what = what + ": --expires", .why = expiry.error().message, .next = {}});
  }
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  json::object body{{"name", options.name}};
  if (!options.role.empty()) body["role"] = options.role;
  if (!options.scopes.empty()) body["scopes"] = json::value_from(options.scopes);
  if (!options.networks.empty()) body["networks"] = json::value_from(options.networks);
  if (!expiry->empty()) body["expires_at"] = *expiry;
  const auto reply = client->call({.method = "POST", .path = "/v1/tokens", .body = json::serialize(body)}, what);
  if (!reply) return report(program, reply.error());
  const std::string token = text_at(reply->value, "/token");
  if (!options.to.empty()) {
    if (const Status written = write_private_file(options.to, token + "\n"); !written) {
      Failure failure = failure_from(written.error(), "the token was made and cannot be written down");
      failure.next = fmt::format("nsl token revoke {}", options.name);
      return report(program, failure);
    }
    program.console.note(fmt::format("{}: in {}", options.name, options.to));
    return Exit::kOk;
  }
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  program.console.line(token);
  program.console.note(
      fmt::format("{}: {}. The token is shown this once.", options.name, words_of(reply->value, "scopes")));
  return Exit::kOk;
}

Exit list(Program& program, const TokenOptions&) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = "/v1/tokens"}, "cannot list tokens");
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  Table table{{"NAME", "EXPIRES", "LAST USED", "FROM", "SCOPES"}};
  const auto or_else = [](std::string text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
  };
  for (const json::value& item : reply->value.at("data").as_array()) {
    table.push_back({text_at(item, "/name"), or_else(text_at(item, "/expires_at"), "never"),
                     or_else(text_at(item, "/last_used_at"), "never"), or_else(words_of(item, "networks"), "anywhere"),
                     words_of(item, "scopes")});
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit revoke(Program& program, const TokenOptions& options) {
  return send(program, {.method = "DELETE", .path = path_of(options)},
              fmt::format("cannot revoke the token {}", options.name),
              [&](const json::value&) { return fmt::format("{} is revoked", options.name); });
}

Exit show_caller(Program& program, ServiceClient& client) {
  const auto reply = client.call({.path = "/v1/whoami"}, "cannot tell who you are");
  if (!reply) return report(program, reply.error());
  if (program.console.json()) {
    program.console.json_text(reply->text);
    return Exit::kOk;
  }
  const std::string expiry = text_at(reply->value, "/expires_at");
  const std::string role = text_at(reply->value, "/role");
  program.console.print(fmt::format("owner    {}\nrole     {}\ntoken    {}\nexpires  {}\nscopes   {}\nservice  {}\n",
                                    text_at(reply->value, "/owner"), role.empty() ? "none" : role,
                                    text_at(reply->value, "/token"),
                                    expiry.empty() ? "never" : expiry, words_of(reply->value, "scopes"), client.url()));
  return Exit::kOk;
}

Exit who_am_i(Program& program, const TokenOptions&) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  return show_caller(program, *client);
}

std::string_view before_mark(std::string_view link) {
  link = link.substr(0, link.find('#'));
  while (link.ends_with('/')) link.remove_suffix(1);
  return link;
}

// By the link that a service shows at its start, "URL/#CODE". --url wins: the service knows only where it listens.
Outcome<Profile> be_the_first(const Program& program, const LoginOptions& options) {
  const auto input =
      read_secret(program.console, {.file = options.token_file, .prompt = "Set-up link", .most = kTokenBytesMax});
  if (!input) return std::unexpected(input.error());
  const std::string_view link = as_text(input->view());
  const std::size_t mark = link.find('#');
  if (mark == std::string_view::npos) {
    return std::unexpected(Failure{.exit = Exit::kUsage,
                                   .what = "this is no set-up link",
                                   .why = "it has the form https://nsl.example.org/#nsl_setup_…",
                                   .next = "look into the file setup in the data folder of the service"});
  }
  Profile profile{.url = options.wallet.url.empty() ? std::string(before_mark(link)) : options.wallet.url,
                  .token = {},
                  .tls = tls_from_process(),
                  .origin = "nsl login"};
  auto client = ServiceClient::with(profile);
  if (!client) return std::unexpected(client.error());
  const auto made = client->call(
      {.method = "POST",
       .path = "/v1/setup",
       .body = json::serialize(json::object{{"code", link.substr(mark + 1)}, {"name", options.name}})},
      "cannot set the service up");
  if (!made) return std::unexpected(made.error());
  profile.token = text_at(made->value, "/token");
  return profile;
}

Outcome<Profile> profile_to_keep(const Program& program, const LoginOptions& options) {
  if (options.setup) return be_the_first(program, options);
  if (options.wallet.url.empty()) {
    return std::unexpected(
        Failure{.exit = Exit::kUsage, .what = "cannot log in", .why = "--url is needed", .next = "nsl login --help"});
  }
  if (!options.wallet.account.empty()) return log_in_with_wallet(program, options.wallet);
  if (!options.issuer.issuer.empty()) return log_in_at_issuer(program, options.issuer, options.wallet.url);
  const auto token =
      read_secret(program.console, {.file = options.token_file, .prompt = "Token", .most = kTokenBytesMax});
  if (!token) return std::unexpected(token.error());
  return Profile{.url = options.wallet.url, .token = std::string(as_text(token->view())), .tls = tls_from_process(),
                 .origin = "nsl login"};
}

Exit log_in(Program& program, const LoginOptions& options) {
  const auto file = user_profile_file();
  if (!file) return report(program, failure_from(file.error(), "cannot log in"));
  const auto found = profile_to_keep(program, options);
  if (!found) return report(program, found.error());
  const Profile& profile = *found;
  auto client = ServiceClient::with(profile, program.owner);
  if (!client) return report(program, client.error());
  // Only what the service lets in is kept.
  if (const Exit shown = show_caller(program, *client); shown != Exit::kOk) return shown;
  if (const Status written = write_private_file(*file, to_json(profile)); !written) {
    return report(program, failure_from(written.error(), fmt::format("cannot write {}", file->string())));
  }
  program.console.note(fmt::format("kept in {}", file->string()));
  const auto used = find_profile(ProfileSearch::from_process(program.profile));
  if (used && used->origin != file->string()) {
    program.console.note(fmt::format("here, {} comes first", used->origin));
  }
  return Exit::kOk;
}

Exit log_out(Program& program, const LoginOptions&) {
  const auto file = user_profile_file();
  if (!file) return report(program, failure_from(file.error(), "cannot log out"));
  std::error_code error;
  if (!std::filesystem::remove(*file, error) || error) {
    return report(program, {.exit = Exit::kNotFound,
                            .what = "cannot log out",
                            .why = fmt::format("there is no {}", file->string()),
                            .next = "nsl whoami"});
  }
  program.console.note("logged out here; the token still holds: nsl token revoke NAME");
  return Exit::kOk;
}

void add_session_commands(CLI::App& root, Program& program) {
  add_command(root, program, "whoami", "Who you are for the service", who_am_i, "nsl whoami").command->group("Service");
  const auto [login, options] = add_command(root, program, "login", "Keep a service and its token", log_in);
  login->group("Service");
  WalletLogin& wallet = options->wallet;
  login->add_option("--url", wallet.url, "The service, such as https://nsl.example.org");
  auto* const file = login->add_option("--token-file", options->token_file, "Else from standard input, or asked for");
  file->type_name("FILE");
  login->add_option("--account", wallet.account, "Sign in with this account of your Neo wallet, by name or address")
      ->excludes(file);
  auto* const issuer = login->add_option("--issuer", options->issuer.issuer, "Sign in at this OpenID Connect provider");
  auto* const client = login->add_option("--client-id", options->issuer.client_id, "What nsl is called there");
  issuer->excludes(file)->excludes("--account")->needs(client);
  client->needs(issuer);
  login->add_option("--scope", options->issuer.scope, "What to ask the issuer for")->capture_default_str()->needs(issuer);
  auto* const setup = login->add_flag("--setup", options->setup, "Be the first person, by the link of the service's start");
  setup->excludes("--account")->excludes(issuer);
  login->add_option("--name", options->name, "What to call the token got by --setup")->capture_default_str()->needs(setup);
  login->add_option("--wallet", wallet.wallet, "NEP-6 file; else wallet.json in the configuration folder")
      ->type_name("FILE");
  login->add_option("--passphrase-file", wallet.passphrase_file, "Of the account; else it is asked for")
      ->type_name("FILE");
  login->add_option("--domain", wallet.domain, "What the service calls itself, if not the host of its URL");
  login->footer(
      "The token is tried, then kept in ~/.config/nsl/profile.json, for you alone; `nsl logout` forgets it.\n"
      "Examples:\n  nsl login --url https://nsl.example.org < token.txt\n"
      "  nsl login --url https://nsl.example.org --account alice\n"
      "  nsl login --url https://nsl.example.org --issuer https://id.example.com --client-id nsl\n"
      "  nsl login --setup --name alice --url https://nsl.example.org < link.txt");
  // Not shown in the list of commands, which is to fit a screen; `nsl login --help` names it.
  add_command(root, program, "logout", "Forget what login keeps", log_out, "nsl logout").command->group("");
}

}  // namespace

void add_token_commands(CLI::App& root, Program& program) {
  auto& group = *root.add_subcommand("token", "Who may use the service");
  group.require_subcommand(1);

  const auto [creating, options] = add_command(group, program, "create", "Make a token", create);
  creating->add_option("NAME", options->name, "What to call it")->required();
  creating->add_option("--role", options->role, "owner, admin, developer, operator or auditor")
      ->check(CLI::IsMember({"owner", "admin", "developer", "operator", "auditor"}));
  creating->add_option("--scopes", options->scopes, "What it may be used for: functions:write,executions:read")
      ->delimiter(',');
  creating->add_option("--from", options->networks, "Address or network it may be used from; may be repeated");
  creating->add_option("--expires", options->expires, "30d, 12h, never, or a time")->capture_default_str();
  creating->add_option("--to", options->to, "Write it there, not to standard output")->type_name("FILE");
  creating->footer(
      "It has no more scopes than your own and does not outlive it. docs/reference/permissions.md has them all.\n"
      "Examples:\n  nsl token create ci --scopes functions:write,executions:read --expires 30d\n"
      "  nsl token create alice --role developer --to alice.token");

  add_command(group, program, "list", "Show tokens, never their text", list, "nsl token list");
  const auto [revoking, revoked] = add_command(group, program, "revoke", "Make a token useless", revoke);
  revoking->add_option("NAME", revoked->name, "The token")->required();
  revoking->footer("Example:\n  nsl token revoke ci");

  group.group("Service");  // last, because commands inherit the heading

  add_session_commands(root, program);
}

}  // namespace nsl::app
