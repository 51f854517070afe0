#pragma once
// The part of the route table that is about the audit log.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_audit_routes(std::vector<Operation>& table);

}  // namespace nsl::api
