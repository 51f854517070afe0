#include "api/handlers/audit.h"

#include "api/handlers/convert.h"
#include "audit/audit_log.h"
#include "audit/reader.h"
#include "functions/cursor.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

std::optional<std::string> present(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<std::uint64_t> present(std::uint64_t number) {
  return number == 0 ? std::nullopt : std::optional(number);
}

AuditEntry to_wire(const audit::Entry& entry) {
  return {.seq = entry.seq,
          .owner_seq = entry.owner_seq,
          .time = to_rfc3339(entry.time),
          .action = entry.action,
          .outcome = entry.outcome,
          .error = present(entry.error),
          .actor = entry.actor,
          .secret = present(entry.secret),
          .secret_id = present(entry.secret_id),
          .secret_version = present(entry.secret_version),
          .grant = present(entry.grant),
          .function = present(entry.function),
          .function_version = present(entry.function_version),
          .execution = present(entry.execution),
          .host = present(entry.host),
          .request = present(entry.request),
          .detail = present(entry.detail),
          .reason = present(entry.reason),
          .value_hash = present(entry.value_hash)};
}

Result<std::optional<WallTime>> to_time(const std::optional<std::string>& text, std::string name) {
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (!time) return fail(ErrorCode::kInvalidArgument, "A time is written like 2026-01-31T12:00:00Z.", std::move(name));
  return time;
}

Result<Reply<AuditHead>> head_of(Call& call, const audit::ChainName& chain) {
  NSL_TRY(std::string line, call.context().audit_reader.signed_head(chain));
  return reply_json<AuditHead>(200, std::move(line));
}

// Recorded in the chain of whoever asks.
Result<Reply<PlainText>> export_of(Call& call, const audit::ChainName& chain, std::uint64_t after) {
  NSL_TRY_VOID(call.context().audit.record(
      {.action = audit::Action::kAuditExport,
       .owner = call.principal()->owner,
       .actor = "token:" + call.principal()->token_name,
       .request = call.request_id().text(),
       .detail = fmt::format("{}entries after {}", chain.owner.empty() ? "all owners, " : "", after)}));
  NSL_TRY(auto piece, call.context().audit_reader.export_after(chain, after));
  return reply_text(200, std::move(piece.text));
}

}  // namespace

Result<Reply<AuditPage>> list_audit(Call& call, Input<Nothing, AuditQuery> input) {
  const AuditQuery& query = input.query;
  NSL_TRY(const auto from, functions::read_cursor(functions::CursorKind::kAudit, query.cursor.value_or("")));
  NSL_TRY(const auto since, to_time(query.since, "since"));
  NSL_TRY(const auto until, to_time(query.until, "until"));
  const audit::Filter filter{.owner = call.principal()->owner,
                             .action = query.action.value_or(""),
                             .outcome = query.outcome.value_or(""),
                             .secret = query.secret.value_or(""),
                             .function = query.function.value_or(""),
                             .execution = query.execution.value_or(""),
                             .since = since,
                             .until = until};
  const auto before =
      from.key == functions::kFromNewest ? 0 : static_cast<std::uint64_t>(std::max<std::int64_t>(from.key, 1));
  NSL_TRY(const auto found, call.context().audit_reader.list(filter, before, to_page(query).limit));
  AuditPage page;
  for (const audit::Entry& entry : found.entries) page.data.push_back(to_wire(entry));
  if (found.next_before != 0) {
    page.next_cursor =
        functions::make_cursor(functions::CursorKind::kAudit, {.key = static_cast<std::int64_t>(found.next_before)});
  }
  return reply(200, page);
}

Result<Reply<AuditHead>> get_audit_head(Call& call, Input<>) { return head_of(call, {call.principal()->owner}); }

Result<Reply<AuditHead>> get_whole_audit_head(Call& call, Input<>) { return head_of(call, {}); }

Result<Reply<PlainText>> export_audit(Call& call, Input<Nothing, AuditExportQuery> input) {
  return export_of(call, {call.principal()->owner}, input.query.after.value_or(0));
}

Result<Reply<PlainText>> export_whole_audit(Call& call, Input<Nothing, AuditExportQuery> input) {
  return export_of(call, {}, input.query.after.value_or(0));
}

}  // namespace nsl::api
