#include "api/handlers/sign_in.h"

#include "api/handlers/tokens.h"
#include "api/route_metrics.h"
#include "auth/setup.h"

namespace nsl::api {

Result<Reply<Challenge>> create_challenge(Call& call, Input<Nothing, Nothing, Nothing, ChallengeRequest> input) {
  NSL_TRY(auto challenge, call.context().sign_in.challenge(input.body.address));
  return reply(201, Challenge{.id = challenge.id.text(),
                              .message = std::move(challenge.message),
                              .expires_at = to_rfc3339(challenge.expires_at)});
}

Result<Reply<Session>> sign_in(Call& call, Input<Nothing, Nothing, Nothing, SignInRequest> input) {
  const auto challenge = auth::ChallengeId::parse(input.body.challenge);
  if (!challenge) return fail(ErrorCode::kInvalidArgument, "There is no such challenge.", "/challenge");
  auto signed_in = call.context().sign_in.sign_in({.challenge = *challenge,
                                                   .key = std::move(input.body.public_key),
                                                   .signature = std::move(input.body.signature),
                                                   .salt = input.body.salt.value_or(""),
                                                   .scheme = input.body.scheme.value_or(""),
                                                   .owner = input.body.owner.value_or("")},
                                                  call.request_id().text());
  if (!signed_in) {
    count_refused_credential(call.context().metrics, "wallet", signed_in.error().code);
    return std::unexpected(signed_in.error());
  }
  auth::MadeToken& made = *signed_in;
  Session session{.token = std::move(made.text),
                  .name = std::move(made.token.name),
                  .owner = std::move(made.token.owner),
                  .identity = std::move(made.token.created_by),
                  .scopes = {},
                  .expires_at = to_rfc3339(made.token.expires_at.value_or(made.token.created_at))};
  for (const auth::Scope scope : auth::kAllScopes) {
    if (made.token.scopes.has(scope)) session.scopes.emplace_back(to_string(scope));
  }
  return reply(201, session);
}

Result<Reply<MadeToken>> set_up(Call& call, Input<Nothing, Nothing, Nothing, SetupRequest> input) {
  auto made = call.context().setup.claim({.code = std::move(input.body.code), .name = std::move(input.body.name)},
                                         call.request_id().text());
  if (!made) {
    count_refused_credential(call.context().metrics, "setup", made.error().code);
    return std::unexpected(made.error());
  }
  return reply_with(*std::move(made));
}

}  // namespace nsl::api
