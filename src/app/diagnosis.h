#pragma once
// Diagnosis: what `nsl doctor` looks at on this machine, each with its finding.

#include "app/failure.h"
#include "base/settings.h"

#include <string>
#include <vector>

namespace nsl::app {

enum class Health : std::uint8_t {
  kGood,
  kNote,  // works, but less or weaker than it could
  kBad,   // does not work
};
std::string_view to_string(Health health);

struct Finding {
  Health health = Health::kGood;
  std::string subject;  // "engine", "wall: seccomp", "data folder"
  std::string detail;
};

// Starts one sandbox worker and asks which walls stand around it. Blocks, at most kWorkerPatience.
inline constexpr std::chrono::seconds kWorkerPatience{20};
std::vector<Finding> diagnose_engine();

std::vector<Finding> diagnose_bundler();
std::vector<Finding> diagnose_data_folder(const Settings& settings);

// Whether the service answers and takes the token.
std::vector<Finding> diagnose_service(const std::string& profile_flag);

}  // namespace nsl::app
