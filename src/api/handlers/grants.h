#pragma once
// Handlers of the operations on grants.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

Result<Reply<Grant>> add_grant(Call& call, Input<SecretPath, Nothing, Nothing, GrantRequest> input);
Result<Reply<GrantList>> list_grants(Call& call, Input<SecretPath> input);
Result<Reply<Nothing>> revoke_grant(Call& call, Input<GrantPath> input);

}  // namespace nsl::api
