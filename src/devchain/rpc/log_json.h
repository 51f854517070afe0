#pragma once
// What executions left, as nodes show it.

#include "base/json.h"
#include "devchain/chain/ledger.h"
#include "devchain/execution/execution.h"

namespace nsl::devchain {

json::object log_json(const ExecutionLog& log);  // an entry of getapplicationlog
json::array stack_json(const std::vector<std::optional<neo::StackItem>>& stack);
json::array notifications_json(const std::vector<LoggedNotification>& notifications);

// Of a machine: with the first items of the iterators on its stack.
json::array result_stack_json(const Execution& execution);

// Items of an iterator that are shown.
inline constexpr std::size_t kIteratorItemsMax = 100;

}  // namespace nsl::devchain
