#pragma once
// The tables of docs/reference/api.md and permissions.md, made from the route table, the roles and the list of errors.

#include "api/operation.h"

#include <span>
#include <string>
#include <string_view>

namespace nsl::api {

// Markdown tables.
std::string operations_table(std::span<const Operation> operations);
std::string errors_table();
std::string permissions_table(std::span<const Operation> operations);  // who may use which operation
std::string scopes_table();                                            // which role has which scope

// `page` with what stands between "<!-- NAME -->" and "<!-- /NAME -->" replaced. Unchanged without the marks.
std::string with_generated(std::string page, std::string_view name, std::string_view content);

}  // namespace nsl::api
