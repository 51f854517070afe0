// nsl config …: what can be set, what is set, and whether a file would be taken.
#include "app/add_command.h"
#include "app/commands.h"
#include "app/configuration.h"
#include "app/service_options.h"
#include "base/json.h"
#include "base/suggest.h"

#include <fmt/format.h>

#include <memory>

namespace nsl::app {
namespace {

struct ConfigOptions {
  std::string file;
  std::string key;
};

Exit refuse(const Program& program, const std::string& file, const std::vector<Error>& errors) {
  std::string why;
  for (const Error& error : errors) why += error.message + "\n";
  return report(program, {.exit = Exit::kFailed,
                          .what = file.empty() ? "the settings are not right" : fmt::format("{} is not right", file),
                          .why = why,
                          .next = "nsl config show",
                          .code = "invalid_argument"});
}

json::object setting_json(const AnySetting& setting) {
  return {{"name", setting.name()},
          {"value", setting.shown_value()},
          {"origin", setting.origin()},
          {"default", setting.default_text()},
          {"type", setting.type()},
          {"bounds", setting.bounds()},
          {"variable", setting.environment_name()},
          {"explanation", setting.explanation()}};
}

Exit show(Program& program, const ConfigOptions& options) {
  Settings settings;
  const auto errors = load_configuration(settings, options.file, {});
  if (!errors.empty()) return refuse(program, options.file, errors);
  if (program.console.json()) {
    json::array list;
    for (const AnySetting* setting : settings.all()) list.push_back(setting_json(*setting));
    program.console.json_text(json::serialize(list));
    return Exit::kOk;
  }
  Table table{{"SETTING", "VALUE", "FROM"}};
  for (const AnySetting* setting : settings.all()) {
    table.push_back({std::string(setting->name()), setting->shown_value(), setting->origin()});
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit check(Program& program, const ConfigOptions& options) {
  Settings settings;
  const auto errors = load_configuration(settings, options.file, {});
  if (!errors.empty()) return refuse(program, options.file, errors);
  // What settings say together.
  if (const Status fit = check_settings(settings); !fit) return refuse(program, options.file, {fit.error()});
  if (program.console.json()) program.console.json_text(R"({"ok":true})");
  else program.console.line(fmt::format("{} is right", options.file));
  return Exit::kOk;
}

Exit explain(Program& program, const ConfigOptions& options) {
  Settings settings;
  const AnySetting* setting = settings.find(options.key);
  if (setting == nullptr) {
    const auto near = suggest(options.key, settings.names());
    return report(program, {.exit = Exit::kNotFound,
                            .what = fmt::format("there is no setting \"{}\"", options.key),
                            .why = near ? fmt::format("did you mean \"{}\"?", *near) : "",
                            .next = near ? fmt::format("nsl config explain {}", *near) : "nsl config show"});
  }
  if (program.console.json()) {
    program.console.json_text(json::serialize(setting_json(*setting)));
    return Exit::kOk;
  }
  program.console.line(fmt::format("{}\n\n{}\n", setting->name(), setting->explanation()));
  program.console.line(fmt::format("type      {}", setting->type()));
  if (const std::string bounds = setting->bounds(); !bounds.empty())
    program.console.line(fmt::format("bounds    {}", bounds));
  program.console.line(fmt::format("default   {}", setting->default_text()));
  program.console.line(fmt::format("variable  {}", setting->environment_name()));
  const std::string name(setting->name());
  const std::size_t dot = name.find('.');
  program.console.line(fmt::format("file      [{}]\n          {} = ...", name.substr(0, dot), name.substr(dot + 1)));
  return Exit::kOk;
}

}  // namespace

void add_config_commands(CLI::App& root, Program& program) {
  auto* group = root.add_subcommand("config", "Settings: show, check, explain");
  group->require_subcommand(1);
  group->footer(
      "A flag wins over the environment (NSL_SECTION__KEY), which wins over the file, which wins over the default.\n"
      "Examples:\n  nsl config show --config nsl.toml\n  nsl config explain http.listen");
  // Shared between the option parser's callbacks and the chosen action, which runs later.
  auto options = std::make_shared<ConfigOptions>();
  const auto add = [&](const char* name, const char* description, Exit (*action)(Program&, const ConfigOptions&),
                       const char* example) {
    auto* command = group->add_subcommand(name, description);
    command->footer(fmt::format("Example:\n  {}", example));
    choose(*command, program, action, options);
    return command;
  };
  add("show", "Every setting with its value and where it comes from", show, "nsl config show --config nsl.toml")
      ->add_option("--config", options->file, "Configuration file (TOML)");
  add("check", "Whether a configuration file would be taken", check, "nsl config check nsl.toml")
      ->add_option("FILE", options->file, "Configuration file (TOML)")
      ->required();
  add("explain", "What a setting means", explain, "nsl config explain limits.memory_bytes")
      ->add_option("KEY", options->key, "The setting")
      ->required();
  group->group("Service");  // last, because commands inherit the heading
}

}  // namespace nsl::app
