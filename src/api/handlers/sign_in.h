#pragma once
// Handlers of signing in with a Neo wallet, and of the first person.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types/sign_in.h"

namespace nsl::api {

Result<Reply<Challenge>> create_challenge(Call& call, Input<Nothing, Nothing, Nothing, ChallengeRequest> input);
Result<Reply<Session>> sign_in(Call& call, Input<Nothing, Nothing, Nothing, SignInRequest> input);
Result<Reply<MadeToken>> set_up(Call& call, Input<Nothing, Nothing, Nothing, SetupRequest> input);

}  // namespace nsl::api
