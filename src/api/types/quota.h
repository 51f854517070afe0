#pragma once
// What an owner may use of the service, and has used.

#include "api/types/owner.h"

#include <cstdint>
#include <optional>
#include <string>

namespace nsl::api {

inline constexpr std::uint64_t kConcurrentMost = 1'000'000;
inline constexpr std::uint64_t kCpuSecondsMost = 1'000'000'000;
inline constexpr std::uint64_t kStoredBytesMost = std::uint64_t{1} << 50;
inline constexpr std::uint64_t kFunctionsMost = 1'000'000'000;

inline constexpr Field kConcurrentField =
    field("concurrent", "Executions that may be under way when one more is to begin; 0: any number.").range(0, kConcurrentMost);
inline constexpr Field kCpuSecondsField =
    field("cpu_seconds_per_month", "Computing time of its functions in a month (UTC), in seconds; 0: any.")
        .range(0, kCpuSecondsMost);

inline constexpr Field kStoredBytesField =
    field("stored_bytes", "Bytes that may be stored for it: code of functions, and what is kept of executions; 0: any number.")
        .range(0, kStoredBytesMost);
inline constexpr Field kFunctionsField =
    field("functions", "Functions that it may have; 0: any number.").range(0, kFunctionsMost);

struct QuotaRequest {
  std::uint64_t concurrent = 0;
  std::uint64_t cpu_seconds_per_month = 0;
  std::optional<std::uint64_t> stored_bytes;
  std::optional<std::uint64_t> functions;
};
BOOST_DESCRIBE_STRUCT(QuotaRequest, (), (concurrent, cpu_seconds_per_month, stored_bytes, functions))
template <>
inline constexpr auto kShape<QuotaRequest> =
    shape("QuotaRequest", "What an owner may use from now on; what is left out is 0.", kConcurrentField, kCpuSecondsField,
          kStoredBytesField, kFunctionsField);

struct OwnerUse {
  std::uint64_t running = 0;
  std::uint64_t executions = 0;
  std::uint64_t cpu_us = 0;
  std::uint64_t stored_bytes = 0;
  std::uint64_t functions = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerUse, (), (running, executions, cpu_us, stored_bytes, functions))
template <>
inline constexpr auto kShape<OwnerUse> =
    shape("OwnerUse", "What an owner uses.", field("running", "Executions under way."),
          field("executions", "Executions that ended this month."),
          field("cpu_us", "Computing time of this month, in microseconds."),
          field("stored_bytes", "Bytes of its code and of what is kept of its executions."),
          field("functions", "Functions that it has."));

struct OwnerQuota {
  std::uint64_t concurrent = 0;
  std::uint64_t cpu_seconds_per_month = 0;
  std::uint64_t stored_bytes = 0;
  std::uint64_t functions = 0;
  bool standard = true;
  OwnerUse used;
  std::string month_ends_at;
};
BOOST_DESCRIBE_STRUCT(OwnerQuota, (), (concurrent, cpu_seconds_per_month, stored_bytes, functions, standard, used, month_ends_at))
template <>
inline constexpr auto kShape<OwnerQuota> =
    shape("OwnerQuota", "What an owner may use and has used.", kConcurrentField, kCpuSecondsField, kStoredBytesField,
          kFunctionsField,
          field("standard", "Whether this is what every owner may, by the service's settings."),
          field("used", "What it has used."), field("month_ends_at", "When the month's use begins anew (RFC 3339, UTC)."));

}  // namespace nsl::api
