#pragma once
// Operations on what owners may use.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types/quota.h"

namespace nsl::api {

Result<Reply<OwnerQuota>> get_quota(Call& call, Input<OwnerPath> input);
Result<Reply<OwnerQuota>> set_quota(Call& call, Input<OwnerPath, Nothing, Nothing, QuotaRequest> input);
Result<Reply<OwnerQuota>> reset_quota(Call& call, Input<OwnerPath> input);

}  // namespace nsl::api
