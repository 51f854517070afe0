#include "api/handlers/tokens.h"

#include "auth/owners.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

std::vector<std::string> names_of(auth::Scopes scopes) {
  std::vector<std::string> names;
  for (const auth::Scope scope : auth::kAllScopes) {
    if (scopes.has(scope)) names.emplace_back(to_string(scope));
  }
  return names;
}

std::vector<std::string> texts_of(const std::vector<net::Network>& networks) {
  std::vector<std::string> texts;
  for (const net::Network& network : networks) texts.push_back(network.text());
  return texts;
}

std::optional<std::string> time_text(std::optional<WallTime> time) {
  return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

Token to_wire(const auth::Token& token) {
  return {.id = token.id.text(),
          .name = token.name,
          .scopes = names_of(token.scopes),
          .networks = texts_of(token.networks),
          .created_at = to_rfc3339(token.created_at),
          .created_by = token.created_by,
          .expires_at = time_text(token.expires_at),
          .last_used_at = time_text(token.used_at)};
}

auth::Scopes scopes_of(const TokenRequest& request, auth::Reach reach) {
  auth::Scopes scopes;
  if (const auto role = auth::parse_role(request.role.value_or(""))) scopes = auth::scopes_of(*role, reach);
  for (const std::string& name : request.scopes.value_or(std::vector<std::string>())) {
    if (const auto scope = auth::parse_scope(name)) scopes.add(*scope);
  }
  return scopes;
}

Result<std::vector<net::Network>> networks_of(const TokenRequest& request) {
  std::vector<net::Network> networks;
  for (const std::string& text : request.networks.value_or(std::vector<std::string>())) {
    auto network = net::Network::parse(text);
    if (!network) {
      return fail(ErrorCode::kInvalidArgument, network.error().message, fmt::format("/networks/{}", networks.size()));
    }
    networks.push_back(*network);
  }
  return networks;
}

Result<std::optional<WallTime>> expiry_of(const TokenRequest& request) {
  if (!request.expires_at) return std::nullopt;
  const auto time = parse_rfc3339(*request.expires_at);
  if (!time) return fail(ErrorCode::kInvalidArgument, "A time is written like 2026-12-31T00:00:00Z.", "/expires_at");
  return time;
}

auth::TokenCaller token_caller_of(const Call& call) {
  return {.principal = *call.principal(), .request = call.request_id().text()};
}

}  // namespace

Reply<MadeToken> reply_with(auth::MadeToken made) {
  Token shown = to_wire(made.token);
  auto answer = reply(201, MadeToken{.token = std::move(made.text),
                                     .id = std::move(shown.id),
                                     .name = std::move(shown.name),
                                     .scopes = std::move(shown.scopes),
                                     .networks = std::move(shown.networks),
                                     .created_at = std::move(shown.created_at),
                                     .created_by = std::move(shown.created_by),
                                     .expires_at = std::move(shown.expires_at)});
  answer.response.headers.emplace_back("Location", "/v1/tokens/" + made.token.name);
  return answer;
}

Result<Reply<MadeToken>> create_token(Call& call, Input<Nothing, Nothing, Nothing, TokenRequest> input) {
  NSL_TRY(const auto expires_at, expiry_of(input.body));
  NSL_TRY(auto networks, networks_of(input.body));
  const auth::Reach reach = call.context().owners.reach_of(call.owner());
  NSL_TRY(auto made, call.context().token_registry.create_token(token_caller_of(call), {.name = input.body.name,
                                                                                  .scopes = scopes_of(input.body, reach),
                                                                                  .networks = std::move(networks),
                                                                                  .expires_at = expires_at}));
  return reply_with(std::move(made));
}

Result<Reply<TokenList>> list_tokens(Call& call, Input<>) {
  NSL_TRY(const auto tokens, call.context().token_registry.list(call.principal()->owner));
  TokenList list;
  for (const auth::Token& token : tokens) list.data.push_back(to_wire(token));
  return reply(200, list);
}

Result<Reply<Token>> get_token(Call& call, Input<TokenPath> input) {
  NSL_TRY(const auto token, call.context().token_registry.get(call.principal()->owner, input.path.name));
  return reply(200, to_wire(token));
}

Result<Reply<Nothing>> revoke_token(Call& call, Input<TokenPath> input) {
  NSL_TRY_VOID(call.context().token_registry.revoke(token_caller_of(call), input.path.name));
  return Reply<Nothing>{{.status = 204, .content_type = "", .headers = {}, .body = {}}};
}

Result<Reply<WhoAmI>> who_am_i(Call& call, Input<>) {
  const auth::Principal& principal = *call.principal();
  const auto role = auth::role_of(principal.scopes, call.context().owners.reach_of(principal.owner));
  return reply(200, WhoAmI{.owner = principal.owner,
                           .role = role ? std::optional(std::string(to_string(*role))) : std::nullopt,
                           .token = principal.token_name,
                           .scopes = names_of(principal.scopes),
                           .expires_at = time_text(principal.expires_at)});
}

}  // namespace nsl::api
