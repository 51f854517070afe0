#pragma once
// Entries of the audit log, and its signed head.

#include "api/schema/field.h"
#include "api/types/parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

inline constexpr std::string_view kAuditOutcomes[] = {"ok", "refused"};

struct AuditEntry {
  std::uint64_t seq = 0;
  std::uint64_t owner_seq = 0;
  std::string time;
  std::string action;
  std::string outcome;
  std::optional<std::string> error;
  std::string actor;
  std::optional<std::string> secret;
  std::optional<std::string> secret_id;
  std::optional<std::uint64_t> secret_version;
  std::optional<std::string> grant;
  std::optional<std::string> function;
  std::optional<std::uint64_t> function_version;
  std::optional<std::string> execution;
  std::optional<std::string> host;
  std::optional<std::string> request;
  std::optional<std::string> detail;
  std::optional<std::string> reason;
  std::optional<std::string> value_hash;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (seq, owner_seq, time, action, outcome, error, actor, secret, secret_id, secret_version, grant,
                       function, function_version, execution, host, request, detail, reason, value_hash))
template <>
inline constexpr auto kShape<AuditEntry> = shape(
    "AuditEntry", "One use or change of a secret or key, done or refused.", field("seq", "Its number over all owners."),
    field("owner_seq", "Its number among yours: 1, 2, 3 ... without gaps."),
    field("time", "When it was recorded (RFC 3339, UTC)."), field("action", "What was to be done, such as secret.get."),
    field("outcome", "Whether it was done.").one_of(kAuditOutcomes), field("error", "Code of the refusal."),
    field("actor", "Who did it: token:NAME, function:NAME, service."), field("secret", "Name of the secret."),
    field("secret_id", "Its id; another one when the name was used again."),
    field("secret_version", "Which version of the secret."),
    field("grant", "Id of the grant that allowed it, or changed."), field("function", "Name of the function."),
    field("function_version", "Which version of the function."), field("execution", "Id of the execution."),
    field("host", "Where the value was sent, or was to be."), field("request", "Id of the API request."),
    field("detail", "More, by the service."), field("reason", "Why, in the words of who did it."),
    field("value_hash", "Stands for the value: equal for equal values, and says nothing else."));

struct AuditPage {
  std::vector<AuditEntry> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<AuditPage> =
    shape("AuditPage",
          "Entries, the newest first. A page may be empty and still have a next one: it looks at a part of the log.",
          field("data", "The items."), field("next_cursor", "Where to go on; null: this was the last page.").or_null());

struct AuditQuery {
  std::optional<std::string> action;
  std::optional<std::string> outcome;
  std::optional<std::string> secret;
  std::optional<std::string> function;
  std::optional<std::string> execution;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<std::uint64_t> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (), (action, outcome, secret, function, execution, since, until, limit, cursor))
template <>
inline constexpr auto kShape<AuditQuery> =
    shape("AuditQuery", "Which entries: all that are given must fit exactly.",
          field("action", "What was to be done.").length(1, 64).matching(kOneLine),
          field("outcome", "Whether it was done.").one_of(kAuditOutcomes),
          field("secret", "Name of the secret.").length(1, 512).matching(kOneLine),
          field("function", "Name of the function.").length(1, 512).matching(kOneLine),
          field("execution", "Id of the execution.").matching(kExecutionId),
          field("since", "Recorded at this time or later (RFC 3339, UTC).").length(1, 64).matching(kPrintableAscii),
          field("until", "Recorded before this time (RFC 3339, UTC).").length(1, 64).matching(kPrintableAscii),
          kLimitField, kCursorField);

struct AuditExportQuery {
  std::optional<std::uint64_t> after;
};
BOOST_DESCRIBE_STRUCT(AuditExportQuery, (), (after))
template <>
inline constexpr auto kShape<AuditExportQuery> =
    shape("AuditExportQuery", "Where to start.",
          field("after", "Number of the last entry you have; absent: from the first that is there."));

struct AuditHead {
  std::uint64_t v = 1;
  std::uint64_t signed_us = 0;
  std::optional<std::string> owner;
  std::optional<std::uint64_t> before_seq;
  std::string before;
  std::optional<std::uint64_t> seq;
  std::string head;
  std::string key;
  std::string signature;
};
BOOST_DESCRIBE_STRUCT(AuditHead, (), (v, signed_us, owner, before_seq, before, seq, head, key, signature))
template <>
inline constexpr auto kShape<AuditHead> = shape(
    "AuditHead", "Where a chain of entries ends now, signed. Keep it elsewhere: it fixes all that came before it.",
    field("v", "Version of the format (docs/reference/audit-format.md)."),
    field("signed_us", "When it was signed, in microseconds since 1970."),
    field("owner", "Whose chain it is; absent: that over all owners."), field("before_seq", "The same as seq."),
    field("before", "The same as head."), field("seq", "Number of the last entry; absent: there is none."),
    field("head", "Its hash."), field("key", "Public key of the signer (P-256, base64url)."),
    field("signature", "ECDSA with SHA-256, base64url."));

}  // namespace nsl::api
