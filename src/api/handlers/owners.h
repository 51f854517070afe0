#pragma once
// Handlers of owners and their members.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types/owner.h"

namespace nsl::api {

Result<Reply<Owner>> create_owner(Call& call, Input<Nothing, Nothing, Nothing, OwnerRequest> input);
Result<Reply<OwnerList>> list_owners(Call& call, Input<> input);
Result<Reply<Owner>> get_owner(Call& call, Input<OwnerPath> input);
Result<Reply<MemberList>> list_members(Call& call, Input<OwnerPath> input);
Result<Reply<Member>> set_member(Call& call, Input<MemberPath, Nothing, Nothing, MemberRequest> input);
Result<Reply<Nothing>> remove_member(Call& call, Input<MemberPath> input);

}  // namespace nsl::api
