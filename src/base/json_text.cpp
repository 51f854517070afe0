#include "base/json_text.h"

#include <fmt/format.h>

namespace nsl::json {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Index after the string literal that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

// Index after the value that begins at `at`.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = end_of_string(text, at);
      if (depth == 0) return at;
      continue;
    }
    const bool closes = c == '}' || c == ']';
    if (depth == 0 && (closes || c == ',' || is_space(c))) return at;
    ++at;
    if (c == '{' || c == '[') ++depth;
    if (closes && --depth == 0) return at;
  }
  return at;
}

}  // namespace

std::string indented(std::string_view text) {
  std::string out;
  std::size_t depth = 0;
  const auto new_line = [&] { out.append("\n").append(depth * 2, ' '); };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      const std::size_t end = end_of_string(text, i);
      out.append(text, i, end - i);
      i = end;
      continue;
    }
    ++i;
    if (is_space(c)) continue;
    if (c == '{' || c == '[') {
      out.push_back(c);
      const std::size_t next = skip_space(text, i);
      if (next < text.size() && (text[next] == '}' || text[next] == ']')) {
        out.push_back(text[next]);
        i = next + 1;
        continue;
      }
      ++depth;
      new_line();
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
      new_line();
      out.push_back(c);
    } else if (c == ',') {
      out.push_back(c);
      new_line();
    } else if (c == ':') {
      out.append(": ");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::optional<std::string_view> member_text(std::string_view text, std::string_view name) {
  const std::string quoted = fmt::format("\"{}\"", name);
  std::size_t at = skip_space(text, 0);
  if (at >= text.size() || text[at] != '{') return std::nullopt;
  ++at;
  while (true) {
    at = skip_space(text, at);
    if (at >= text.size() || text[at] != '"') return std::nullopt;
    const std::size_t key_end = end_of_string(text, at);
    const bool found = text.substr(at, key_end - at) == quoted;
    at = skip_space(text, skip_space(text, key_end) + 1);  // over the colon
    if (at >= text.size()) return std::nullopt;
    const std::size_t end = end_of_value(text, at);
    if (found) return text.substr(at, end - at);
    at = skip_space(text, end);
    if (at >= text.size() || text[at] != ',') return std::nullopt;
    ++at;
  }
}

}  // namespace nsl::json
