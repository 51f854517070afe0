#include "api/handlers/owners.h"

#include "auth/wallet_sign_in.h"
#include "base/log.h"

namespace nsl::api {
namespace {

Owner owner_to_wire(const auth::Owner& owner) {
  return {.name = owner.name,
          .display_name = owner.display_name,
          .created_at = to_rfc3339(owner.created_at),
          .created_by = owner.created_by};
}

Member member_to_wire(const auth::OwnerMember& member) {
  return {.identity = member.identity,
          .role = std::string(to_string(member.role)),
          .added_at = to_rfc3339(member.added_at),
          .added_by = member.added_by};
}

auth::OwnerCaller owner_caller_of(const Call& call) {
  return {.principal = *call.principal(), .request = call.request_id().text()};
}

// Nobody gets in with what is stale; that it is still listed is put right at the next change or start.
void end_stale_tokens(Call& call) {
  const Status ended = call.context().sign_in.end_stale_tokens();
  if (!ended) log::error("tokens of former members are still listed", {{"reason", ended.error().message}});
}

}  // namespace

Result<Reply<Owner>> create_owner(Call& call, Input<Nothing, Nothing, Nothing, OwnerRequest> input) {
  NSL_TRY(const auto made, call.context().owners.create_owner(
                               owner_caller_of(call), {.name = std::move(input.body.name),
                                                       .display_name = input.body.display_name.value_or("")}));
  auto answer = reply(201, owner_to_wire(made));
  answer.response.headers.emplace_back("Location", "/v1/owners/" + made.name);
  return answer;
}

Result<Reply<OwnerList>> list_owners(Call& call, Input<>) {
  NSL_TRY(const auto owners, call.context().owners.list());
  OwnerList list;
  for (const auth::Owner& owner : owners) list.data.push_back(owner_to_wire(owner));
  return reply(200, list);
}

Result<Reply<Owner>> get_owner(Call& call, Input<OwnerPath> input) {
  NSL_TRY(const auto owner, call.context().owners.get(*call.principal(), input.path.name));
  return reply(200, owner_to_wire(owner));
}

Result<Reply<MemberList>> list_members(Call& call, Input<OwnerPath> input) {
  NSL_TRY(const auto members, call.context().owners.members(*call.principal(), input.path.name));
  MemberList list;
  for (const auth::OwnerMember& member : members) list.data.push_back(member_to_wire(member));
  return reply(200, list);
}

Result<Reply<Member>> set_member(Call& call, Input<MemberPath, Nothing, Nothing, MemberRequest> input) {
  NSL_TRY(const auto member,
          call.context().owners.set_member(owner_caller_of(call), input.path.name, input.path.identity,
                                           *auth::parse_role(input.body.role)));
  end_stale_tokens(call);
  return reply(200, member_to_wire(member));
}

Result<Reply<Nothing>> remove_member(Call& call, Input<MemberPath> input) {
  NSL_TRY_VOID(call.context().owners.remove_member(owner_caller_of(call), input.path.name, input.path.identity));
  end_stale_tokens(call);
  return Reply<Nothing>{{.status = 204, .content_type = "", .headers = {}, .body = {}}};
}

}  // namespace nsl::api
