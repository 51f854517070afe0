#pragma once
// The account and the transaction that the examples of the OpenAPI document show.

#include <string>

namespace nsl::api::examples {

std::string account();
std::string account_list();
std::string account_grant_request();
std::string account_grant();
std::string account_grant_list();

}  // namespace nsl::api::examples
