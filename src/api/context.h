#pragma once
// Context: what the handlers work with. Made by Api, which owns it; lives longer than any Call.

#include "api/types/service.h"
#include "auth/token_registry.h"
#include "base/clock.h"
#include "base/event_loop.h"
#include "base/metrics.h"
#include "base/pool.h"
#include "engine/limits.h"
#include "functions/service.h"
#include "net/http/compression.h"

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace nsl::audit {
class AuditLog;
class Reader;
}  // namespace nsl::audit

namespace nsl::functions {
class Accounting;
}
namespace nsl::auth {
class FailedSignIns;
class RateLimiter;
class OwnerRegistry;
class Setup;
class WalletSignIn;
}  // namespace nsl::auth

namespace nsl::follower {
class EventLog;
}  // namespace nsl::follower

namespace nsl::outbox {
class AccountGrants;
class Accounts;
class Outbox;
class Sender;
}  // namespace nsl::outbox

namespace nsl::vault {
class GrantStore;
class SecretBackup;
class SecretStore;
class Vault;
}  // namespace nsl::vault

namespace nsl::api {

struct Operation;
class EventStreams;
class Streams;
class Waits;

// Something that must work before requests can be taken, such as the database. Called from the pool.
struct ReadinessCheck {
  std::string name;  // "database"
  std::function<Status()> run;
};

// What the program knows about itself and the API does not. Called on the loop's thread.
struct NewBlocks {
  std::string announced_by;  // the WebSocket of a Neo node; empty: nodes are asked for new blocks now and then
  std::string problem;       // why no node announces them
};

struct About {
  std::string version;
  std::string engine;
  WallTime started_at;
  std::function<std::uint64_t()> workers;
  std::function<NewBlocks()> new_blocks = {};  // of any thread; null: there is no Neo node
};

struct Context {
  EventLoop& loop;
  functions::Service& functions;
  vault::Vault& vault;
  vault::SecretStore& secrets;
  vault::SecretBackup& secret_backup;
  vault::GrantStore& grants;
  outbox::Accounts& accounts;
  outbox::AccountGrants& account_grants;
  outbox::Sender* sender;  // null: the service has no Neo node; likewise `outbox` and `events`
  outbox::Outbox* outbox;
  follower::EventLog* events;
  audit::AuditLog& audit;
  audit::Reader& audit_reader;
  const auth::TokenStore& tokens;
  auth::TokenRegistry& token_registry;
  auth::OwnerRegistry& owners;
  functions::Accounting& accounting;
  auth::WalletSignIn& sign_in;
  auth::Setup& setup;
  Metrics& metrics;
  auth::FailedSignIns& failed_sign_ins;  // loop thread; so is the next one
  auth::RateLimiter& function_requests;  // of "OWNER/FUNCTION"
  const Clock& clock;
  Pool& pool;
  Streams& streams;
  EventStreams& event_streams;
  Waits& waits;
  const engine::Limits& default_limits;  // of a function that asks for nothing
  const About& about;
  const std::vector<ReadinessCheck>& readiness;
  std::size_t compress_least;            // bytes (net::Compression)
  const net::StaticText& openapi;
  const net::StaticText& reference_page;
  std::span<const Operation> operations;
  const std::atomic<bool>& draining;
};

}  // namespace nsl::api
