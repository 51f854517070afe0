#pragma once
// Functions and their versions.

#include "api/patterns.h"
#include "api/types/limits.h"
#include "engine/limits.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

// ---- Requests

struct Network {
  std::vector<std::string> allow_hosts;
};
BOOST_DESCRIBE_STRUCT(Network, (), (allow_hosts))
template <>
inline constexpr auto kShape<Network> =
    shape("Network", "What the function may reach. Everything else is denied.",
          field("allow_hosts", "Hosts that fetch may ask: HOST (ports 443 and 80) or HOST:PORT.")
              .length(1, 262)
              .items(64)
              .matching(kPrintableAscii));

struct DeployRequest {
  std::string code;
  std::optional<std::string> file_name;
  std::optional<std::string> source_map;
  std::optional<std::string> description;
  std::optional<std::string> note;
  std::optional<LimitsRequest> limits;
  std::optional<Network> network;
};
BOOST_DESCRIBE_STRUCT(DeployRequest, (), (code, file_name, source_map, description, note, limits, network))
template <>
inline constexpr auto kShape<DeployRequest> =
    shape("DeployRequest", "A function as its author writes it.",
          field("code", "One ES module that exports its handler as default.").length(1, engine::kCodeMax.bytes),
          field("file_name", "Name of the source file, shown in stack traces; absent: function.js.")
              .length(1, 255)
              .matching(kOneLine),
          field("source_map", "Source map (version 3) of a bundle: stack traces then name the author's own lines.")
              .length(0, std::size_t{8} << 20),
          field("description", "What the function does.").length(0, 1'000),
          field("note", "Why this version is made. Not part of its identity.").length(0, 1'000),
          field("limits", "Absent: the service's defaults."), field("network", "Absent: no access."));

struct RollbackRequest {
  std::optional<std::uint64_t> version;
};
BOOST_DESCRIBE_STRUCT(RollbackRequest, (), (version))
template <>
inline constexpr auto kShape<RollbackRequest> = shape(
    "RollbackRequest", "Which version to go back to.",
    field("version", "Version to make the active one; absent: the one before the active one.").range(1, 4'294'967'295));

// ---- Replies

inline constexpr Field kFunctionNameField = field("function", "Name of the function.").matching(kFunctionName);
inline constexpr Field kCreatedAt = field("created_at", "When it was made (RFC 3339, UTC).");

inline constexpr Field kNextCursor =
    field("next_cursor", "Cursor of the next page; null: this is the last one.").or_null();

struct Function {
  std::string id;
  std::string name;
  std::uint64_t active_version = 0;
  std::uint64_t latest_version = 0;
  std::string created_at;
  std::string updated_at;
};
BOOST_DESCRIBE_STRUCT(Function, (), (id, name, active_version, latest_version, created_at, updated_at))
template <>
inline constexpr auto kShape<Function> =
    shape("Function", "A function.", field("id", "Id of the function (fn_...)."),
          field("name", "Its name, unique for its owner.").matching(kFunctionName),
          field("active_version", "The version that invoke takes."), field("latest_version", "The newest version."),
          kCreatedAt, field("updated_at", "When its active version changed last (RFC 3339, UTC)."));

struct Version {
  std::string function;
  std::uint64_t number = 0;
  std::string hash;
  std::string description;
  std::string note;
  Limits limits;
  Network network;
  std::uint64_t code_bytes = 0;
  std::string created_at;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(Version, (),
                      (function, number, hash, description, note, limits, network, code_bytes, created_at, code))
template <>
inline constexpr auto kShape<Version> = shape(
    "Version", "A version of a function. It never changes.", kFunctionNameField,
    field("number", "1, 2, 3 ... within the function."),
    field("hash", "SHA-256 over code and settings, hexadecimal. The same hash is the same version."),
    field("description", "What the function does."), field("note", "Why this version was made."),
    field("limits", "What one execution may take."), field("network", "What it may reach."),
    field("code_bytes", "Size of the code."), kCreatedAt, field("code", "The source text, when it was asked for."));

inline constexpr std::string_view kOutcomes[] = {"created", "updated", "unchanged"};

struct Deployed {
  std::string outcome;
  Function function;
  Version version;
};
BOOST_DESCRIBE_STRUCT(Deployed, (), (outcome, function, version))
template <>
inline constexpr auto kShape<Deployed> =
    shape("Deployed", "What came of a deployment.",
          field("outcome",
                "created: a new function; updated: a new version; unchanged: a version with this code and these "
                "settings is there already.")
              .one_of(kOutcomes),
          field("function", "The function."), field("version", "The version with this code and these settings."));

struct FunctionPage {
  std::vector<Function> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(FunctionPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<FunctionPage> =
    shape("FunctionPage", "Functions, the newest first.", field("data", "The items."), kNextCursor);

struct VersionPage {
  std::vector<Version> data;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(VersionPage, (), (data, next_cursor))
template <>
inline constexpr auto kShape<VersionPage> =
    shape("VersionPage", "Versions, the newest first.", field("data", "The items."), kNextCursor);

}  // namespace nsl::api
