#include "api/http/prefer.h"

#include "net/http/text.h"

#include <algorithm>
#include <charconv>

namespace nsl::api {
namespace {

std::optional<std::chrono::seconds> parse_wait(std::string_view text) {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) text = text.substr(1, text.size() - 2);
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error != std::errc{}) return kWaitMax;  // more digits than fit
  return std::min(kWaitMax, std::chrono::seconds(seconds));
}

}  // namespace

Preferences parse_prefer(std::string_view header) {
  Preferences preferences;
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    const std::string_view item = header.substr(0, comma);
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    const std::string_view preference = item.substr(0, item.find(';'));  // parameters are none of ours
    const std::size_t equals = preference.find('=');
    const std::string_view name = net::trim(preference.substr(0, equals));
    const std::string_view value = equals == std::string_view::npos ? "" : net::trim(preference.substr(equals + 1));
    if (net::equals_ignoring_case(name, "respond-async")) preferences.respond_async = true;
    if (net::equals_ignoring_case(name, "wait") && !preferences.wait) preferences.wait = parse_wait(value);
  }
  return preferences;
}

}  // namespace nsl::api
