#include "api/routes.h"

#include "api/audit_routes.h"
#include "api/docs_routes.h"
#include "api/examples.h"
#include "api/grant_routes.h"
#include "api/handlers/executions.h"
#include "api/handlers/functions.h"
#include "api/handlers/service.h"
#include "api/neo_routes.h"
#include "api/owner_routes.h"
#include "api/sign_in_routes.h"
#include "api/token_routes.h"
#include "api/vault_routes.h"

namespace nsl::api {
namespace {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

void add_functions(std::vector<Operation>& table) {
  table.push_back(blocking<&deploy_function>({
      .method = Method::kPut,
      .path = "/v1/functions/{name}",
      .id = "deployFunction",
      .summary = "Deploy a function",
      .details =
          "Makes a new version and the function with it when there is none of this name. The code is compiled in "
          "a sandbox first. The same code and settings as a version that is there already make no new one. With "
          "If-Match or If-None-Match nothing is done when the function is not what you think it is.",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsWrite),
      .answers = {{200, "A new version, or the one that was there already."}, {201, "A new function."}},
      .errors = {kInvalidFunction, kLimitTooHigh, kPreconditionFailed, kConflict, kQuotaExceeded},
      .links = {{"invokeFunction", "name", "$request.path.name"},
                {"getFunction", "name", "$request.path.name"},
                {"listVersions", "name", "$request.path.name"},
                {"rollbackFunction", "name", "$request.path.name"},
                {"listExecutions", "name", "$request.path.name"},
                {"getLogs", "name", "$request.path.name"}},
      .example = {.target = "/v1/functions/hello", .body = examples::deploy_request(), .reply = examples::deployed()},
  }));
  table.push_back(blocking<&list_functions>({
      .method = Method::kGet,
      .path = "/v1/functions",
      .id = "listFunctions",
      .summary = "List functions",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsRead),
      .answers = {{200, "A page of functions."}},
      .example = {.target = "/v1/functions?limit=10", .reply = examples::function_page()},
  }));
  table.push_back(blocking<&get_function>({
      .method = Method::kGet,
      .path = "/v1/functions/{name}",
      .id = "getFunction",
      .summary = "Get a function",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsRead),
      .answers = {{200, "The function. The ETag is for If-Match."}, kNotModified},
      .errors = {kFunctionNotFound},
      .example = {.target = "/v1/functions/hello", .reply = examples::function()},
  }));
  table.push_back(blocking<&delete_function>({
      .method = Method::kDelete,
      .path = "/v1/functions/{name}",
      .id = "deleteFunction",
      .summary = "Delete a function",
      .details = "With all its versions. Executions that are running come to their end.",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsWrite),
      .answers = {{204, "It is gone."}},
      .errors = {kFunctionNotFound},
      .example = {.target = "/v1/functions/hello"},
  }));
}

void add_versions(std::vector<Operation>& table) {
  table.push_back(blocking<&list_versions>({
      .method = Method::kGet,
      .path = "/v1/functions/{name}/versions",
      .id = "listVersions",
      .summary = "List the versions of a function",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsRead),
      .answers = {{200, "A page of versions."}},
      .errors = {kFunctionNotFound},
      .example = {.target = "/v1/functions/hello/versions", .reply = examples::version_page()},
  }));
  table.push_back(blocking<&get_version>({
      .method = Method::kGet,
      .path = "/v1/functions/{name}/versions/{number}",
      .id = "getVersion",
      .summary = "Get a version of a function",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsRead),
      .answers = {{200, "The version."}, kNotModified},
      .errors = {kFunctionNotFound, kVersionNotFound},
      .example = {.target = "/v1/functions/hello/versions/3?include=code", .reply = examples::version_with_code()},
  }));
  table.push_back(blocking<&roll_back>({
      .method = Method::kPost,
      .path = "/v1/functions/{name}/rollback",
      .id = "rollbackFunction",
      .summary = "Make an older version the active one",
      .tag = Tag::kFunctions,
      .policy = Policy::needs(Scope::kFunctionsWrite),
      .answers = {{200, "The function with its new active version."}},
      .errors = {kFunctionNotFound, kVersionNotFound, kConflict},
      .links = {{"getFunction", "name", "$request.path.name"}},
      .example = {.target = "/v1/functions/hello/rollback", .body = R"({"version":3})", .reply = examples::function()},
  }));
}

