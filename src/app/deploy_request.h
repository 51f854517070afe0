#pragma once
// The body of a deployment, made from a bundle and the flags of `nsl function deploy`.

#include "app/bundle.h"
#include "base/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::app {

// As they stand on the command line; empty: not given, so the service's default counts.
struct DeployOptions {
  std::string name{};
  std::string memory{};  // "32MiB"
  std::string cpu{};     // "200ms"
  std::string wall{};    // "5s"
  std::optional<std::uint32_t> host_calls{};
  std::vector<std::string> allow_hosts{};
  std::string note{};
  std::string description{};
};

// JSON for PUT /v1/functions/{name}. kInvalidArgument names the flag that cannot be read.
Result<std::string> deploy_request(const Bundle& bundle, const DeployOptions& options);

}  // namespace nsl::app
