#include "api/docs/html.h"
#include "api/docs/pages.h"
#include "base/error_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace nsl::api::docs {
namespace {

std::string navigation() {
  std::string out = "<a href=\"/docs\">API reference</a><a href=\"/docs/errors\">All errors</a><h2>Errors</h2>";
  for (const ErrorInfo& error : all_errors()) {
    fmt::format_to(std::back_inserter(out), "<a href=\"/docs/errors/{0}\">{0}</a>", error.name);
  }
  return out;
}

std::string_view again(const ErrorInfo& error) {
  return error.retry == Retry::kLater ? "The same request may succeed later." : "The same request will fail again.";
}

}  // namespace

std::string errors_page() {
  std::string content =
      "<h1>Errors</h1>\n<p>An answer with a status of 400 and above is a problem document (RFC 9457). Branch on its "
      "<code>code</code>, which never changes; show its <code>detail</code> to people.</p>\n"
      "<table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>What to do</th></tr>\n";
  for (const ErrorInfo& error : all_errors()) {
    fmt::format_to(std::back_inserter(content),
                   "<tr><td><a href=\"/docs/errors/{0}\"><code>{0}</code></a></td><td>{1}</td><td>{2}</td>"
                   "<td>{3}</td></tr>\n",
                   error.name, error.http_status, escaped(error.title), sentence(advice(error.code)));
  }
  return page("Errors", navigation(), content + "</table>\n");
}

std::string error_page(const ErrorInfo& error, std::span<const Operation> operations) {
  std::string content = fmt::format(
      "<h1><code>{}</code></h1>\n<p>{}.</p>\n<table>\n<tr><th>HTTP status</th><td>{}</td></tr>\n"
      "<tr><th>Again later?</th><td>{}</td></tr>\n<tr><th>What to do</th><td>{}</td></tr>\n</table>\n",
      error.name, escaped(error.title), error.http_status, again(error), sentence(advice(error.code)));
  std::string givers;
  for (const Operation& operation : operations) {
    const Outline& outline = operation.outline;
    if (!std::ranges::binary_search(errors_of(operation), error.code)) continue;
    fmt::format_to(std::back_inserter(givers),
                   "<tr><td><a href=\"/docs#{}\">{}</a></td><td><span class=\"method\">{}</span> <code>{}</code>"
                   "</td></tr>\n",
                   outline.id, escaped(outline.summary), to_string(outline.method), escaped(outline.path));
  }
  if (givers.empty()) content += "<p class=\"soft\">Functions meet it in answers to their host calls.</p>\n";
  else content += "<h2>Operations that answer with it</h2>\n<table>\n" + givers + "</table>\n";
  return page(error.name, navigation(), content);
}

}  // namespace nsl::api::docs
