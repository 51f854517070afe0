#pragma once
// HeaderLines: the head of a response, put together from the lines that libcurl reports.
//
// Interim responses (1xx) are forgotten when the next status line comes, and trailers are ignored, as Fetch does it.
// All lines count towards one limit, so that endless interim responses end too.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl::net {

class HeaderLines {
 public:
  using List = std::vector<std::pair<std::string, std::string>>;

  explicit HeaderLines(std::size_t bytes_max) : bytes_left_(bytes_max) {}

  // One line with its line end. false when the head is above its limit: then stop the transfer.
  bool add(std::string_view line);

  // Whether the final head is there as a whole; what follows is the body.
  bool complete() const { return complete_; }
  int status() const { return status_; }
  const std::string& status_text() const { return status_text_; }

  // Value of the first such field, empty when there is none. The name in lower case.
  std::string_view find(std::string_view lower_case_name) const;
  const List& fields() const { return fields_; }

  // Names in lower case. Values as UTF-8: HTTP's bytes are read as ISO 8859-1, as Fetch does.
  List take() { return std::move(fields_); }

 private:
  void begin(std::string_view status_line);
  void add_field(std::string_view line);

  std::size_t bytes_left_;
  bool complete_ = false;
  int status_ = 0;
  std::string status_text_;
  List fields_;
};

}  // namespace nsl::net
