#pragma once
// Handlers of the operations on transactions that the service sends, and on the nodes.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

Result<Reply<NeoTransactionPage>> list_transactions(Call& call, Input<Nothing, TransactionsQuery> input);
void get_transaction(std::shared_ptr<Call> call, Input<TransactionPath, TransactionQuery> input);
Result<Reply<NeoTransaction>> cancel_transaction(Call& call, Input<TransactionPath> input);
Result<Reply<NeoNodeList>> list_nodes(Call& call, Input<> input);

}  // namespace nsl::api
