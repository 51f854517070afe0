#pragma once
// The documentation that a running service shows to people with a browser: the reference of the API and a page for each
// error code. Made from the same table as the service itself and its OpenAPI document.

#include "api/operation.h"
#include "base/error.h"
#include "base/json.h"

#include <span>
#include <string>
#include <string_view>

namespace nsl::api::docs {

// /docs. `document` is what openapi_json() gave for the operations.
std::string reference_page(std::span<const Operation> operations, const json::value& document);

// /docs/errors
std::string errors_page();

// /docs/errors/CODE, with the operations that answer with it.
std::string error_page(const ErrorInfo& error, std::span<const Operation> operations);

}  // namespace nsl::api::docs
