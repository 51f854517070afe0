#include "app/describe.h"

#include "app/client.h"
#include "base/units.h"

#include <fmt/format.h>

#include <chrono>

namespace nsl::app {
namespace {

std::string row(std::string_view label, std::string_view text) {
  return text.empty() ? "" : fmt::format("{:<12} {}\n", label, text);
}

std::string bytes_at(const json::value& value, std::string_view pointer) {
  return to_string(ByteCount{number_at(value, pointer)});
}

std::string time_at(const json::value& value, std::string_view pointer) {
  return to_string(std::chrono::microseconds(number_at(value, pointer)));
}

std::string hosts(const json::value& version) {
  boost::json::error_code ignored;
  const json::value* list = version.find_pointer("/network/allow_hosts", ignored);
  if (list == nullptr || !list->is_array() || list->get_array().empty()) return "none";
  std::string text;
  for (const json::value& host : list->get_array()) {
    if (!text.empty()) text += ", ";
    text += text_at(host, "");
  }
  return text;
}

std::string describe_logs(const json::value& value) {
  const json::value* logs = value.is_object() ? value.get_object().if_contains("logs") : nullptr;
  if (logs == nullptr || !logs->is_array()) return "";
  std::string text;
  for (const json::value& entry : logs->get_array()) text += row("log", describe_log(entry));
  return text;
}

// "a=1, b=2" of an object; empty for an empty one.
std::string entries(const json::value& value, std::string_view member) {
  const json::value* object = value.is_object() ? value.get_object().if_contains(member) : nullptr;
  std::string text;
  if (object == nullptr || !object->is_object()) return text;
  for (const auto& entry : object->get_object()) {
    const std::string shown = entry.value().is_string() ? text_at(entry.value(), "") : json::serialize(entry.value());
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", std::string_view(entry.key().data(), entry.key().size()), shown);
  }
  return text;
}

}  // namespace

std::string describe_secret(const json::value& secret) {
  return row("secret", text_at(secret, "/name")) + row("state", text_at(secret, "/state")) +
         row("version", fmt::format("{} of {}, keeps {}", number_at(secret, "/current_version"),
                                    number_at(secret, "/latest_version"), number_at(secret, "/keep_versions"))) +
         row("revision", fmt::format("{}", number_at(secret, "/revision"))) + row("description", text_at(secret, "/description")) +
         row("tags", entries(secret, "tags")) + row("labels", entries(secret, "labels")) +
         row("created", text_at(secret, "/created_at")) + row("updated", text_at(secret, "/updated_at")) +
         row("expires", text_at(secret, "/expires_at")) + row("last used", text_at(secret, "/last_used_at"));
}

std::string describe_vault(const json::value& vault) {
  std::string providers;
  for (const json::value& provider : vault.at("providers").as_array()) {
    providers += fmt::format("{}{}", providers.empty() ? "" : ", ", text_at(provider, ""));
  }
  std::string text = row("vault", text_at(vault, "/state")) + row("reason", text_at(vault, "/reason")) +
                     row("unsealed by", providers) +
                     row("root key", fmt::format("{}, {} uses", number_at(vault, "/root_key"), number_at(vault, "/root_key_uses"))) +
                     row("made", text_at(vault, "/root_key_created_at")) +
                     row("owners", fmt::format("{}", number_at(vault, "/owners"))) + row("epoch", fmt::format("{}", number_at(vault, "/epoch")));
  for (const json::value& rotation : vault.at("rotations").as_array()) {
    text += row("rotating", fmt::format("{}: {} of {}", text_at(rotation, "/what"), number_at(rotation, "/done"), number_at(rotation, "/total")));
  }
  return text;
}

std::string describe_version(const json::value& version) {
  return row("function", text_at(version, "/function")) +
         row("version", fmt::format("{}", number_at(version, "/number"))) +
         row("created", text_at(version, "/created_at")) + row("description", text_at(version, "/description")) +
         row("note", text_at(version, "/note")) +
         row("code", fmt::format("{} bytes, {}", number_at(version, "/code_bytes"), text_at(version, "/hash"))) +
         row("hosts", hosts(version)) +
         row("limits", fmt::format("memory {}, cpu {}, wall {}, host calls {}",
                                   bytes_at(version, "/limits/memory_bytes"), time_at(version, "/limits/cpu_us"),
                                   time_at(version, "/limits/wall_us"), number_at(version, "/limits/host_calls"))) +
         row("", fmt::format("input {}, output {}, logs {}", bytes_at(version, "/limits/input_bytes"),
                             bytes_at(version, "/limits/output_bytes"), bytes_at(version, "/limits/log_bytes")));
}

std::string describe_error(const json::value& execution) {
  std::string text = text_at(execution, "/error/message");
  if (text.empty()) text = text_at(execution, "/error/code");
  if (const std::string stack = text_at(execution, "/error/stack"); !stack.empty()) text += "\n" + stack;
  return text;
}

std::string describe_log(const json::value& line) {
  return fmt::format("{}  {:<5}  {}", text_at(line, "/time"), text_at(line, "/level"), text_at(line, "/message"));
}

std::string describe_execution(const json::value& execution, std::string_view output_text) {
  const auto used = [&](std::string_view what, auto read, std::string_view name) {
    return fmt::format("{} {} of {}", what, read(execution, fmt::format("/usage/{}", name)),
                       read(execution, fmt::format("/limits/{}", name)));
  };
  const auto count = [](const json::value& value, std::string_view at) {
    return fmt::format("{}", number_at(value, at));
  };
  const auto dropped = number_at(execution, "/logs_dropped");
  return row("execution", text_at(execution, "/id")) +
      row("function", fmt::format("{} version {}", text_at(execution, "/function"), number_at(execution, "/version"))) +
      row("status", text_at(execution, "/status")) + row("trigger", text_at(execution, "/trigger")) +
      row("created", text_at(execution, "/created_at")) + row("started", text_at(execution, "/started_at")) +
      row("finished", text_at(execution, "/finished_at")) +
      row("used", fmt::format("{}, {}, {}, {}", used("cpu", time_at, "cpu_us"), used("wall", time_at, "wall_us"),
                              used("memory", bytes_at, "memory_bytes"), used("host calls", count, "host_calls"))) +
      row("output", output_text) + row("error", describe_error(execution)) + describe_logs(execution) +
      row("log", dropped > 0 ? fmt::format("({} more did not fit)", dropped) : "");
}

std::string describe_replay(const json::value& replay, std::string_view output_text) {
  return row("status", text_at(replay, "/status")) + row("output", output_text) + row("error", describe_error(replay)) +
         describe_logs(replay);
}

}  // namespace nsl::app
