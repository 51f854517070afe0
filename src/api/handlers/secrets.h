#pragma once
// Handlers of the operations on secrets. Each owner reaches their own.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"
#include "vault/observer.h"

namespace nsl::api {

// The caller as the vault knows one.
vault::Caller caller_of(const Call& call);

using SetSecretInput = Input<SecretPath, Nothing, ConditionHeaders, SetSecretRequest>;
Result<Reply<Secret>> set_secret(Call& call, SetSecretInput input);
Result<Reply<SecretPage>> list_secrets(Call& call, Input<Nothing, PageQuery> input);
Result<Reply<Secret>> get_secret(Call& call, Input<SecretPath, Nothing, CacheHeaders> input);
using UpdateSecretInput = Input<SecretPath, Nothing, IfMatchHeaders, UpdateSecretRequest>;
Result<Reply<Secret>> update_secret(Call& call, UpdateSecretInput input);
Result<Reply<Nothing>> destroy_secret(Call& call, Input<SecretPath, Nothing, IfMatchHeaders> input);

Result<Reply<SecretVersionList>> list_secret_versions(Call& call, Input<SecretPath> input);
using SecretRollbackInput = Input<SecretPath, Nothing, IfMatchHeaders, std::optional<RollbackRequest>>;
Result<Reply<Secret>> roll_back_secret(Call& call, SecretRollbackInput input);
using SecretStateInput = Input<SecretPath, Nothing, IfMatchHeaders, SecretStateRequest>;
Result<Reply<Secret>> set_secret_state(Call& call, SecretStateInput input);
Result<Reply<RevealedSecret>> reveal_secret(Call& call, Input<SecretPath, Nothing, Nothing, RevealRequest> input);

}  // namespace nsl::api
