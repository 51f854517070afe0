#include "api/input.h"

#include "net/http/text.h"

#include <algorithm>

namespace nsl::api {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

bool names_header(std::string_view header, std::string_view member) {
  const auto same = [](char h, char m) { return (h >= 'A' && h <= 'Z' ? h + 32 : h) == (m == '_' ? '-' : m); };
  return std::ranges::equal(header, member, same);
}

}  // namespace

std::string header_name(std::string_view member) {
  std::string name;
  for (const char c : member) {
    const bool starts_word = name.empty() || name.back() == '-';
    name.push_back(c == '_' ? '-' : starts_word ? upper(c) : c);
  }
  return name;
}

void check_query_names(const std::vector<QueryParameter>& given, const std::vector<std::string>& known,
                       Findings& findings) {
  for (auto parameter = given.begin(); parameter != given.end(); ++parameter) {
    if (std::ranges::find(known, parameter->name) == known.end()) {
      findings.add(ErrorCode::kInvalidArgument, parameter->name, unknown_name(parameter->name, known));
    } else if (std::any_of(given.begin(), parameter, [&](const auto& p) { return p.name == parameter->name; })) {
      findings.add(ErrorCode::kInvalidArgument, parameter->name, "is there twice");
    }
  }
}

const net::HeaderView* find_header(const net::Request& request, std::string_view member, Findings& findings) {
  const net::HeaderView* found = nullptr;
  for (const net::HeaderView& header : request.headers) {
    if (!names_header(header.name, member)) continue;
    if (found != nullptr) findings.add(ErrorCode::kInvalidArgument, header_name(member), "is there twice");
    found = &header;
  }
  return found;
}

Status check_content_type(const net::Request& request) {
  Findings twice;
  const net::HeaderView* header = find_header(request, "content_type", twice);
  if (header == nullptr || !twice.empty()) {
    return fail(ErrorCode::kUnsupportedMediaType, "Send the body with Content-Type: application/json.", "Content-Type");
  }
  const std::string_view type = header->value;
  const std::string_view essence = net::trim(type.substr(0, type.find(';')));
  const std::size_t charset = type.find("charset=");
  const bool is_json = net::equals_ignoring_case(essence, "application/json");
  const bool is_utf8 =
      charset == std::string_view::npos || net::equals_ignoring_case(type.substr(charset + 8), "utf-8");
  if (is_json && is_utf8) return {};
  return fail(ErrorCode::kUnsupportedMediaType, "Only bodies with Content-Type: application/json, in UTF-8, are taken.",
              "Content-Type");
}

}  // namespace nsl::api
