#include "api/owner_routes.h"

#include "api/handlers/owners.h"
#include "api/handlers/quotas.h"
#include "api/schema/write.h"

namespace nsl::api {
namespace {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

constexpr const char* kMemberTarget = "/v1/owners/acme/members/neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i";

Owner sample_owner() {
  return {.name = "acme",
          .display_name = "Acme Oracles",
          .created_at = "2026-01-01T00:00:00.000Z",
          .created_by = "token:laptop"};
}

Member sample_member() {
  return {.identity = "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i",
          .role = "developer",
          .added_at = "2026-01-01T00:00:00.000Z",
          .added_by = "token:laptop"};
}

void add_owners(std::vector<Operation>& table) {
  table.push_back(blocking<&create_owner>({
      .method = Method::kPost,
      .path = "/v1/owners",
      .id = "createOwner",
      .summary = "Make an owner",
      .details = "It has no members yet: add one in the role owner, who adds the others. Only the owner that runs the "
                 "service makes owners.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kOwnersWrite),
      .answers = {{201, "The owner."}},
      .errors = {kInvalidName, kConflict, kQuotaExceeded, kAuditFailed},
      .example = {.target = "/v1/owners",
                  .body = to_json(OwnerRequest{.name = "acme", .display_name = "Acme Oracles"}),
                  .reply = to_json(sample_owner())},
  }));
  table.push_back(blocking<&list_owners>({
      .method = Method::kGet,
      .path = "/v1/owners",
      .id = "listOwners",
      .summary = "List all owners",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kOwnersRead),
      .answers = {{200, "All of them."}},
      .example = {.target = "/v1/owners", .reply = to_json(OwnerList{.data = {sample_owner()}})},
  }));
  table.push_back(blocking<&get_owner>({
      .method = Method::kGet,
      .path = "/v1/owners/{name}",
      .id = "getOwner",
      .summary = "Get an owner",
      .details = "Your own; any with the scope owners:read.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kMembersRead),
      .answers = {{200, "The owner."}},
      .errors = {kOwnerNotFound},
      .example = {.target = "/v1/owners/acme", .reply = to_json(sample_owner())},
  }));
}

void add_members(std::vector<Operation>& table) {
  table.push_back(blocking<&list_members>({
      .method = Method::kGet,
      .path = "/v1/owners/{name}/members",
      .id = "listMembers",
      .summary = "List the members of an owner",
      .details = "Of your own; of any with the scope owners:read.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kMembersRead),
      .answers = {{200, "All of them."}},
      .errors = {kOwnerNotFound},
      .example = {.target = "/v1/owners/acme/members", .reply = to_json(MemberList{.data = {sample_member()}})},
  }));
  table.push_back(blocking<&set_member>({
      .method = Method::kPut,
      .path = "/v1/owners/{name}/members/{identity}",
      .id = "setMember",
      .summary = "Add a member, or change a member's role",
      .details = "Of your own owner; of any with the scope owners:write. Nobody gives a role that may more than he does. "
                 "Sessions in the former role end. In the path, / # and % of an identity are percent-encoded.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kMembersWrite),
      .answers = {{200, "The member."}},
      .errors = {kOwnerNotFound, kConflict, kQuotaExceeded, kAuditFailed},
      .example = {.target = kMemberTarget,
                  .body = to_json(MemberRequest{.role = "developer"}),
                  .reply = to_json(sample_member())},
  }));
  table.push_back(blocking<&remove_member>({
      .method = Method::kDelete,
      .path = "/v1/owners/{name}/members/{identity}",
      .id = "removeMember",
      .summary = "Remove a member",
      .details = "The member's sessions end at once. The last one in the role owner stays.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kMembersWrite),
      .answers = {{204, "The member is one no longer."}},
      .errors = {kOwnerNotFound, kMemberNotFound, kConflict, kAuditFailed},
      .example = {.target = kMemberTarget},
  }));
}

OwnerQuota sample_quota(bool standard) {
  return {.concurrent = standard ? 0u : 20u,
          .cpu_seconds_per_month = standard ? 0u : 36'000u,
          .stored_bytes = standard ? 0u : 10'737'418'240u,
          .functions = standard ? 0u : 500u,
          .standard = standard,
          .used = {.running = 2, .executions = 41'207, .cpu_us = 12'918'004, .stored_bytes = 48'190'223, .functions = 31},
          .month_ends_at = "2026-02-01T00:00:00.000Z"};
}

void add_quotas(std::vector<Operation>& table) {
  table.push_back(blocking<&get_quota>({
      .method = Method::kGet,
      .path = "/v1/owners/{name}/quota",
      .id = "getQuota",
      .summary = "Get what an owner may use, and has used",
      .details = "Of your own; of any with the scope owners:read. Executions and computing time are counted in memory and written "
                 "down every minute.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kMembersRead),
      .answers = {{200, "The quota."}},
      .errors = {kOwnerNotFound},
      .example = {.target = "/v1/owners/acme/quota", .reply = to_json(sample_quota(false))},
  }));
  table.push_back(blocking<&set_quota>({
      .method = Method::kPut,
      .path = "/v1/owners/{name}/quota",
      .id = "setQuota",
      .summary = "Set what an owner may use",
      .details = "Invocations beyond it are refused: too_many_requests while too many are under way, quota_exceeded until the "
                 "next month when the computing time is used up, and while there is no room for what they would store. The latter "
                 "two hold for deploying, too.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kOwnersWrite),
      .answers = {{200, "The quota."}},
      .errors = {kOwnerNotFound, kAuditFailed},
      .example = {.target = "/v1/owners/acme/quota",
                  .body = to_json(QuotaRequest{.concurrent = 20, .cpu_seconds_per_month = 36'000,
                                                .stored_bytes = 10'737'418'240, .functions = 500}),
                  .reply = to_json(sample_quota(false))},
  }));
  table.push_back(blocking<&reset_quota>({
      .method = Method::kDelete,
      .path = "/v1/owners/{name}/quota",
      .id = "resetQuota",
      .summary = "Let an owner use what every owner may",
      .details = "As the settings quotas.* say.",
      .tag = Tag::kOwners,
      .policy = Policy::needs(Scope::kOwnersWrite),
      .answers = {{200, "The quota."}},
      .errors = {kOwnerNotFound, kAuditFailed},
      .example = {.target = "/v1/owners/acme/quota", .reply = to_json(sample_quota(true))},
  }));
}

}  // namespace

void add_owner_routes(std::vector<Operation>& table) {
  add_owners(table);
  add_members(table);
  add_quotas(table);
}

}  // namespace nsl::api
