#pragma once
// Handlers of the operations on accounts and their grants.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

Result<Reply<Account>> add_account(Call& call, Input<Nothing, Nothing, Nothing, AccountRequest> input);
Result<Reply<AccountList>> list_accounts(Call& call, Input<> input);
Result<Reply<Account>> get_account(Call& call, Input<AccountPath> input);
Result<Reply<Nothing>> remove_account(Call& call, Input<AccountPath> input);

using AccountGrantInput = Input<AccountPath, Nothing, Nothing, AccountGrantRequest>;
Result<Reply<AccountGrant>> add_account_grant(Call& call, AccountGrantInput input);
Result<Reply<AccountGrantList>> list_account_grants(Call& call, Input<AccountPath> input);
Result<Reply<Nothing>> revoke_account_grant(Call& call, Input<AccountGrantPath> input);

}  // namespace nsl::api
