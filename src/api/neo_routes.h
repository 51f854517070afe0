#pragma once
// The part of the route table about the Neo chain.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_neo_routes(std::vector<Operation>& table);

}  // namespace nsl::api
