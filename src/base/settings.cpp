#include "base/settings.h"

#include "base/suggest.h"

#include <fmt/format.h>
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace nsl {
namespace {

// Collects what is wrong while values are put in.
class Loader {
 public:
  explicit Loader(Settings& settings) : settings_(settings), names_(settings.names()) {}

  void put(std::string_view name, const RawSetting& raw, std::string origin) {
    AnySetting* setting = settings_.find(name);
    if (setting == nullptr) return refuse_unknown(name, origin);
    if (auto status = setting->set(raw, std::move(origin)); !status) errors_.push_back(std::move(status.error()));
  }

  void refuse(std::string message, std::string name = {}) {
    errors_.push_back(Error{ErrorCode::kInvalidArgument, std::move(message), std::move(name)});
  }

  std::vector<Error> take_errors() { return std::move(errors_); }

 private:
  void refuse_unknown(std::string_view name, std::string_view origin) {
    const auto near = suggest(name, names_);
    refuse(fmt::format("{}: there is no setting \"{}\"{}", origin, name,
                       near ? fmt::format("; did you mean \"{}\"?", *near) : "; `nsl config show` lists them all"),
           std::string(name));
  }

  Settings& settings_;
  std::vector<std::string> names_;
  std::vector<Error> errors_;
};

std::optional<RawSetting> raw_from(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return RawSetting(*text);
  if (const auto number = node.value_exact<std::int64_t>()) return RawSetting(*number);
  if (const auto flag = node.value_exact<bool>()) return RawSetting(*flag);
  const toml::array* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> list;
  for (const toml::node& entry : *array) {
    const auto text = entry.value_exact<std::string>();
    if (!text) return std::nullopt;
    list.push_back(*text);
  }
  return RawSetting(std::move(list));
}

std::string place(std::string_view file, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

void load_file(Loader& loader, std::string_view file, std::string_view text) {
  if (text.size() > kSettingsFileMax.bytes) {
    return loader.refuse(fmt::format("{}: a configuration file has at most {}", file, to_string(kSettingsFileMax)));
  }
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return loader.refuse(fmt::format("{}: {}", place(file, error.source()), error.description()));
  }
  for (const auto& [section, node] : parsed.table()) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      loader.refuse(fmt::format("{}: \"{}\" stands outside a section; write it under one, such as [http]",
                                place(file, node.source()), section.str()));
      continue;
    }
    for (const auto& [key, value] : *table) {
      const std::string name = fmt::format("{}.{}", section.str(), key.str());
      const auto raw = raw_from(value);
      if (raw) loader.put(name, *raw, place(file, value.source()));
      else
        loader.refuse(fmt::format("{}: {} has a value of a kind no setting takes", place(file, value.source()), name),
                      name);
    }
  }
}

// NSL_HTTP__LISTEN -> http.listen. Variables without the double underscore (NSL_URL, NSL_TOKEN) are no settings.
std::optional<std::string> setting_of_variable(std::string_view variable) {
  constexpr std::string_view kPrefix = "NSL_";
  if (!variable.starts_with(kPrefix)) return std::nullopt;
  variable.remove_prefix(kPrefix.size());
  const std::size_t dot = variable.find("__");
  if (dot == std::string_view::npos) return std::nullopt;
  std::string name = fmt::format("{}.{}", variable.substr(0, dot), variable.substr(dot + 2));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

}  // namespace

std::vector<Error> load_settings(Settings& settings, const SettingSources& sources) {
  Loader loader(settings);
  if (sources.file_text) load_file(loader, sources.file_name, *sources.file_text);
  for (const auto& [variable, text] : sources.environment) {
    if (const auto name = setting_of_variable(variable)) loader.put(*name, text, variable);
  }
  for (const auto& [name, text] : sources.flags) loader.put(name, text, "flag");
  return loader.take_errors();
}

std::vector<std::pair<std::string, std::string>> process_environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace nsl
