#pragma once
// The rows of the route table about signing in.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_sign_in_routes(std::vector<Operation>& table);

}  // namespace nsl::api
