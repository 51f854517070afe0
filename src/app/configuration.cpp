#include "app/configuration.h"

#include "app/files.h"

namespace nsl::app {

std::vector<Error> load_configuration(Settings& settings, const std::string& file, const SettingFlags& flags) {
  SettingSources sources{.file_name = file, .environment = process_environment(), .flags = flags};
  if (!file.empty()) {
    auto text = read_file(file, kSettingsFileMax);
    if (!text) return {text.error()};
    sources.file_text = *std::move(text);
  }
  return load_settings(settings, sources);
}

}  // namespace nsl::app
