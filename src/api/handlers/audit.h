#pragma once
// Handlers of the operations on the audit log. Each owner sees their own chain; who may look at the
// vault also gets the one over all owners.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

Result<Reply<AuditPage>> list_audit(Call& call, Input<Nothing, AuditQuery> input);
Result<Reply<AuditHead>> get_audit_head(Call& call, Input<> input);
Result<Reply<AuditHead>> get_whole_audit_head(Call& call, Input<> input);
// Recorded itself, before it is answered.
Result<Reply<PlainText>> export_audit(Call& call, Input<Nothing, AuditExportQuery> input);
Result<Reply<PlainText>> export_whole_audit(Call& call, Input<Nothing, AuditExportQuery> input);

}  // namespace nsl::api
