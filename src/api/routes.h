#pragma once
// The route table: every operation of the API, once. Router, validation, /openapi.json and docs/reference/api.md are
// made from it.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

std::vector<Operation> routes();

}  // namespace nsl::api
