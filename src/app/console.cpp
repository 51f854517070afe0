#include "app/console.h"

#include "base/json.h"
#include "base/json_text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace nsl::app {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kPlain = "\x1b[0m";

// Characters, not bytes; good enough for names and descriptions.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void write(std::FILE* file, std::string_view text) { std::fwrite(text.data(), 1, text.size(), file); }

std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out.push_back(c);
    if (c == '\n') out.append("       ");
  }
  while (out.ends_with(' ') || out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace

std::string format_table(const Table& table) {
  std::vector<std::size_t> widths;
  for (const auto& row : table) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out.append(row[i]);
      if (i + 1 < row.size()) out.append(widths[i] - width(row[i]) + 2, ' ');
    }
    out.push_back('\n');
  }
  return out;
}

Console::Console() : interactive_(isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0) {
  const char* no_color = std::getenv("NO_COLOR");
  const bool color = no_color == nullptr || *no_color == '\0';
  color_out_ = color && isatty(STDOUT_FILENO) != 0;
  color_err_ = color && isatty(STDERR_FILENO) != 0;
}

std::string Console::styled(std::string_view text, std::string_view style) const {
  return fmt::format("{}{}{}", style, text, kPlain);
}

void Console::print(std::string_view text) const {
  write(stdout, text);
  std::fflush(stdout);
}

void Console::line(std::string_view text) const { print(std::string(text) + "\n"); }

void Console::json_text(std::string_view valid_json) const { line(json::indented(valid_json)); }

void Console::table(const Table& table) const {
  std::string text = format_table(table);
  if (color_out_) {
    const std::size_t heading = text.find('\n');
    text = styled(text.substr(0, heading), kBold) + text.substr(heading);
  }
  print(text);
}

void Console::note(std::string_view text) const { write(stderr, std::string(text) + "\n"); }

void Console::failure(const Failure& failure) const {
  if (json()) {
    json::object problem{{"what", failure.what}, {"why", failure.why}};
    if (!failure.next.empty()) problem["next"] = failure.next;
    if (!failure.code.empty()) problem["code"] = failure.code;
    if (!failure.request_id.empty()) problem["request_id"] = failure.request_id;
    return note(json::serialize(json::object{{"error", std::move(problem)}}));
  }
  const std::string label = color_err_ ? styled("error:", kRed) : "error:";
  note(fmt::format("{} {}", label, failure.what));
  if (!failure.why.empty()) note(fmt::format("  why: {}", indented(failure.why)));
  std::string next = failure.next;
  if (!failure.request_id.empty()) next += fmt::format("{}(request {})", next.empty() ? "" : "  ", failure.request_id);
  if (!next.empty()) note(fmt::format(" next: {}", next));
}

bool Console::confirm(std::string_view question) const {
  write(stderr, fmt::format("{} [y/N] ", question));
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

}  // namespace nsl::app
