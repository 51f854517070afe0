#include "api/operation.h"

#include <algorithm>

namespace nsl::api {

std::string_view to_string(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kPut: return "PUT";
    case Method::kPost: return "POST";
    case Method::kPatch: return "PATCH";
    case Method::kDelete: return "DELETE";
  }
  return "";
}

std::string_view to_string(Tag tag) {
  switch (tag) {
    case Tag::kFunctions: return "Functions";
    case Tag::kExecutions: return "Executions";
    case Tag::kSecrets: return "Secrets";
    case Tag::kVault: return "Vault";
    case Tag::kNeo: return "Neo";
    case Tag::kAudit: return "Audit log";
    case Tag::kTokens: return "Tokens";
    case Tag::kOwners: return "Owners";
    case Tag::kService: return "Service";
  }
  return "";
}

bool may_be_compressed(const Outline& outline) {
  switch (outline.tag) {
    case Tag::kSecrets:
    case Tag::kVault:
    case Tag::kTokens:
    case Tag::kExecutions: return false;
    case Tag::kFunctions:
    case Tag::kNeo:
    case Tag::kAudit:
    case Tag::kOwners:
    case Tag::kService: return true;
  }
  return false;
}

std::vector<ErrorCode> errors_of(const Operation& operation) {
  std::vector<ErrorCode> errors = operation.outline.errors;
  const auto add = [&errors](std::initializer_list<ErrorCode> more) { errors.insert(errors.end(), more); };
  add({ErrorCode::kMalformedRequest, ErrorCode::kInternal});
  // Forbidden is also a token that does not work for the owner in NSL-Owner.
  if (operation.outline.policy.needs_token()) add({ErrorCode::kUnauthenticated, ErrorCode::kForbidden});
  if (operation.outline.policy.kind() != auth::Policy::Kind::kOpen) add({ErrorCode::kTooManyRequests});
  if (operation.blocking) add({ErrorCode::kUnavailable, ErrorCode::kStorageFailed});

  // Any parameter can be unknown or wrong; a pattern may say more exactly how.
  add({ErrorCode::kInvalidArgument});
  if (operation.outline.path.contains("{name}")) add({ErrorCode::kInvalidName});
  if (operation.body != BodyKind::kNone) {
    add({ErrorCode::kMalformedJson, ErrorCode::kUnsupportedMediaType, ErrorCode::kPayloadTooLarge});
  }
  if (operation.body == BodyKind::kRequired || operation.body == BodyKind::kOptional) add({ErrorCode::kUnknownField});
  std::ranges::sort(errors);
  errors.erase(std::ranges::unique(errors).begin(), errors.end());
  return errors;
}

}  // namespace nsl::api
