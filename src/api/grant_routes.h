#pragma once
// The rows of the route table that are about grants.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_grant_routes(std::vector<Operation>& table);

}  // namespace nsl::api
