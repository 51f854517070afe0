#pragma once
// The rows of the route table that are about secrets and the vault.

#include "api/operation.h"

#include <vector>

namespace nsl::api {

void add_secret_routes(std::vector<Operation>& table);
void add_vault_routes(std::vector<Operation>& table);

}  // namespace nsl::api
