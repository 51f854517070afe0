#pragma once
// The rows of the route table about tokens.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_token_routes(std::vector<Operation>& table);

}  // namespace nsl::api
