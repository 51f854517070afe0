#include "api/handlers/quotas.h"

#include "audit/audit_log.h"
#include "auth/owners.h"
#include "functions/accounting.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

Reply<OwnerQuota> quota_reply(const functions::Account& account) {
  return reply(200, OwnerQuota{.concurrent = account.quota.concurrent,
                               .cpu_seconds_per_month = static_cast<std::uint64_t>(account.quota.cpu_per_month.count()),
                               .stored_bytes = account.quota.stored.bytes,
                               .functions = account.quota.functions,
                               .standard = account.standard,
                               .used = {.running = account.running,
                                        .executions = account.executions,
                                        .cpu_us = static_cast<std::uint64_t>(account.cpu.count()),
                                        .stored_bytes = static_cast<std::uint64_t>(account.held.bytes),
                                        .functions = static_cast<std::uint64_t>(account.held.functions)},
                               .month_ends_at = to_rfc3339(account.month_ends)});
}

// In the audit log before it is done.
Result<Reply<OwnerQuota>> change(Call& call, const std::string& owner, std::optional<functions::Quota> quota) {
  NSL_TRY_VOID(call.context().owners.get(*call.principal(), owner));
  const std::string detail = quota ? fmt::format("{} at once, {} s a month, {} bytes, {} functions", quota->concurrent,
                                                 quota->cpu_per_month.count(), quota->stored.bytes, quota->functions)
                                   : std::string("as for everybody");
  NSL_TRY_VOID(call.context().audit.record({.action = audit::Action::kOwnerQuota,
                                            .owner = owner,
                                            .actor = "token:" + call.principal()->token_name,
                                            .request = call.request_id().text(),
                                            .detail = detail}));
  functions::Accounting& accounting = call.context().accounting;
  NSL_TRY_VOID(accounting.set(owner, quota));
  return quota_reply(accounting.look(owner));
}

}  // namespace

Result<Reply<OwnerQuota>> get_quota(Call& call, Input<OwnerPath> input) {
  NSL_TRY_VOID(call.context().owners.get(*call.principal(), input.path.name));
  return quota_reply(call.context().accounting.look(input.path.name));
}

Result<Reply<OwnerQuota>> set_quota(Call& call, Input<OwnerPath, Nothing, Nothing, QuotaRequest> input) {
  const functions::Quota quota{.concurrent = static_cast<std::uint32_t>(input.body.concurrent),
                               .cpu_per_month = std::chrono::seconds(input.body.cpu_seconds_per_month),
                               .stored = {input.body.stored_bytes.value_or(0)},
                               .functions = input.body.functions.value_or(0)};
  return change(call, input.path.name, quota);
}

Result<Reply<OwnerQuota>> reset_quota(Call& call, Input<OwnerPath> input) {
  return change(call, input.path.name, std::nullopt);
}

}  // namespace nsl::api
