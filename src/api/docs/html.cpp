#include "api/docs/html.h"

#include "base/bytes.h"
#include "crypto/digest.h"

#include <fmt/format.h>

namespace nsl::api::docs {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --soft: #5a6470; --line: #d9dee4; --code: #f3f5f7;
  --accent: #00795c; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --back: #14181c; --soft: #9aa5b1; --line: #2d343b;
  --code: #1d2329; --accent: #3ecf9f; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); display: flex; }
nav { width: 17rem; flex: none; height: 100vh; position: sticky; top: 0; overflow-y: auto; padding: 1.2rem;
  border-right: 1px solid var(--line); font-size: 13px; }
nav a { display: block; padding: 1px 0; color: var(--text); text-decoration: none; }
nav a:hover { color: var(--accent); }
nav h2 { font-size: 12px; margin: 1.1rem 0 .2rem; color: var(--soft); text-transform: uppercase; letter-spacing: .05em; }
main { flex: 1; min-width: 0; max-width: 58rem; padding: 1.5rem 2.5rem 6rem; }
h1 { font-size: 26px; margin: 0 0 .5rem; }
h2 { font-size: 21px; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { font-size: 17px; margin: 2rem 0 .3rem; }
h4 { font-size: 13px; margin: 1rem 0 .3rem; color: var(--soft); }
a { color: var(--accent); }
code, pre { font: 13px/1.5 ui-monospace, monospace; background: var(--code); border-radius: 4px; }
code { padding: 1px 4px; }
pre { padding: .7rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-size: 12px; color: var(--soft); font-weight: 600; }
.soft { color: var(--soft); }
.method { display: inline-block; min-width: 3.6rem; font: 600 12px ui-monospace, monospace; color: var(--accent); }
@media (max-width: 60rem) { body { display: block; } nav { width: auto; height: auto; position: static; border: 0; }
  main { padding: 1rem; } }
)";

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string sentence(std::string_view text) {
  std::string out;
  bool code = false;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t tick = std::min(text.find('`', from), text.size());
    out += escaped(text.substr(from, tick - from));
    if (tick < text.size()) {
      out += code ? "</code>" : "<code>";
      code = !code;
    }
    from = tick + 1;
  }
  if (code) out += "</code>";
  return out;
}

std::string page(std::string_view title, std::string_view navigation, std::string_view content) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<nav>{}</nav>\n<main>\n{}</main>\n</body>\n</html>\n",
      escaped(title), kStyle, navigation, content);
}

const std::string& content_security_policy() {
  static const std::string policy = fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      to_base64(crypto::sha256(as_bytes(kStyle))));
  return policy;
}

}  // namespace nsl::api::docs
