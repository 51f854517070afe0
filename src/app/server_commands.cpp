// nsl serve, dev, run, worker: the commands that run functions themselves.
#include "app/bundle.h"
#include "app/commands.h"
#include "app/configuration.h"
#include "app/deploy_request.h"
#include "app/devchain.h"
#include "app/files.h"
#include "app/input.h"
#include "app/local_run.h"
#include "app/profile.h"
#include "app/server.h"
#include "app/service_options.h"
#include "auth/setup.h"
#include "base/json.h"
#include "base/log.h"
#include "engine/worker_process.h"
#include "neo/types/address.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace nsl::app {
namespace {

struct ServeOptions {
  std::string file;
  std::string listen;
  std::string data_dir;
};

struct RunOptions {
  std::string file;
  std::string input;
  DeployOptions limits;
};

Exit refuse_settings(const Program& program, const std::vector<Error>& errors) {
  std::string why;
  for (const Error& error : errors) why += error.message + "\n";
  return report(program,
                {.exit = Exit::kUsage, .what = "the settings are not right", .why = why, .next = "nsl config show"});
}

// For the first person: as a file, and on the terminal if there is one; never in the log, which others read.
Status offer_setup(const Program& program, ServiceProgram& service, const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  NSL_TRY(const auto code, service.open_setup());
  if (!code) return {};
  const std::string link = fmt::format("{}/#{}", service.url(), *code);
  NSL_TRY_VOID(write_private_file(file, link + "\n"));
  log::info("nobody is here yet: the first person comes by a link",
            {{"link_in", file.string()}, {"minutes", auth::Setup::kLife.count()}});
  if (program.console.interactive()) {
    program.console.note(fmt::format("for the first person, once, within {} minutes: nsl login --setup\n{}",
                                     auth::Setup::kLife.count(), link));
  }
  return {};
}

enum class Flavour : std::uint8_t { kServe, kDev };

Exit serve(Program& program, const ServeOptions& options, Flavour flavour) {
  Settings settings;
  if (flavour == Flavour::kDev) apply_dev_defaults(settings);
  SettingFlags flags;
  if (!options.listen.empty()) flags.emplace_back("http.listen", options.listen);
  if (!options.data_dir.empty()) flags.emplace_back("data.dir", options.data_dir);
  const auto errors = load_configuration(settings, options.file, flags);
  if (!errors.empty()) return refuse_settings(program, errors);
  if (flavour == Flavour::kDev) {
    const auto listen = parse_listen(settings.http_listen.value());
    if (listen && !listen->loopback) {
      return report(program, {.exit = Exit::kUsage,
                              .what = "`nsl dev` listens on loopback only",
                              .why = fmt::format("{} can be reached from elsewhere", listen->address),
                              .next = "nsl serve --help"});
    }
  }
  configure_log(settings);
  const std::filesystem::path profile_file = std::filesystem::path(settings.data_dir.value()) / "profile.json";
  std::unique_ptr<devchain::DevchainServer> chain;
  auto service = ServiceProgram::create(settings, [&]() -> Result<ServiceProgram::NeoNetwork> {
    if (flavour != Flavour::kDev || !settings.neo_rpc.value().empty()) {
      return ServiceProgram::NeoNetwork{.urls = settings.neo_rpc.value()};
    }
    NSL_TRY(chain, start_devchain(settings));
    return ServiceProgram::NeoNetwork{.urls = {chain->url()}, .other_chain = follower::OtherChain::kStartAgain};
  });
  if (!service) return report(program, failure_from(service.error(), "the service cannot start"));

  if (chain) {
    const auto added = (*service)->add_development_account("dev", devchain::Chain::dev_key());
    if (!added) log::warn("there is no account dev to sign for", {{"reason", added.error().message}});
  }

  const std::filesystem::path setup_file = std::filesystem::path(settings.data_dir.value()) / "setup";
  if (flavour == Flavour::kServe) {
    if (const Status offered = offer_setup(program, **service, setup_file); !offered) {
      return report(program, failure_from(offered.error(), "the link for the first person cannot be made"));
    }
  }

  Exit exit = Exit::kOk;
  (*service)->run([&] {
    if (flavour != Flavour::kDev) return;
    const Profile profile{
        .url = (*service)->url(), .token = (*service)->token(), .neo_rpc = chain ? chain->url() : "", .origin = {}};
    if (const Status written = write_private_file(profile_file, to_json(profile)); !written) {
      exit = report(program, failure_from(written.error(), "the profile cannot be written"));
      return;
    }
    program.console.note(fmt::format("nsl dev: {}   profile {}", profile.url, profile_file.string()));
    if (!chain) return;
    program.console.note(fmt::format("development chain (its keys are public): {}   funded account {}", profile.neo_rpc,
                                     neo::to_address(devchain::Chain::dev_account())));
  });
  std::error_code ignored;
  std::filesystem::remove(flavour == Flavour::kDev ? profile_file : setup_file, ignored);
  return exit;
}

Result<functions::Settings> run_settings(const DeployOptions& options) {
  functions::Settings settings;
  if (!options.memory.empty()) {
    NSL_TRY(settings.limits.memory, parse_byte_count(options.memory));
  }
  if (!options.cpu.empty()) {
    NSL_TRY(settings.limits.cpu, parse_duration(options.cpu));
  }
  if (!options.wall.empty()) {
    NSL_TRY(settings.limits.wall, parse_duration(options.wall));
  }
  if (options.host_calls) settings.limits.host_calls = *options.host_calls;
  for (const std::string& host : options.allow_hosts) NSL_TRY_VOID(net::check_allow_host(host));
  settings.allow_hosts = options.allow_hosts;
  return settings;
}

Exit run(Program& program, const RunOptions& options) {
  const std::string what = fmt::format("cannot run {}", options.file);
  log::configure(log::Level::kError, log::default_format());
  const auto bundle = make_bundle(options.file);
  if (!bundle) return report(program, bundle.error());
  const auto input = read_input(options.input);
  if (!input) return report(program, failure_from(input.error(), what));
  auto settings = run_settings(options.limits);
  if (!settings) return report(program, failure_from(settings.error(), what));

  const auto execution = run_locally({.bundle = *bundle,
                                      .settings = *std::move(settings),
                                      .input = *input,
                                      .on_log = [&](const functions::LogEntry& entry) {
                                        program.console.note(fmt::format("{}: {}", entry.level, entry.message));
                                      }});
  if (!execution) return report(program, failure_from(execution.error(), what));
  if (execution->error) {
    const auto& error = *execution->error;
    return report(program, {.exit = Exit::kFailed,
                            .what = fmt::format("the function {}", to_string(execution->status)),
                            .why = error.stack.empty() ? error.message : error.message + "\n" + error.stack,
                            .code = error.code});
  }
  if (program.console.json()) program.console.json_text(execution->output);
  else program.console.line(execution->output);
  return Exit::kOk;
}

void add_serve(CLI::App& root, Program& program) {
  auto* const command = root.add_subcommand("serve", "Serve, with a configuration file")->group("Service");
  const auto options = std::make_shared<ServeOptions>();
  command->add_option("--config", options->file, "Settings (TOML); see `nsl config show`")->type_name("FILE");
  command->add_option("--listen", options->listen, "Address and port, instead of http.listen")
      ->type_name("ADDRESS:PORT");
  command->add_option("--data-dir", options->data_dir, "Folder for everything that is kept, instead of data.dir")
      ->type_name("DIR");
  command->footer("Example:\n  nsl serve --config /etc/nsl/nsl.toml");
  command->callback([&program, options] {
    program.chosen = [&program, options] { return serve(program, *options, Flavour::kServe); };
  });
}

void add_dev(CLI::App& root, Program& program) {
  auto* const command = root.add_subcommand("dev", "Serve on this machine only, with defaults")->group("Service");
  const auto options = std::make_shared<ServeOptions>();
  command->add_option("--data-dir", options->data_dir, "Folder for everything that is kept (default .nsl)")
      ->type_name("DIR");
  command->add_option("--listen", options->listen, "Address and port; port 0 takes a free one")
      ->type_name("127.0.0.1:PORT");
  command->add_option("--config", options->file, "Settings (TOML) for more")->type_name("FILE");
  command->footer(
      "Writes DIR/profile.json with URL and token when it is ready. Functions may reach this machine.\n"
      "Examples:\n  nsl dev\n  nsl dev --data-dir /tmp/try --listen 127.0.0.1:0");
  command->callback([&program, options] {
    program.chosen = [&program, options] { return serve(program, *options, Flavour::kDev); };
  });
}

void add_run(CLI::App& root, Program& program) {
  auto* const command = root.add_subcommand("run", "Run a file once, without a service")->group("Functions");
  const auto options = std::make_shared<RunOptions>();
  command->add_option("FILE", options->file, "JavaScript or TypeScript module")->required();
  command->add_option("INPUT", options->input, "JSON, @FILE, or - for standard input; null when left out");
  command->add_option("--memory", options->limits.memory, "Memory limit, such as 32MiB")->type_name("BYTES");
  command->add_option("--cpu", options->limits.cpu, "Computing time, such as 200ms")->type_name("TIME");
  command->add_option("--wall", options->limits.wall, "Time from start to end, such as 5s")->type_name("TIME");
  command->add_option("--allow-host", options->limits.allow_hosts, "Host that fetch may reach; may be repeated")
      ->type_name("HOST[:PORT]");
  command->footer(
      "The same sandbox and limits as in the service; nothing is kept.\n"
      "Examples:\n  nsl run examples/hello.js '{\"name\":\"neo\",\"x\":21}'\n  nsl run examples/median-price.js "
      "--allow-host 127.0.0.1:9000");
  command->callback([&program, options] { program.chosen = [&program, options] { return run(program, *options); }; });
}

}  // namespace

void add_server_commands(CLI::App& root, Program& program) {
  add_serve(root, program);
  add_dev(root, program);
  add_run(root, program);
}

}  // namespace nsl::app
