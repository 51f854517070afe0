#pragma once
// The token that the examples of the OpenAPI document show.

#include <string>

namespace nsl::api::examples {

std::string token_request();
std::string made_token();
std::string token();
std::string token_list();
std::string who_am_i();

}  // namespace nsl::api::examples
