#pragma once
// The Prefer header (RFC 7240), as far as it is understood here.

#include <chrono>
#include <optional>
#include <string_view>

namespace nsl::api {

struct Preferences {
  bool respond_async = false;
  std::optional<std::chrono::seconds> wait;
};

// The longest that a request is held open for "wait".
inline constexpr std::chrono::seconds kWaitMax{60};

// What is not understood is ignored, as the RFC wants; a longer wait is cut to kWaitMax.
Preferences parse_prefer(std::string_view header);

}  // namespace nsl::api
