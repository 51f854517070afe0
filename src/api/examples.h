#pragma once
// The function, version and execution that the examples of the OpenAPI document show. Written with the same code as
// real replies, so that an example cannot be wrong in form.

#include <string>

namespace nsl::api::examples {

inline constexpr const char* kGrantId = "grant_01kdqcy8p8f2v9s4m6h0t3wxyz";
inline constexpr const char* kExecutionId = "ex_01kdqcy8p8f2v9s4m6h0t3wxyz";

std::string deploy_request();
std::string function();
std::string function_page();
std::string version();
std::string version_with_code();
std::string version_page();
std::string deployed();
std::string execution();  // succeeded
std::string cancelled_execution();
std::string execution_page();
std::string replay();
std::string log_page();
std::string service_status();
std::string grant_request();
std::string grant();
std::string grant_list();
std::string audit_page();
std::string audit_head();

}  // namespace nsl::api::examples
