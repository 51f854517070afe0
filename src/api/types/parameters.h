#pragma once
// Parameters in the path, the query and the header of a request. In headers, a_name stands for A-Name.

#include "api/patterns.h"
#include "api/schema/field.h"

#include <cstdint>
#include <optional>
#include <string>

namespace nsl::api {

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
template <>
inline constexpr auto kShape<Nothing> = shape("Nothing", "No members.");

struct FunctionPath {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(FunctionPath, (), (name))
template <>
inline constexpr auto kShape<FunctionPath> =
    shape("FunctionPath", "Path of a function.", field("name", "Name of the function.").matching(kFunctionName));

struct VersionPath {
  std::string name;
  std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(VersionPath, (), (name, number))
template <>
inline constexpr auto kShape<VersionPath> =
    shape("VersionPath", "Path of a version.", field("name", "Name of the function.").matching(kFunctionName),
          field("number", "Number of the version.").range(1, 4'294'967'295));

struct ExecutionPath {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(ExecutionPath, (), (id))
template <>
inline constexpr auto kShape<ExecutionPath> =
    shape("ExecutionPath", "Path of an execution.", field("id", "Id of the execution.").matching(kExecutionId));

struct ErrorPath {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(ErrorPath, (), (code))
template <>
inline constexpr auto kShape<ErrorPath> =
    shape("ErrorPath", "Path of an error.", field("code", "Code of the error.").matching(kErrorCode));

inline constexpr std::size_t kPageLimitMax = 200;
inline constexpr Field kLimitField = field("limit", "Items on a page; absent: 50.").range(1, kPageLimitMax);
inline constexpr Field kCursorField =
    field("cursor", "Where to go on: next_cursor of the page before.").length(1, 512).matching(kPrintableAscii);

struct PageQuery {
  std::optional<std::uint64_t> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))
template <>
inline constexpr auto kShape<PageQuery> = shape("PageQuery", "Which page.", kLimitField, kCursorField);

inline constexpr std::string_view kStatuses[] = {"queued",    "running",         "succeeded", "failed",
                                                 "timed_out", "memory_exceeded", "cancelled"};

struct ExecutionsQuery {
  std::optional<std::string> status;
  std::optional<std::uint64_t> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ExecutionsQuery, (), (status, limit, cursor))
template <>
inline constexpr auto kShape<ExecutionsQuery> =
    shape("ExecutionsQuery", "Which executions.", field("status", "Only executions in this state.").one_of(kStatuses),
          kLimitField, kCursorField);

struct LogsQuery {
  std::optional<bool> follow;
  std::optional<std::uint64_t> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(LogsQuery, (), (follow, limit, cursor))
template <>
inline constexpr auto kShape<LogsQuery> =
    shape("LogsQuery", "Which log lines.",
          field("follow",
                "1: stay connected and get new lines as server-sent events; limit and cursor have no meaning then."),
          kLimitField, kCursorField);

struct InvokeQuery {
  std::optional<std::uint64_t> version;
};
BOOST_DESCRIBE_STRUCT(InvokeQuery, (), (version))
template <>
inline constexpr auto kShape<InvokeQuery> =
    shape("InvokeQuery", "Which version.",
          field("version", "Version to run; absent: the active one.").range(1, 4'294'967'295));

inline constexpr std::string_view kIncludes[] = {"code"};

struct VersionQuery {
  std::optional<std::string> include;
};
BOOST_DESCRIBE_STRUCT(VersionQuery, (), (include))
template <>
inline constexpr auto kShape<VersionQuery> = shape("VersionQuery", "What to show of a version.",
                                                   field("include", "code: the source text too.").one_of(kIncludes));

struct ReadyQuery {
  std::optional<bool> verbose;
};
BOOST_DESCRIBE_STRUCT(ReadyQuery, (), (verbose))
template <>
inline constexpr auto kShape<ReadyQuery> =
    shape("ReadyQuery", "How much to say.", field("verbose", "Say of each check how it went, a line each."));

// ---- Conditions (RFC 9110 section 13)

inline constexpr Field kIfMatchField =
    field("if_match", "The ETag as you know it: fails when somebody changed it meanwhile.").matching(kEntityTag);

// Of what changes a thing that is there.
struct IfMatchHeaders {
  std::optional<std::string> if_match;
};
BOOST_DESCRIBE_STRUCT(IfMatchHeaders, (), (if_match))
template <>
inline constexpr auto kShape<IfMatchHeaders> =
    shape("IfMatchHeaders", "What must be true for the change to be made.", kIfMatchField);

inline constexpr std::string_view kAnyTag[] = {"*"};

// Of what can make a new thing too.
struct ConditionHeaders {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
};
BOOST_DESCRIBE_STRUCT(ConditionHeaders, (), (if_match, if_none_match))
template <>
inline constexpr auto kShape<ConditionHeaders> =
    shape("ConditionHeaders", "What must be true for the change to be made.", kIfMatchField,
          field("if_none_match", "*: fails when there is one of this name.").one_of(kAnyTag));

// Of what can be kept by the one who asks.
struct CacheHeaders {
  std::optional<std::string> if_none_match;
};
BOOST_DESCRIBE_STRUCT(CacheHeaders, (), (if_none_match))
template <>
inline constexpr auto kShape<CacheHeaders> =
    shape("CacheHeaders", "What the one who asks has already.",
          field("if_none_match", "ETags that you have: when it has one of them, the answer is 304 without a body.")
              .length(1, 1'024)
              .matching(kPrintableAscii));

// ---- How to invoke

inline constexpr Field kPreferField =
    field("prefer",
          "respond-async: queue the execution and answer 202 at once. wait=SECONDS (at most 60): queue it and answer "
          "when it has ended, or 202 after that time. Other preferences are ignored (RFC 7240).")
        .length(0, 255)
        .matching(kPrintableAscii);

struct InvokeHeaders {
  std::optional<std::string> idempotency_key;
  std::optional<std::string> prefer;
  std::optional<std::string> traceparent;
};
BOOST_DESCRIBE_STRUCT(InvokeHeaders, (), (idempotency_key, prefer, traceparent))
template <>
inline constexpr auto kShape<InvokeHeaders> =
    shape("InvokeHeaders", "How to invoke.",
          field("idempotency_key",
                "A text that is unique to this request. Sent again with the same key, function and input, the request "
                "is not executed twice: the first answer comes back, with Idempotent-Replayed: true.")
              .length(1, 255)
              .matching(kPrintableAscii),
          kPreferField,
          field("traceparent",
                "Trace context (W3C): the trace goes into the record and on to the hosts that the function asks. What is "
                "none is ignored."));

}  // namespace nsl::api
