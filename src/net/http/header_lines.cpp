#include "net/http/header_lines.h"

#include "net/http/text.h"

#include <algorithm>
#include <charconv>

namespace nsl::net {

bool HeaderLines::add(std::string_view line) {
  if (line.size() > bytes_left_) return false;
  bytes_left_ -= line.size();
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);

  if (complete_) return true;  // a trailer
  if (line.empty()) {
    complete_ = status_ >= 200;
  } else if (line.starts_with("HTTP/")) {
    begin(line);
  } else {
    add_field(line);
  }
  return true;
}

std::string_view HeaderLines::find(std::string_view lower_case_name) const {
  const auto found = std::ranges::find(fields_, lower_case_name, [](const auto& field) { return field.first; });
  return found == fields_.end() ? std::string_view{} : std::string_view(found->second);
}

// "HTTP/1.1 404 Not Found", "HTTP/2 200"
void HeaderLines::begin(std::string_view status_line) {
  fields_.clear();
  status_ = 0;
  status_text_.clear();
  const auto space = status_line.find(' ');
  if (space == status_line.npos) return;
  const auto rest = status_line.substr(space + 1);
  std::from_chars(rest.data(), rest.data() + rest.size(), status_);
  if (rest.size() > 4) status_text_ = latin1_to_utf8(trim(rest.substr(4)));
}

void HeaderLines::add_field(std::string_view line) {
  // An obsolete continuation line (RFC 9112 section 5.2) belongs to the value before it.
  if (line.front() == ' ' || line.front() == '\t') {
    if (!fields_.empty()) fields_.back().second += ' ' + latin1_to_utf8(trim(line));
    return;
  }
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == line.npos || !is_token(name)) return;
  fields_.emplace_back(to_lower(name), latin1_to_utf8(trim(line.substr(colon + 1))));
}

}  // namespace nsl::net
