#pragma once
// What an execution may take, as asked for and as given, and what it took.

#include "api/schema/field.h"

#include <cstdint>
#include <optional>

namespace nsl::api {

// The least that makes sense; the most is up to the operator.
inline constexpr Field kMemoryBytes =
    field("memory_bytes", "Heap of the JavaScript engine, array buffers included.").range(1 << 20, 1ull << 32);
inline constexpr Field kCpuUs = field("cpu_us", "Time the function computes.").range(1'000, kSafeInteger);
inline constexpr Field kWallUs =
    field("wall_us", "Time from start to end, waiting included.").range(1'000, kSafeInteger);
inline constexpr Field kHostCalls = field("host_calls", "Calls to the outside, such as fetch.").range(0, 1'000'000);
inline constexpr Field kInputBytes = field("input_bytes", "Size of the input.").range(1, 1ull << 32);
inline constexpr Field kOutputBytes = field("output_bytes", "Size of the output.").range(1, 1ull << 32);
inline constexpr Field kLogBytes =
    field("log_bytes", "Text written with console; what is above is dropped and counted.").range(0, 1ull << 32);

struct LimitsRequest {
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint64_t> cpu_us;
  std::optional<std::uint64_t> wall_us;
  std::optional<std::uint64_t> host_calls;
  std::optional<std::uint64_t> input_bytes;
  std::optional<std::uint64_t> output_bytes;
  std::optional<std::uint64_t> log_bytes;
};
BOOST_DESCRIBE_STRUCT(LimitsRequest, (),
                      (memory_bytes, cpu_us, wall_us, host_calls, input_bytes, output_bytes, log_bytes))
template <>
inline constexpr auto kShape<LimitsRequest> =
    shape("LimitsRequest", "What one execution may take. What is absent has the service's default.", kMemoryBytes,
          kCpuUs, kWallUs, kHostCalls, kInputBytes, kOutputBytes, kLogBytes);

struct Limits {
  std::uint64_t memory_bytes = 0;
  std::uint64_t cpu_us = 0;
  std::uint64_t wall_us = 0;
  std::uint64_t host_calls = 0;
  std::uint64_t input_bytes = 0;
  std::uint64_t output_bytes = 0;
  std::uint64_t log_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Limits, (), (memory_bytes, cpu_us, wall_us, host_calls, input_bytes, output_bytes, log_bytes))
template <>
inline constexpr auto kShape<Limits> = shape("Limits", "What one execution may take.", kMemoryBytes, kCpuUs, kWallUs,
                                             kHostCalls, kInputBytes, kOutputBytes, kLogBytes);

struct Usage {
  std::uint64_t cpu_us = 0;
  std::uint64_t wall_us = 0;
  std::uint64_t memory_bytes = 0;
  std::uint64_t host_calls = 0;
  std::uint64_t output_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Usage, (), (cpu_us, wall_us, memory_bytes, host_calls, output_bytes))
template <>
inline constexpr auto kShape<Usage> =
    shape("Usage", "What the execution took.", field("cpu_us", "Time it computed."),
          field("wall_us", "Time from start to end."), field("memory_bytes", "The most memory it had in use."),
          field("host_calls", "Calls to the outside."), field("output_bytes", "Size of the output."));

}  // namespace nsl::api
