#pragma once
// The rows of the route table that show documentation to people with a browser.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_docs_routes(std::vector<Operation>& table);

}  // namespace nsl::api
