#pragma once
// ServiceProgram: the whole service, put together. Reading create() shows what there is and who uses whom.

#include "base/settings.h"
#include "engine/sandbox/sandbox.h"
#include "follower/follower.h"
#include "neo/wallet/private_key.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::app {

// One for the process. create() and run() on the same thread, which becomes the event loop's.
class ServiceProgram {
 public:
  struct NeoNetwork {
    std::vector<std::string> urls;  // of nodes; none: functions cannot ask the chain
    follower::OtherChain other_chain = follower::OtherChain::kWait;
  };
  using NeoNodes = std::function<Result<NeoNetwork>()>;
  // Opens everything: database, token, workers, port. An error leaves nothing behind. `neo_nodes` is called once, when
  // the data folder is there and is this process's own.
  static Result<std::unique_ptr<ServiceProgram>> create(const Settings& settings, const NeoNodes& neo_nodes);
  ~ServiceProgram();

  // Lets the service sign for an account whose key is no secret, unless it has one of this name; kVaultSealed.
  Status add_development_account(std::string_view name, const neo::PrivateKey& key);

  // The code for the first person (auth/setup.h); nullopt: somebody is here already. Before run().
  Result<std::optional<std::string>> open_setup();

  const std::string& url() const;  // with the port it really got
  const std::string& token() const;

  // Serves until SIGTERM or SIGINT, then drains. `on_ready` is called once, when requests are answered.
  void run(std::function<void()> on_ready);

 private:
  struct Parts;
  explicit ServiceProgram(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace nsl::app
