#pragma once
// The settings of this process: configuration file, environment and flags put together.

#include "base/settings.h"

#include <string>
#include <utility>
#include <vector>

namespace nsl::app {

using SettingFlags = std::vector<std::pair<std::string, std::string>>;

// `file` may be empty: then there is none. Gives everything that is wrong; empty: all is well.
std::vector<Error> load_configuration(Settings& settings, const std::string& file, const SettingFlags& flags);

}  // namespace nsl::app
