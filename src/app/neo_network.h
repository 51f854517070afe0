#pragma once
// Which Neo network the commands talk to.

#include "base/error.h"
#include "neo/rpc/pool.h"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace nsl::app {

struct NeoNetworkOptions {
  std::vector<std::string> nodes;  // --rpc URL, once or several times; else the setting neo.rpc
  std::string config;              // configuration file (TOML)
};

// Adds --rpc and --config to a command. `options` must live as long as the command.
void add_network_options(CLI::App& command, NeoNetworkOptions& options);

// The nodes, as a pool: those of --rpc, else of the setting neo.rpc, else the chain that `nsl dev` names in its profile
// (`profile`: --profile FILE, or empty). kInvalidArgument when none is named, or the settings are not right.
Result<std::unique_ptr<neo::NodePool>> connect_neo(const NeoNetworkOptions& options, const std::string& profile);

}  // namespace nsl::app
