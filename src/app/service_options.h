#pragma once
// From settings, which are what an operator writes, to the options of the parts, which are what the parts take.
// What settings say together (TLS files in pairs, defaults below ceilings) is checked here.

#include "auth/rate_limiter.h"
#include "base/settings.h"
#include "engine/limits.h"
#include "engine/worker_pool.h"
#include "follower/event_log.h"
#include "functions/accounting.h"
#include "functions/neo_reads.h"
#include "functions/retention.h"
#include "neo/rpc/pool.h"
#include "net/egress/egress.h"
#include "net/http/server.h"
#include "vault/secrets.h"
#include "vault/vault.h"

#include <filesystem>
#include <string>

namespace nsl::app {

// "127.0.0.1:8480" or "[::1]:8480".
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
  bool loopback = false;
};
Result<ListenAddress> parse_listen(std::string_view text);

// kInvalidArgument for an address that is not loopback without TLS, unless http.allow_cleartext.
Result<net::ServerOptions> server_options(const Settings& settings);

auth::RateLimit request_rate(const Settings& settings);        // of each token
auth::RateLimit owner_request_rate(const Settings& settings);  // of all tokens of an owner
auth::RateLimit function_request_rate(const Settings& settings);  // of each function
auth::RateLimit failure_rate(const Settings& settings);  // of each address

engine::Limits default_limits(const Settings& settings);
engine::Ceilings ceilings(const Settings& settings);
// kLimitTooHigh names the default that is above its ceiling.
Status check_limits(const Settings& settings);
// What service.environment = "production" does not allow; kInvalidArgument names the first such setting.
Status check_environment(const Settings& settings);
// All that can be said of settings before anything is started.
Status check_settings(const Settings& settings);

engine::PoolOptions worker_options(const Settings& settings);
functions::Quota standard_quota(const Settings& settings);
functions::Retention::Settings retention_settings(const Settings& settings);
net::EgressOptions egress_options(const Settings& settings);
functions::NeoReads::Options neo_options(const Settings& settings, std::vector<std::string> nodes);
neo::NodePool::Options followed_pool_options(const Settings& settings, std::vector<std::string> nodes);
follower::EventLog::Options event_log_options(const Settings& settings);

Result<vault::VaultOptions> vault_options(const Settings& settings);
vault::SecretLimits secret_limits(const Settings& settings);

std::string database_url(const Settings& settings);
std::filesystem::path token_file(const Settings& settings);

void configure_log(const Settings& settings);

// What is different for `nsl dev`: functions may reach this machine. Weaker than every other source.
void apply_dev_defaults(Settings& settings);

}  // namespace nsl::app
