// nsl: the one program. Reads the command line, runs the chosen command, gives its exit code.
#include "app/commands.h"
#include "base/suggest.h"
#include "crypto/prepare.h"
#include "engine/worker_process.h"
#include "vault/provider_process.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>

namespace nsl::app {
namespace {

constexpr std::string_view kFooter =
    "Example: nsl function deploy examples/hello.js && nsl invoke hello '{\"name\":\"neo\",\"x\":21}'\n"
    "Each command has more with --help; `nsl completion bash` helps the shell. `nsl dev` writes a profile.\n"
    "Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 denied, 6 unavailable.";

void add_version_command(CLI::App& root, Program& program) {
  auto* command = root.add_subcommand("version", "The version of this program")->group("Service");
  command->footer("Example:\n  nsl version --output json");
  command->callback([&program] {
    program.chosen = [&program] {
      if (program.console.json()) program.console.json_text(fmt::format(R"({{"version":"{}"}})", kVersion));
      else program.console.line(fmt::format("nsl {}", kVersion));
      return Exit::kOk;
    };
  });
}

// What is wrong with the command line, and what may have been meant.
Failure usage_failure(const CLI::App& root, const CLI::ParseError& error, int argc, char** argv) {
  Failure failure{.exit = Exit::kUsage,
                  .what = "the command line is not right",
                  .why = error.what(),
                  .next = "nsl --help",
                  .code = "usage"};
  const CLI::App* app = &root;
  std::string path = "nsl";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) break;
    if (word.starts_with('-')) continue;
    std::vector<std::string> names;
    for (const CLI::App* command : commands) names.push_back(command->get_name());
    const auto known = std::ranges::find(names, word);
    if (known == names.end()) {
      failure.why = fmt::format("`{}` has no command \"{}\"", path, word);
      if (const auto near = suggest(word, names)) failure.next = fmt::format("did you mean `{} {}`?", path, *near);
      return failure;
    }
    app = commands[static_cast<std::size_t>(known - names.begin())];
    path += " " + word;
    failure.next = path + " --help";
  }
  // What was written there may have been a value: it is not repeated, least of all into the log of a build.
  const bool has_values = path.starts_with("nsl secret") || path.starts_with("nsl vault");
  if (has_values && dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
    failure.why = "there is an argument too many; values and passphrases are read from standard input or a file only";
  return failure;
}

void describe_program(CLI::App& root, Program& program) {
  root.require_subcommand(1);
  root.fallthrough();
  root.footer(std::string(kFooter));
  root.get_formatter()->column_width(24);
  root.add_option_function<std::string>(
          "--output",
          [&program](const std::string& text) {
            program.console.set_format(text == "json" ? OutputFormat::kJson : OutputFormat::kText);
          },
          "text (default) or json")
      ->check(CLI::IsMember({"text", "json"}).description(""))
      ->type_name("FORMAT");
  root.add_option("--profile", program.profile,
                  "Where the service is: FILE with url and token; else by NSL_URL and NSL_TOKEN")
      ->type_name("FILE");
  root.add_option("--owner", program.owner, "Whom you work for, if you are a member of several owners")
      ->check(CLI::Validator(
          [](std::string& text) {
            const bool name = !text.empty() && text.size() <= 63 &&
                              text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
            return name ? std::string() : std::string("an owner's name has 1 to 63 characters: a-z, 0-9 and -");
          },
          ""))
      ->type_name("NAME");
  root.add_flag("--show-curl", program.show_curl, "Show each request to the service as a curl command");
  add_function_commands(root, program);
  add_execution_commands(root, program);
  add_secret_commands(root, program);
  add_vault_commands(root, program);
  add_audit_commands(root, program);
  add_server_commands(root, program);
  add_wallet_commands(root, program);
  add_neo_chain_commands(root, program);
  add_neo_account_commands(root, program);
  add_neo_transaction_commands(root, program);
  add_neo_event_commands(root, program);
  add_neo_offline_commands(root, program);
  add_neo_vm_commands(root, program);
  add_config_commands(root, program);
  add_token_commands(root, program);
  add_owner_commands(root, program);
  add_doctor_command(root, program);
  add_version_command(root, program);
  add_completion_command(root, program);
}

int run(int argc, char** argv) {
  Program program;
  CLI::App root("nsl runs JavaScript functions in pristine sandboxes and answers over HTTP.", "nsl");
  describe_program(root, program);
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return root.exit(help);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(report(program, usage_failure(root, error, argc, argv)));
  }
  return static_cast<int>(program.chosen());
}

}  // namespace
}  // namespace nsl::app

int main(int argc, char** argv) {
  // A sandbox worker is this program too, and so is what talks to a token or a TPM; they have their own lives.
  if (const auto status = nsl::engine::run_if_worker(argc, argv)) return *status;
  if (const auto status = nsl::vault::run_if_provider_process(argc, argv)) return *status;
  nsl::crypto::prepare();
  return nsl::app::run(argc, argv);
}
