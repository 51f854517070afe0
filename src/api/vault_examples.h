#pragma once
// The secret and the vault that the examples of the OpenAPI document show.

#include <string>

namespace nsl::api::examples {

std::string set_secret_request();
std::string secret();
std::string secret_page();
std::string secret_versions();
std::string revealed_secret();
std::string vault_status();
std::string new_provider();
std::string import_request();  // works: an empty backup

}  // namespace nsl::api::examples
