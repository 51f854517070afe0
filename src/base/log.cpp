#include "base/log.h"

#include "base/clock.h"
#include "base/json.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace nsl::log {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};

Level least = Level::kInfo;
Format chosen = default_format();

spdlog::logger& sink() {
  // Lines are finished before they get here; spdlog keeps them whole between threads.
  static const auto logger = [] {
    auto made = spdlog::stderr_logger_mt("nsl");
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

// What may stand in a text line without quotes. Control characters could rewrite the terminal or forge a line.
bool is_plain(char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '='; }

void append_value(std::string& line, const Field& field, Format format) {
  const auto append = [&](const auto& value) {
    using T = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<T, std::string>) {
      const bool bare = format == Format::kText && std::ranges::all_of(value, is_plain);
      if (bare) line.append(value);
      else json::append_quoted(line, value);
    } else if constexpr (std::is_same_v<T, double>) {
      line.append(std::isfinite(value) ? fmt::format("{}", value) : "null");
    } else {
      line.append(fmt::format("{}", value));
    }
  };
  std::visit(append, field.value);
}

}  // namespace

Format default_format() { return isatty(STDERR_FILENO) != 0 ? Format::kText : Format::kJson; }

void configure(Level level, Format format) {
  least = level;
  chosen = format;
}

bool enabled(Level level) { return level >= least; }

void write(Level level, std::string_view message, Fields fields) {
  if (!enabled(level)) return;
  sink().info(format_line(chosen, to_rfc3339(system_clock().wall()), level, message, fields));
}

std::string format_line(Format format, std::string_view time, Level level, std::string_view message, Fields fields) {
  const std::string_view name = kNames[static_cast<std::size_t>(level)];
  std::string line;
  if (format == Format::kText) {
    line = fmt::format("{} {:5} {}", time, name, message);
    for (const Field& field : fields) {
      line.append(fmt::format(" {}=", field.name));
      append_value(line, field, format);
    }
    return line;
  }
  line = fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"message\":", time, name);
  json::append_quoted(line, message);
  for (const Field& field : fields) {
    line.push_back(',');
    json::append_quoted(line, field.name);
    line.push_back(':');
    append_value(line, field, format);
  }
  line.push_back('}');
  return line;
}

}  // namespace nsl::log
