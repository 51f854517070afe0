#include "app/neo_network.h"

#include "app/configuration.h"
#include "app/profile.h"

#include <CLI/CLI.hpp>

namespace nsl::app {

void add_network_options(CLI::App& command, NeoNetworkOptions& options) {
  command.add_option("--rpc", options.nodes, "A Neo node; may be repeated. Else the setting neo.rpc (NSL_NEO__RPC)")
      ->type_name("URL")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--config", options.config, "Configuration file (TOML)")->type_name("FILE");
}

Result<std::unique_ptr<neo::NodePool>> connect_neo(const NeoNetworkOptions& options, const std::string& profile) {
  Settings settings;
  const auto errors = load_configuration(settings, options.config, {});
  if (!errors.empty()) return std::unexpected(errors.front());
  neo::NodePool::Options pool;
  pool.urls = options.nodes.empty() ? settings.neo_rpc.value() : options.nodes;
  pool.network = static_cast<std::uint32_t>(settings.neo_network.value());
  if (pool.urls.empty()) {
    const auto found = find_profile(ProfileSearch::from_process(profile));
    if (found && !found->neo_rpc.empty()) pool.urls = {found->neo_rpc};
  }
  if (pool.urls.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "no Neo node is named; use --rpc URL, or set NSL_NEO__RPC, or start `nsl dev`");
  }
  return neo::NodePool::create(std::move(pool));
}

}  // namespace nsl::app
