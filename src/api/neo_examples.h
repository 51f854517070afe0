#pragma once
// The account and the transaction that the examples of the OpenAPI document show.

#include <string>

namespace nsl::api::examples {

inline constexpr const char* kTransactionHash = "0x5d4f8cbd5b5d1b0f9d2f7b8e6f3d2c1b0a99887766554433221100ffeeddccbb";

std::string account();
std::string account_list();
std::string account_grant_request();
std::string account_grant();
std::string account_grant_list();
std::string neo_transaction();
std::string neo_transaction_page();
std::string neo_cancellation();
std::string neo_node_list();
std::string neo_event_page();

}  // namespace nsl::api::examples
