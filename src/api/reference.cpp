#include "api/reference.h"

#include "auth/roles.h"
#include "base/error_advice.h"

#include <fmt/format.h>

#include <iterator>

namespace nsl::api {
namespace {

std::string needed(auth::Policy policy) {
  switch (policy.kind()) {
    case auth::Policy::Kind::kOpen:
    case auth::Policy::Kind::kSignIn: return "nothing";
    case auth::Policy::Kind::kAnyToken: return "any token";
    case auth::Policy::Kind::kScope: return fmt::format("`{}`", auth::to_string(policy.scope()));
  }
  return "";
}

std::string query_parameters(const Operation& operation) {
  Components components;
  std::string names;
  for (const Parameter& parameter : operation.parameters(components)) {
    if (parameter.place == "query") names += fmt::format("{}{}=", names.empty() ? "?" : "&", parameter.name);
  }
  return names;
}

}  // namespace

std::string operations_table(std::span<const Operation> operations) {
  std::string table = "| operation | what it does | needs |\n|---|---|---|\n";
  for (const Operation& operation : operations) {
    const Outline& outline = operation.outline;
    fmt::format_to(std::back_inserter(table), "| `{} {}{}` | {} | {} |\n", to_string(outline.method), outline.path,
                   query_parameters(operation), outline.summary, needed(outline.policy));
  }
  return table;
}

std::string errors_table() {
  std::string table = "| code | status | meaning | what to do | again later? |\n|---|---|---|---|---|\n";
  for (const ErrorInfo& error : all_errors()) {
    fmt::format_to(std::back_inserter(table), "| `{}` | {} | {} | {} | {} |\n", error.name, error.http_status, error.title,
                   advice(error.code), error.retry == Retry::kLater ? "yes" : "no");
  }
  return table;
}

namespace {

std::string role_columns(std::string_view first) {
  std::string head = fmt::format("| {} |", first);
  std::string line = "|---|";
  for (const auth::Role role : auth::kAllRoles) {
    fmt::format_to(std::back_inserter(head), " {} |", to_string(role));
    line += "---|";
  }
  return head + "\n" + line + "\n";
}

template <typename May>
std::string role_row(std::string_view first, May may) {
  std::string row = fmt::format("| {} |", first);
  for (const auth::Role role : auth::kAllRoles) row += may(auth::scopes_of(role)) ? " yes |" : " |";
  return row + "\n";
}

}  // namespace

std::string permissions_table(std::span<const Operation> operations) {
  std::string table = role_columns("operation");
  for (const Operation& operation : operations) {
    const Outline& outline = operation.outline;
    if (outline.policy.kind() != auth::Policy::Kind::kScope) continue;
    table += role_row(fmt::format("`{} {}`", to_string(outline.method), outline.path),
                      [&](auth::Scopes scopes) { return outline.policy.allows(scopes); });
  }
  return table;
}

std::string scopes_table() {
  std::string table = role_columns("scope");
  for (const auth::Scope scope : auth::kAllScopes) {
    table += role_row(fmt::format("`{}`", to_string(scope)), [&](auth::Scopes scopes) { return scopes.has(scope); });
  }
  return table;
}

std::string with_generated(std::string page, std::string_view name, std::string_view content) {
  const std::string begin = fmt::format("<!-- {} -->\n", name);
  const std::size_t from = page.find(begin);
  const std::size_t to = page.find(fmt::format("<!-- /{} -->", name));
  if (from == std::string::npos || to == std::string::npos || to < from) return page;
  return page.replace(from + begin.size(), to - from - begin.size(), content);
}

}  // namespace nsl::api
