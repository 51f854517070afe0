#include "functions/settings_text.h"

#include "base/json.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

std::unexpected<Error> malformed() {
  return fail(ErrorCode::kStorageFailed, "The stored settings of a function version are damaged. Deploy it again.");
}

// Missing or wrong: nullopt, and the text is refused as a whole.
std::optional<std::uint64_t> number(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  if (member == nullptr) return std::nullopt;
  boost::system::error_code inexact;
  const auto value = member->to_number<std::uint64_t>(inexact);
  if (inexact) return std::nullopt;
  return value;
}

}  // namespace

std::string to_text(const Settings& settings) {
  const engine::Limits& limits = settings.limits;
  std::string text = fmt::format(
      R"({{"memory_bytes":{},"cpu_us":{},"wall_us":{},"host_calls":{},"input_bytes":{},"output_bytes":{},"log_bytes":{},"allow_hosts":[)",
      limits.memory.bytes, limits.cpu.count(), limits.wall.count(), limits.host_calls, limits.input.bytes,
      limits.output.bytes, limits.logs.bytes);
  for (const std::string& host : settings.allow_hosts) {
    if (text.back() != '[') text.push_back(',');
    json::append_quoted(text, host);
  }
  text.append("]}");
  return text;
}

Result<Settings> settings_from_text(std::string_view text) {
  const auto parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) return malformed();
  const json::object& object = parsed->get_object();
  const auto memory = number(object, "memory_bytes");
  const auto cpu = number(object, "cpu_us");
  const auto wall = number(object, "wall_us");
  const auto host_calls = number(object, "host_calls");
  const auto input = number(object, "input_bytes");
  const auto output = number(object, "output_bytes");
  const auto logs = number(object, "log_bytes");
  const auto* hosts = object.if_contains("allow_hosts");
  if (!memory || !cpu || !wall || !host_calls || !input || !output || !logs) return malformed();
  if (hosts == nullptr || !hosts->is_array()) return malformed();

  Settings settings;
  settings.limits = {.memory = {*memory},
                     .cpu = std::chrono::microseconds(*cpu),
                     .wall = std::chrono::microseconds(*wall),
                     .host_calls = static_cast<std::uint32_t>(*host_calls),
                     .input = {*input},
                     .output = {*output},
                     .logs = {*logs}};
  for (const json::value& host : hosts->get_array()) {
    if (!host.is_string()) return malformed();
    settings.allow_hosts.emplace_back(json::view(host.get_string()));
  }
  return settings;
}

}  // namespace nsl::functions
