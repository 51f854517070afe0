#include "api/audit_routes.h"

#include "api/examples.h"
#include "api/handlers/audit.h"

namespace nsl::api {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

void add_audit_routes(std::vector<Operation>& table) {
  table.push_back(blocking<&list_audit>({
      .method = Method::kGet,
      .path = "/v1/audit",
      .id = "listAudit",
      .summary = "Look into the audit log",
      .details = "Every use and change of your secrets and keys, done or refused. There are no values in it.",
      .tag = Tag::kAudit,
      .policy = Policy::needs(Scope::kAuditRead),
      .answers = {{200, "A page of entries."}},
      .errors = {kExecutionNotFound},
      .example = {.target = "/v1/audit?outcome=refused&limit=1", .reply = examples::audit_page()},
  }));
  table.push_back(blocking<&get_audit_head>({
      .method = Method::kGet,
      .path = "/v1/audit/head",
      .id = "getAuditHead",
      .summary = "Get the signed end of your audit log",
      .tag = Tag::kAudit,
      .policy = Policy::needs(Scope::kAuditRead),
      .answers = {{200, "The head."}},
      .example = {.target = "/v1/audit/head", .reply = examples::audit_head()},
  }));
  table.push_back(blocking<&export_audit>({
      .method = Method::kGet,
      .path = "/v1/audit/export",
      .id = "exportAudit",
      .summary = "Export your audit log",
      .details = "Up to 8,192 entries between two signed heads, a JSON object a line. The last line says how far it "
                 "reaches; ask "
                 "for what comes after it until nothing does. Check it with `nsl audit verify`.",
      .tag = Tag::kAudit,
      .policy = Policy::needs(Scope::kAuditRead),
      .answers = {{200, "Entries and heads."}},
      .errors = {kInvalidArgument, kAuditFailed},
      .example = {.target = "/v1/audit/export", .reply = "{\"v\":1}\n"},
  }));
  table.push_back(blocking<&get_whole_audit_head>({
      .method = Method::kGet,
      .path = "/v1/audit/all/head",
      .id = "getWholeAuditHead",
      .summary = "Get the signed end of the audit log over all owners",
      .tag = Tag::kAudit,
      .policy = Policy::needs(Scope::kVaultRead),
      .answers = {{200, "The head."}},
      .example = {.target = "/v1/audit/all/head", .reply = examples::audit_head()},
  }));
  table.push_back(blocking<&export_whole_audit>({
      .method = Method::kGet,
      .path = "/v1/audit/all/export",
      .id = "exportWholeAudit",
      .summary = "Export the audit log over all owners",
      .details = "As exportAudit, for who runs the service: the entries of everybody, with the heads that the service "
                 "signed as time went by. It begins later than with the first entry when old ones were pruned.",
      .tag = Tag::kAudit,
      .policy = Policy::needs(Scope::kVaultRead),
      .answers = {{200, "Entries and heads."}},
      .errors = {kInvalidArgument, kAuditFailed},
      .example = {.target = "/v1/audit/all/export", .reply = "{\"v\":1}\n"},
  }));
}

}  // namespace nsl::api
