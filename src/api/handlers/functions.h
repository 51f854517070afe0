#pragma once
// Handlers of the operations on functions and their versions.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

using DeployInput = Input<FunctionPath, Nothing, ConditionHeaders, DeployRequest>;
Result<Reply<Deployed>> deploy_function(Call& call, DeployInput input);

Result<Reply<FunctionPage>> list_functions(Call& call, Input<Nothing, PageQuery> input);
Result<Reply<Function>> get_function(Call& call, Input<FunctionPath, Nothing, CacheHeaders> input);
Result<Reply<Nothing>> delete_function(Call& call, Input<FunctionPath> input);

Result<Reply<VersionPage>> list_versions(Call& call, Input<FunctionPath, PageQuery> input);
Result<Reply<Version>> get_version(Call& call, Input<VersionPath, VersionQuery, CacheHeaders> input);

using RollbackInput = Input<FunctionPath, Nothing, Nothing, std::optional<RollbackRequest>>;
Result<Reply<Function>> roll_back(Call& call, RollbackInput input);

}  // namespace nsl::api