void add_executions(std::vector<Operation>& table) {
  table.push_back(later<Execution, &invoke_function>({
      .method = Method::kPost,
      .path = "/v1/functions/{name}/invoke",
      .id = "invokeFunction",
      .summary = "Invoke a function",
      .details = "The body is the input; no body is null. The answer is the execution, also when it failed: whether "
                 "the function succeeded is told by `status` and `error` of the execution, not by the HTTP status.",
      .tag = Tag::kExecutions,
      .policy = Policy::needs(Scope::kFunctionsInvoke),
      .answers = {{200, "The execution has ended, one way or the other."},
                  {202, "It is queued or running (Prefer); Location says where to look."}},
      .errors = {kFunctionNotFound, kVersionNotFound, kIdempotencyInProgress, kIdempotencyMismatch, kQuotaExceeded,
                 kTooManyRequests, kUnavailable, kStorageFailed},
      .links = {{"getExecution", "id", "$response.body#/id"},
                {"cancelExecution", "id", "$response.body#/id"},
                {"replayExecution", "id", "$response.body#/id"}},
      .example = {.target = "/v1/functions/hello/invoke",
                  .headers = {{"Idempotency-Key", "order-4711"}},
                  .body = R"({"name":"neo","x":21})",
                  .reply = examples::execution()},
  }));
  table.push_back(blocking<&get_execution>({
      .method = Method::kGet,
      .path = "/v1/executions/{id}",
      .id = "getExecution",
      .summary = "Get an execution",
      .tag = Tag::kExecutions,
      .policy = Policy::needs(Scope::kExecutionsRead),
      .answers = {{200, "The execution."}},
      .errors = {kExecutionNotFound},
      .example = {.target = std::string("/v1/executions/") + examples::kExecutionId, .reply = examples::execution()},
  }));
  table.push_back(blocking<&list_executions>({
      .method = Method::kGet,
      .path = "/v1/functions/{name}/executions",
      .id = "listExecutions",
      .summary = "List the executions of a function",
      .tag = Tag::kExecutions,
      .policy = Policy::needs(Scope::kExecutionsRead),
      .answers = {{200, "A page of executions."}},
      .errors = {kFunctionNotFound},
      .example = {.target = "/v1/functions/hello/executions?status=succeeded&limit=1",
                  .reply = examples::execution_page()},
  }));
  table.push_back(blocking<&cancel_execution>({
      .method = Method::kPost,
      .path = "/v1/executions/{id}/cancel",
      .id = "cancelExecution",
      .summary = "Cancel an execution",
      .tag = Tag::kExecutions,
      .policy = Policy::needs(Scope::kExecutionsCancel),
      .answers = {{200, "The execution after the cancellation was asked for."}},
      .errors = {kExecutionNotFound, kConflict, kUnavailable, kStorageFailed},
      .example = {.target = std::string("/v1/executions/") + examples::kExecutionId + "/cancel",
                  .reply = examples::cancelled_execution()},
  }));
  table.push_back(later<Replay, &replay_execution>({
      .method = Method::kPost,
      .path = "/v1/executions/{id}/replay",
      .id = "replayExecution",
      .summary = "Run an execution again from its record",
      .details =
          "The same code with the recorded input, seed, time and answers to host calls; nothing outside is asked "
          "and no record is changed. Says whether what comes out is the same, and if not, where it went another way. "
          "For executions that ended by themselves: not those that were cancelled, ran out of time or lost their "
          "worker.",
      .tag = Tag::kExecutions,
      .policy = Policy::needs(Scope::kFunctionsInvoke),
      .answers = {{200, "The replay has ended; `same` says how it compares."}},
      .errors = {kSecretUnavailable, kExecutionNotFound, kConflict, kTooManyRequests, kUnavailable, kStorageFailed},
      .example = {.target = std::string("/v1/executions/") + examples::kExecutionId + "/replay",
                  .reply = examples::replay()},
  }));
}

