#pragma once
// The rows of the route table about owners and their members.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_owner_routes(std::vector<Operation>& table);

}  // namespace nsl::api
