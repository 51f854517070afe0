#include "base/error_advice.h"

#include <algorithm>

namespace nsl {
namespace {

struct Advice {
  ErrorCode code;
  std::string_view text;
};

// Has every code: a test looks.
constexpr Advice kAdvice[] = {
    {ErrorCode::kMalformedRequest,
     "Look at what your HTTP client sends; a repeated header or a broken percent-encoding is a usual cause."},
    {ErrorCode::kMalformedJson, "Check the body with a JSON parser. A member that appears twice is an error too."},
    {ErrorCode::kInvalidArgument, "`errors` of the problem names each place and what it must be."},
    {ErrorCode::kUnknownField,
     "Remove the field, or look for a slip of the pen: the description of the operation has all names."},
    {ErrorCode::kInvalidName, "Choose a name of the allowed characters; the message says which."},
    {ErrorCode::kInvalidFunction, "Mend the code and deploy again. `nsl run FILE` tries it without a service."},
    {ErrorCode::kLimitTooHigh,
     "Ask for less, or have the operator raise the ceiling: `nsl config explain ceilings.memory_bytes`."},
    {ErrorCode::kUnauthenticated,
     "Send `Authorization: Bearer TOKEN` with a token that holds: `nsl whoami`, `nsl login`."},
    {ErrorCode::kForbidden,
     "Use a token with the scope that the message names (`nsl token create`), or the right passphrase or key."},
    {ErrorCode::kRouteNotFound, "Check the path: no slash at the end, and every path begins with /v1."},
    {ErrorCode::kFunctionNotFound, "See which there are: `nsl function list`."},
    {ErrorCode::kVersionNotFound, "See which there are: `nsl function versions NAME`, `nsl secret versions NAME`."},
    {ErrorCode::kExecutionNotFound, "Check the id. Records are removed after the time that the operator keeps them."},
    {ErrorCode::kSecretNotFound, "See which there are: `nsl secret list`."},
    {ErrorCode::kGrantNotFound, "See which there are: `nsl secret grants NAME`."},
    {ErrorCode::kAccountNotFound, "See which there are: `nsl neo account list`."},
    {ErrorCode::kTransactionNotFound, "Check the hash, and that it was sent to this network."},
    {ErrorCode::kTokenNotFound, "See which there are: `nsl token list`."},
    {ErrorCode::kOwnerNotFound, "See whom you work for: `nsl whoami`; the operator sees all: `nsl owner list`."},
    {ErrorCode::kMemberNotFound, "See which there are: `nsl owner members`."},
    {ErrorCode::kMethodNotAllowed, "The header `Allow` has the methods that the path takes."},
    {ErrorCode::kNotAcceptable, "Leave out the header `Accept`, or accept the content type of the operation."},
    {ErrorCode::kRequestTimeout, "Send the request in one go; a slow connection may need a smaller body."},
    {ErrorCode::kConflict, "Look at the present state, and ask for what it allows."},
    {ErrorCode::kSecretUnavailable, "Enable or restore the secret, or set a new version: `nsl secret show NAME`."},
    {ErrorCode::kQuotaExceeded, "Remove what is no longer needed, or have the operator raise the number."},
    {ErrorCode::kIdempotencyInProgress, "Send the same request again in a moment; it is not executed twice."},
    {ErrorCode::kPreconditionFailed, "Somebody changed it meanwhile. Read it again, and decide on what it is now."},
    {ErrorCode::kPayloadTooLarge, "Send less: docs/reference/limits.md has every bound."},
    {ErrorCode::kUnsupportedMediaType, "Send `Content-Type: application/json`, and no content coding."},
    {ErrorCode::kIdempotencyMismatch, "Use a new Idempotency-Key for each new request."},
    {ErrorCode::kTooManyRequests, "Wait as long as the header `Retry-After` says, then send it again."},
    {ErrorCode::kHeadersTooLarge, "Send fewer or shorter header fields; cookies are of no use here."},
    {ErrorCode::kInternal, "Not your fault. Tell the operator the request id: the service's log has what happened."},
    {ErrorCode::kVaultDamaged,
     "The operator should run `nsl vault verify` and read docs/operations/keys.md before anything else is written."},
    {ErrorCode::kNotImplemented, "Use one of the methods of HTTP."},
    {ErrorCode::kUnavailable, "Send it again in a moment. If it stays so, look at `/readyz?verbose` and `nsl doctor`."},
    {ErrorCode::kVaultSealed, "The operator unseals it: `nsl vault status`, `nsl vault unseal`."},
    {ErrorCode::kStorageFailed,
     "Nothing was changed. The operator should look at the disk: space, permissions, errors in the log."},
    {ErrorCode::kAuditFailed,
     "Nothing was done. The operator should look at the disk: what cannot be recorded is not done."},
    {ErrorCode::kHttpVersion, "Use HTTP/1.1."},
    {ErrorCode::kHostCallDenied,
     "Grant it to the function: `nsl secret grant`, `nsl neo grant`, or `--allow-host` at deploying."},
    {ErrorCode::kHostCallLimit, "Make fewer host calls, or deploy with a higher `--host-calls`."},
    {ErrorCode::kUnknownHostCall, "Check the name: the types in runtime/types have all that `context` offers."},
    {ErrorCode::kEgressDenied,
     "Deploy with `--allow-host HOST[:PORT]`. Private addresses need the operator's `egress.allow_networks`."},
    {ErrorCode::kEgressFailed, "See whether the other host answers; the message has what the connection said."},
    {ErrorCode::kEgressTimeout, "Try again later, or give the function more time: `--wall`."},
    {ErrorCode::kEgressTooLarge, "Ask the other host for less."},
    {ErrorCode::kNeoNotGranted, "Let the function sign with the account: `nsl neo grant`."},
    {ErrorCode::kNeoOverCeiling, "Raise the grant's ceiling, or wait until the next day: `nsl neo grants`."},
    {ErrorCode::kNeoInsufficientGas, "Send GAS to the account: `nsl neo account list` has its address."},
    {ErrorCode::kNeoFault, "The message has what the contract said. Try the call without sending it: `nsl neo call`."},
    {ErrorCode::kNeoRejected, "The message has the node's reason; a transaction that is rejected is never sent again."},
    {ErrorCode::kNeoExpired,
     "It did not get into a block in time and never will. Send a new one, with a higher fee if blocks are full."},
    {ErrorCode::kNeoReplaced, "It was cancelled by a transaction that conflicts with it. Nothing was done."},
    {ErrorCode::kCancelled, "Somebody asked for it. Start it again if that was not meant."},
};

}  // namespace

std::string_view advice(ErrorCode code) {
  const auto* row = std::ranges::find(kAdvice, code, &Advice::code);
  return row == std::end(kAdvice) ? "" : row->text;
}

}  // namespace nsl
