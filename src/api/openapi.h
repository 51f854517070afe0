#pragma once
// The OpenAPI 3.1 document, made from the route table.

#include "api/operation.h"

#include <span>
#include <string>
#include <string_view>

namespace nsl::api {

// JSON text. `version` is the program's.
std::string openapi_json(std::span<const Operation> operations, std::string_view version);

}  // namespace nsl::api
