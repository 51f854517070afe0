#pragma once
// What the service says about itself.

#include "api/schema/field.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

struct ServiceStatus {
  std::string status;
  std::string version;
  std::string engine;
  std::uint64_t workers = 0;
  std::string started_at;
  std::uint64_t uptime_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(ServiceStatus, (), (status, version, engine, workers, started_at, uptime_seconds))
inline constexpr std::string_view kServiceStates[] = {"serving", "draining"};
template <>
inline constexpr auto kShape<ServiceStatus> = shape(
    "ServiceStatus", "The service itself.",
    field("status", "serving; or draining: it ends what it has and then stops.").one_of(kServiceStates),
    field("version", "Version of nsl."), field("engine", "What runs the JavaScript."),
    field("workers", "Sandbox processes that are up."), field("started_at", "When it was started (RFC 3339, UTC)."),
    field("uptime_seconds", "How long ago that was."));

struct ProblemPlace {
  std::string pointer;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(ProblemPlace, (), (pointer, detail))
template <>
inline constexpr auto kShape<ProblemPlace> = shape(
    "ProblemPlace", "One thing that is wrong with the request.",
    field("pointer", "JSON Pointer into the body, or the name of a parameter."), field("detail", "What is wrong."));

struct Problem {
  std::string type;
  std::string title;
  std::uint64_t status = 0;
  std::string detail;
  std::string code;
  std::string request_id;
  bool retryable = false;
  std::optional<std::string> advice;
  std::optional<std::vector<ProblemPlace>> errors;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, detail, code, request_id, retryable, advice, errors))
template <>
inline constexpr auto kShape<Problem> = shape(
    "Problem", "Why a request was refused (RFC 9457).", field("type", "Where the code is explained."),
    field("title", "The same for every occurrence of the code."), field("status", "The HTTP status.").range(400, 599),
    field("detail", "What happened this time."), field("code", "Stable: branch on it."),
    field("request_id", "Also in the header Request-Id and in the service's log."),
    field("retryable", "Whether the same request may succeed later."),
    field("advice", "What to do about this code."),
    field("errors", "Everything that is wrong with the request, when it can be told."));

}  // namespace nsl::api
