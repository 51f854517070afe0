#include "functions/types.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace nsl::functions {
namespace {

constexpr std::array<std::string_view, 7> kStatusNames = {
    "queued", "running", "succeeded", "failed", "timed_out", "memory_exceeded", "cancelled"};

}  // namespace

std::string revision_of(const Function& function) {
  const auto changed =
      std::chrono::duration_cast<std::chrono::microseconds>(function.updated_at.time_since_epoch()).count();
  return fmt::format("{}-{}-{:x}", function.latest_version, function.active_version, changed);
}

std::string_view to_string(ExecutionStatus status) { return kStatusNames[static_cast<std::size_t>(status)]; }

std::optional<ExecutionStatus> parse_status(std::string_view text) {
  for (std::size_t i = 0; i < kStatusNames.size(); ++i) {
    if (kStatusNames[i] == text) return static_cast<ExecutionStatus>(i);
  }
  return std::nullopt;
}

}  // namespace nsl::functions
