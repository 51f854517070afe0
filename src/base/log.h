#pragma once
// Structured logs: one constant message and typed fields, a JSON object a line on stderr (text on a terminal).
//
//   log::info("function deployed", {{"function", name}, {"version", 3}, {"duration_ms", 12.5}});
//
// error: somebody should be woken; warn: look today; info: a change of state; debug: off. Fields carry units in
// their names. Never log bodies, whole headers, secrets or tokens.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace nsl::log {

enum class Level : std::uint8_t { kDebug, kInfo, kWarn, kError, kOff };
enum class Format : std::uint8_t { kJson, kText };

struct Field {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string> value;

  Field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  template <typename T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
  Field(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}
};
using Fields = std::initializer_list<Field>;

// Called once at start, before other threads. Default: info, JSON unless stderr is a terminal.
void configure(Level level, Format format);
Format default_format();

bool enabled(Level level);
void write(Level level, std::string_view message, Fields fields);  // thread-safe

inline void debug(std::string_view message, Fields fields = {}) { write(Level::kDebug, message, fields); }
inline void info(std::string_view message, Fields fields = {}) { write(Level::kInfo, message, fields); }
inline void warn(std::string_view message, Fields fields = {}) { write(Level::kWarn, message, fields); }
inline void error(std::string_view message, Fields fields = {}) { write(Level::kError, message, fields); }

// The line that write() would put out, without its line end. For tests and for write() itself.
std::string format_line(Format format, std::string_view time, Level level, std::string_view message, Fields fields);

}  // namespace nsl::log
