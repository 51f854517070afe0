#pragma once
// What executions left, as nodes show it.

#include "base/json.h"
#include "devchain/chain/ledger.h"
#include "devchain/execution/execution.h"
#include "devchain/rpc/sessions.h"

namespace nsl::devchain {

json::object log_json(const ExecutionLog& log);  // an entry of getapplicationlog
json::array stack_json(const std::vector<std::optional<neo::StackItem>>& stack);
json::object notification_json(const LoggedNotification& notification);
json::array notifications_json(const std::vector<LoggedNotification>& notifications);

// Of a machine. Iterators on its stack are shown by an id, and their items added to `iterators` under it.
json::array result_stack_json(const Execution& execution, Sessions::Iterators& iterators);

// Items of an iterator that are given at once.
inline constexpr std::size_t kIteratorPageMax = 100;

}  // namespace nsl::devchain
