#include "api/handlers/neo_accounts.h"

#include "api/handlers/secrets.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"
#include "outbox/grants.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

Account to_wire(const outbox::Account& account) {
  return {.name = account.name,
          .address = neo::to_address(account.account),
          .script_hash = account.account.display(),
          .public_key = account.public_key,
          .created_at = to_rfc3339(account.created_at),
          .created_by = account.created_by};
}

AccountGrant to_wire(const outbox::AccountGrant& grant) {
  AccountGrant wire{.id = grant.id.text(),
                    .account = grant.account,
                    .address = neo::to_address(grant.signer),
                    .function = grant.function,
                    .function_hash = grant.function_hash.empty() ? std::nullopt : std::optional(grant.function_hash),
                    .contracts = {},
                    .methods = grant.methods,
                    .scope = neo::to_string(grant.scope),
                    .call_max = grant.call_max.text(),
                    .day_max = grant.day_max.text(),
                    .created_at = to_rfc3339(grant.created_at),
                    .created_by = grant.created_by,
                    .expires_at = grant.expires_at ? std::optional(to_rfc3339(*grant.expires_at)) : std::nullopt};
  for (const auto& contract : grant.contracts) wire.contracts.push_back(contract.display());
  return wire;
}

// What one member says is wrong is said of that member.
template <typename T>
Result<T> at(std::string pointer, Result<T> result) {
  if (!result) result.error().pointer = std::move(pointer);
  return result;
}

Result<outbox::NewAccountGrant> to_grant(std::string account, AccountGrantRequest& body) {
  outbox::NewAccountGrant grant{.account = std::move(account),
                                .function = std::move(body.function),
                                .function_hash = std::move(body.function_hash).value_or(""),
                                .methods = std::move(body.methods)};
  for (std::size_t i = 0; i < body.contracts.size(); ++i) {
    NSL_TRY(const auto contract, at(fmt::format("/contracts/{}", i), neo::parse_contract(body.contracts[i])));
    grant.contracts.push_back(contract);
  }
  if (body.scope == "Global") grant.scope = neo::WitnessScope::kGlobal;
  NSL_TRY(grant.call_max, at("/call_max", neo::Fixed8::parse(body.call_max)));
  NSL_TRY(grant.day_max, at("/day_max", neo::Fixed8::parse(body.day_max)));
  if (body.expires_at) {
    grant.expires_at = parse_rfc3339(*body.expires_at);
    if (!grant.expires_at) {
      return fail(ErrorCode::kInvalidArgument, "A time is written like 2026-12-31T00:00:00Z.", "/expires_at");
    }
  }
  return grant;
}

Reply<Nothing> gone() { return {{.status = 204, .content_type = "", .headers = {}, .body = {}}}; }

}  // namespace

Result<Reply<Account>> add_account(Call& call, Input<Nothing, Nothing, Nothing, AccountRequest> input) {
  outbox::Accounts& accounts = call.context().accounts;
  const vault::Caller caller = caller_of(call);
  Result<outbox::Account> made = std::unexpected(Error{});
  if (input.body.key) {
    NSL_TRY(const auto key, at("/key", neo::PrivateKey::from_wif(as_text(input.body.key->text.view()))));
    made = accounts.import(caller, input.body.name, key);
  } else {
    made = accounts.create(caller, input.body.name);
  }
  if (!made) return std::unexpected(std::move(made).error());
  auto answer = reply(201, to_wire(*made));
  answer.response.headers.emplace_back("Location", "/v1/neo/accounts/" + made->name);
  return answer;
}

Result<Reply<AccountList>> list_accounts(Call& call, Input<>) {
  NSL_TRY(const auto accounts, call.context().accounts.list(call.principal()->owner));
  AccountList list;
  for (const auto& account : accounts) list.data.push_back(to_wire(account));
  return reply(200, list);
}

Result<Reply<Account>> get_account(Call& call, Input<AccountPath> input) {
  NSL_TRY(const auto account, call.context().accounts.get(call.principal()->owner, input.path.name));
  return reply(200, to_wire(account));
}

Result<Reply<Nothing>> remove_account(Call& call, Input<AccountPath> input) {
  NSL_TRY_VOID(call.context().accounts.remove(caller_of(call), input.path.name));
  return gone();
}

Result<Reply<AccountGrant>> add_account_grant(Call& call, AccountGrantInput input) {
  NSL_TRY(const auto request, to_grant(std::move(input.path.name), input.body));
  NSL_TRY(const auto grant, call.context().account_grants.add(caller_of(call), request));
  auto answer = reply(201, to_wire(grant));
  answer.response.headers.emplace_back("Location", "/v1/neo/accounts/" + grant.account + "/grants/" + grant.id.text());
  return answer;
}

Result<Reply<AccountGrantList>> list_account_grants(Call& call, Input<AccountPath> input) {
  NSL_TRY(const auto grants, call.context().account_grants.list(caller_of(call), input.path.name));
  AccountGrantList list;
  for (const auto& grant : grants) list.data.push_back(to_wire(grant));
  return reply(200, list);
}

Result<Reply<Nothing>> revoke_account_grant(Call& call, Input<AccountGrantPath> input) {
  NSL_TRY_VOID(call.context().account_grants.revoke(caller_of(call), input.path.name, *GrantId::parse(input.path.id)));
  return gone();
}

}  // namespace nsl::api
