#pragma once
// Console: what a command shows. Data goes to stdout, messages and failures to stderr, so that output can be piped.
// One thread.

#include "app/failure.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsl::app {

enum class OutputFormat : std::uint8_t { kText, kJson };

// Rows under a heading, columns as wide as needed. The first row is the heading.
using Table = std::vector<std::vector<std::string>>;

// The lines of a table. Without rows there is nothing but the heading.
std::string format_table(const Table& table);

class Console {
 public:
  // Colour only on a terminal, and never when NO_COLOR is set to anything.
  Console();

  void set_format(OutputFormat format) { format_ = format; }
  bool json() const { return format_ == OutputFormat::kJson; }
  bool interactive() const { return interactive_; }  // stdin and stderr are a terminal

  void print(std::string_view text) const;            // stdout, as it is
  void line(std::string_view text) const;             // stdout, with a line end
  void json_text(std::string_view valid_json) const;  // stdout, indented
  void table(const Table& table) const;               // stdout, heading in bold
  void note(std::string_view text) const;             // stderr
  void failure(const Failure& failure) const;         // stderr, three lines or JSON
  bool confirm(std::string_view question) const;      // asks on the terminal; anything but y or yes is no

 private:
  std::string styled(std::string_view text, std::string_view style) const;

  OutputFormat format_ = OutputFormat::kText;
  bool interactive_;
  bool color_out_;
  bool color_err_;
};

}  // namespace nsl::app