void add_logs(std::vector<Operation>& table) {
  table.push_back(later<LogPage, &get_logs>({
      .method = Method::kGet,
      .path = "/v1/functions/{name}/logs",
      .id = "getLogs",
      .summary = "Read or follow the logs of a function",
      .details = "With follow=1 the answer is a stream of server-sent events named `log`, the data of each a LogLine; "
                 "a comment keeps the connection alive every 15 seconds.",
      .tag = Tag::kExecutions,
      .policy = Policy::needs(Scope::kExecutionsRead),
      .answers = {{200, "A page of log lines, or a stream of them."}},
      .errors = {kFunctionNotFound, kTooManyRequests, kUnavailable, kStorageFailed},
      .event_stream = true,
      .example = {.target = "/v1/functions/hello/logs", .reply = examples::log_page()},
  }));
}

void add_service(std::vector<Operation>& table) {
  table.push_back(quick<&get_status>({
      .method = Method::kGet,
      .path = "/v1/status",
      .id = "getStatus",
      .summary = "What this service is and how it is doing",
      .tag = Tag::kService,
      .policy = auth::kAnyToken,
      .answers = {{200, "The service."}},
      .example = {.target = "/v1/status", .reply = examples::service_status()},
  }));
  table.push_back(quick<&get_livez>({
      .method = Method::kGet,
      .path = "/livez",
      .id = "getLivez",
      .summary = "Is the process alive?",
      .tag = Tag::kService,
      .policy = auth::kNoAuthRequired,
      .answers = {{200, "It is."}},
      .example = {.target = "/livez", .reply = "alive\n"},
  }));
  table.push_back(blocking<&get_readyz>({
      .method = Method::kGet,
      .path = "/readyz",
      .id = "getReadyz",
      .summary = "Can it take requests?",
      .details =
          "The status says it; with `verbose` there is a line for each check. Fails first when the service stops.",
      .tag = Tag::kService,
      .policy = auth::kNoAuthRequired,
      .answers = {{200, "It can."}, {503, "It cannot; with `verbose` this says why, a line for each check."}},
      .example = {.target = "/readyz", .reply = "ready\n"},
  }));
  table.push_back(blocking<&get_metrics>({
      .method = Method::kGet,
      .path = "/metrics",
      .id = "getMetrics",
      .summary = "Metrics for Prometheus",
      .tag = Tag::kService,
      .policy = Policy::needs(Scope::kMetricsRead),
      .answers = {{200, "Text exposition format 0.0.4."}},
      .example = {.target = "/metrics", .reply = "# HELP nsl_http_requests_total Requests answered.\n"},
  }));
  table.push_back(quick<&get_openapi>({
      .method = Method::kGet,
      .path = "/openapi.json",
      .id = "getOpenapi",
      .summary = "This description",
      .tag = Tag::kService,
      .policy = auth::kAnyToken,
      .answers = {{200, "OpenAPI 3.1."}},
      .example = {.target = "/openapi.json", .reply = R"({"openapi":"3.1.0"})"},
  }));
}

}  // namespace

std::vector<Operation> routes() {
  std::vector<Operation> table;
  add_functions(table);
  add_versions(table);
  add_executions(table);
  add_logs(table);
  add_secret_routes(table);
  add_grant_routes(table);
  add_vault_routes(table);
  add_neo_routes(table);
  add_audit_routes(table);
  add_token_routes(table);
  add_sign_in_routes(table);
  add_owner_routes(table);
  add_service(table);
  add_docs_routes(table);
  return table;
}

}  // namespace nsl::api
