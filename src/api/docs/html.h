#pragma once
// HTML for the documentation pages that the service shows. No script, nothing from elsewhere: the pages work with a
// Content-Security-Policy that forbids everything but the one style sheet they carry.

#include <string>
#include <string_view>

namespace nsl::api::docs {

// Text for the place between two tags, or for an attribute in double quotes.
std::string escaped(std::string_view text);

// The same for a sentence in which `code` stands between backticks.
std::string sentence(std::string_view text);

// A whole page. `navigation` and `content` are HTML; title is text.
std::string page(std::string_view title, std::string_view navigation, std::string_view content);

// Value of the header Content-Security-Policy that fits every page().
const std::string& content_security_policy();

}  // namespace nsl::api::docs
