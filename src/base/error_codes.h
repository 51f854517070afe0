#pragma once
// The one list of errors. A row gives the enumerator, its stable name (API problem `code`, metric label, log field),
// the HTTP status of the problem, whether trying the same thing again later may help, and the problem's title.
//
// Names never change once released. A new row appears in the API, the OpenAPI document and the docs by itself.

//   enumerator               name                        status  retry       title
#define NSL_ERROR_CODES(X)                                                                                  \
  X(kMalformedRequest, "malformed_request", 400, kNever, "The request is not well-formed")                  \
  X(kMalformedJson, "malformed_json", 400, kNever, "The body is not valid JSON")                            \
  X(kInvalidArgument, "invalid_argument", 422, kNever, "A value is not acceptable")                         \
  X(kUnknownField, "unknown_field", 422, kNever, "The body has a field that is not known")                  \
  X(kInvalidName, "invalid_name", 422, kNever, "The name is not acceptable")                                \
  X(kInvalidFunction, "invalid_function", 422, kNever, "The function's code cannot be used")                \
  X(kLimitTooHigh, "limit_too_high", 422, kNever, "A limit is above its ceiling")                           \
  X(kUnauthenticated, "unauthenticated", 401, kNever, "No valid credential")                                \
  X(kForbidden, "forbidden", 403, kNever, "Not allowed")                                                    \
  X(kRouteNotFound, "route_not_found", 404, kNever, "There is nothing at this path")                        \
  X(kFunctionNotFound, "function_not_found", 404, kNever, "There is no such function")                      \
  X(kVersionNotFound, "version_not_found", 404, kNever, "There is no such version")                         \
  X(kExecutionNotFound, "execution_not_found", 404, kNever, "There is no such execution")                   \
  X(kSecretNotFound, "secret_not_found", 404, kNever, "There is no such secret")                            \
  X(kGrantNotFound, "grant_not_found", 404, kNever, "There is no such grant")                               \
  X(kAccountNotFound, "account_not_found", 404, kNever, "There is no such account")                         \
  X(kTransactionNotFound, "transaction_not_found", 404, kNever, "There is no such transaction")             \
  X(kTokenNotFound, "token_not_found", 404, kNever, "There is no such token")                               \
  X(kOwnerNotFound, "owner_not_found", 404, kNever, "There is no such owner")                               \
  X(kMemberNotFound, "member_not_found", 404, kNever, "There is no such member")                            \
  X(kMethodNotAllowed, "method_not_allowed", 405, kNever, "The path does not take this method")             \
  X(kNotAcceptable, "not_acceptable", 406, kNever, "The answer cannot be given in this form")               \
  X(kRequestTimeout, "request_timeout", 408, kLater, "The request came in too slowly")                      \
  X(kConflict, "conflict", 409, kNever, "The state does not allow this")                                    \
  X(kSecretUnavailable, "secret_unavailable", 409, kNever, "The secret cannot be read in its state")        \
  X(kQuotaExceeded, "quota_exceeded", 409, kNever, "There may be no more of these")                         \
  X(kIdempotencyInProgress, "idempotency_in_progress", 409, kLater,                                         \
    "The first request with this key is still running")                                                     \
  X(kPreconditionFailed, "precondition_failed", 412, kNever, "It is not in the state the request asks for") \
  X(kPayloadTooLarge, "payload_too_large", 413, kNever, "The body is too large")                            \
  X(kUnsupportedMediaType, "unsupported_media_type", 415, kNever, "The body's media type is not supported") \
  X(kIdempotencyMismatch, "idempotency_mismatch", 422, kNever, "The key was used with another request")     \
  X(kTooManyRequests, "too_many_requests", 429, kLater, "Too much at once")                                 \
  X(kHeadersTooLarge, "headers_too_large", 431, kNever, "The header fields are too large")                  \
  X(kInternal, "internal", 500, kLater, "The service failed")                                               \
  X(kVaultDamaged, "vault_damaged", 500, kNever, "What is stored was changed outside the service")          \
  X(kNotImplemented, "not_implemented", 501, kNever, "HTTP has no such method")                             \
  X(kUnavailable, "unavailable", 503, kLater, "The service cannot take this now")                           \
  X(kVaultSealed, "vault_sealed", 503, kLater, "The vault is sealed")                                       \
  X(kStorageFailed, "storage_failed", 503, kLater, "The database did not take the change")                  \
  X(kAuditFailed, "audit_failed", 503, kLater, "It could not be recorded, so it was not done")              \
  X(kHttpVersion, "http_version", 505, kNever, "The HTTP version is not supported")                         \
  /* answers to host calls of a function */                                                                 \
  X(kHostCallDenied, "host_call_denied", 403, kNever, "The function has no grant for this")                 \
  X(kHostCallLimit, "host_call_limit", 429, kNever, "The function made too many host calls")                \
  X(kUnknownHostCall, "unknown_host_call", 422, kNever, "There is no such host call")                       \
  X(kEgressDenied, "egress_denied", 403, kNever, "The host is not on the allow-list")                       \
  X(kEgressFailed, "egress_failed", 502, kLater, "The request to the other host failed")                    \
  X(kEgressTimeout, "egress_timeout", 504, kLater, "The other host did not answer in time")                 \
  X(kEgressTooLarge, "egress_too_large", 502, kNever, "The other host sent too much")                       \
  /* transactions on the Neo chain */                                                                        \
  X(kNeoNotGranted, "neo_not_granted", 403, kNever, "The account may not sign this for the function")       \
  X(kNeoOverCeiling, "neo_over_ceiling", 403, kNever, "It would cost more than the grant allows")           \
  X(kNeoInsufficientGas, "neo_insufficient_gas", 409, kNever, "The account has too little GAS")             \
  X(kNeoFault, "neo_fault", 409, kNever, "The contract refused")                                            \
  X(kNeoRejected, "neo_rejected", 409, kNever, "The Neo nodes did not take the transaction")                \
  X(kNeoExpired, "neo_expired", 409, kNever, "The transaction was not included in time, and never will be") \
  X(kNeoReplaced, "neo_replaced", 409, kNever, "Another transaction took its place")                        \
  X(kCancelled, "cancelled", 499, kNever, "It was cancelled")
