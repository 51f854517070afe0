#pragma once
// What an owner may use of the service, and has used.

#include "api/types/owner.h"

#include <cstdint>
#include <string>

namespace nsl::api {

inline constexpr std::uint64_t kConcurrentMost = 1'000'000;
inline constexpr std::uint64_t kCpuSecondsMost = 1'000'000'000;

inline constexpr Field kConcurrentField =
    field("concurrent", "Executions that may be under way when one more is to begin; 0: any number.").range(0, kConcurrentMost);
inline constexpr Field kCpuSecondsField =
    field("cpu_seconds_per_month", "Computing time of its functions in a month (UTC), in seconds; 0: any.")
        .range(0, kCpuSecondsMost);

struct QuotaRequest {
  std::uint64_t concurrent = 0;
  std::uint64_t cpu_seconds_per_month = 0;
};
BOOST_DESCRIBE_STRUCT(QuotaRequest, (), (concurrent, cpu_seconds_per_month))
template <>
inline constexpr auto kShape<QuotaRequest> =
    shape("QuotaRequest", "What an owner may use from now on.", kConcurrentField, kCpuSecondsField);

struct OwnerUse {
  std::uint64_t running = 0;
  std::uint64_t executions = 0;
  std::uint64_t cpu_us = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerUse, (), (running, executions, cpu_us))
template <>
inline constexpr auto kShape<OwnerUse> =
    shape("OwnerUse", "What an owner uses.", field("running", "Executions under way."),
          field("executions", "Executions that ended this month."),
          field("cpu_us", "Computing time of this month, in microseconds."));

struct OwnerQuota {
  std::uint64_t concurrent = 0;
  std::uint64_t cpu_seconds_per_month = 0;
  bool standard = true;
  OwnerUse used;
  std::string month_ends_at;
};
BOOST_DESCRIBE_STRUCT(OwnerQuota, (), (concurrent, cpu_seconds_per_month, standard, used, month_ends_at))
template <>
inline constexpr auto kShape<OwnerQuota> =
    shape("OwnerQuota", "What an owner may use and has used.", kConcurrentField, kCpuSecondsField,
          field("standard", "Whether this is what every owner may, by the service's settings."),
          field("used", "What it has used."), field("month_ends_at", "When the month's use begins anew (RFC 3339, UTC)."));

}  // namespace nsl::api
