#pragma once
// Handlers of the operations on tokens.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types/token.h"

namespace nsl::api {

// What is said about a token that was just made.
Reply<MadeToken> reply_with(auth::MadeToken made);

Result<Reply<MadeToken>> create_token(Call& call, Input<Nothing, Nothing, Nothing, TokenRequest> input);
Result<Reply<TokenList>> list_tokens(Call& call, Input<> input);
Result<Reply<Token>> get_token(Call& call, Input<TokenPath> input);
Result<Reply<Nothing>> revoke_token(Call& call, Input<TokenPath> input);
Result<Reply<WhoAmI>> who_am_i(Call& call, Input<> input);

}  // namespace nsl::api
