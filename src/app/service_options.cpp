#include "app/service_options.h"

#include "api/cors.h"
#include "app/identity_access.h"
#include "base/log.h"
#include "net/egress/address.h"
#include "vault/providers/tpm2.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

namespace nsl::app {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// TCG registry of reserved TPM 2.0 handles: 0x01800000 to 0x01bfffff are the owner's.
constexpr std::uint32_t kFirstOwnerIndex = 0x0180'0000;

std::unexpected<Error> wrong(std::string message, std::string_view setting) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), std::string(setting));
}

std::size_t count(const Setting<std::int64_t>& setting) { return static_cast<std::size_t>(setting.value()); }

auth::RateLimit two_seconds_of(const Setting<std::int64_t>& per_second) {
  const auto rate = static_cast<double>(per_second.value());
  return {.per_second = rate, .burst = 2 * rate};
}

bool is_loopback(const std::string& address, const in_addr& v4) {
  if (address.find(':') != std::string::npos) return address == "::1";
  return (ntohl(v4.s_addr) >> 24) == 127;
}

}  // namespace

Result<ListenAddress> parse_listen(std::string_view text) {
  constexpr std::string_view kForm = "write it like 127.0.0.1:8480 or [::1]:8480";
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong(fmt::format("\"{}\" has no port; {}", text, kForm), "http.listen");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);

  ListenAddress listen;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), listen.port);
  if (error != std::errc{} || end != port.data() + port.size()) {
    return wrong(fmt::format("\"{}\" is no port; {}", port, kForm), "http.listen");
  }
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  listen.address = host;
  in_addr v4{};
  in6_addr v6{};
  const bool valid = bracketed ? inet_pton(AF_INET6, listen.address.c_str(), &v6) == 1
                               : inet_pton(AF_INET, listen.address.c_str(), &v4) == 1;
  if (!valid) return wrong(fmt::format("\"{}\" is no IP address; {}", host, kForm), "http.listen");
  listen.loopback = is_loopback(listen.address, v4);
  return listen;
}

namespace {

// What the settings say about client certificates, into files that are good otherwise.
Status add_clients(const Settings& settings, net::tls::ServerFiles& files) {
  using net::tls::ClientCertificates;
  const std::string& mode = settings.http_client_certificates.value();
  const std::string& authorities = settings.http_client_ca.value();
  if (mode == "off") {
    if (authorities.empty()) return {};
    return wrong("http.client_ca is of no use while http.client_certificates is off", "http.client_certificates");
  }
  if (files.certificate_file.empty()) {
    return wrong(fmt::format("http.client_certificates = {} needs TLS: set http.tls_certificate and http.tls_key", mode),
                 "http.client_certificates");
  }
  if (authorities.empty()) {
    return wrong(fmt::format("http.client_certificates = {} needs http.client_ca: whose certificates to take", mode),
                 "http.client_ca");
  }
  files.clients = mode == "required" ? ClientCertificates::kRequired : ClientCertificates::kOptional;
  files.client_ca_file = authorities;
  return {};
}

}  // namespace

Result<net::ServerOptions> server_options(const Settings& settings) {
  NSL_TRY(const ListenAddress listen, parse_listen(settings.http_listen.value()));
  const std::string& certificate = settings.http_tls_certificate.value();
  const std::string& key = settings.http_tls_key.value();
  if (certificate.empty() != key.empty()) {
    return wrong("http.tls_certificate and http.tls_key go together", "http.tls_key");
  }
  if (!listen.loopback && certificate.empty() && !settings.http_allow_cleartext.value()) {
    return wrong(fmt::format("{} is not loopback and there is no TLS; set http.tls_certificate and http.tls_key, or "
                             "http.allow_cleartext behind a proxy that ends TLS",
                             listen.address),
                 "http.listen");
  }
  net::ServerOptions options{.address = listen.address, .port = listen.port};
  net::tls::ServerFiles files{.certificate_file = certificate, .key_file = key};
  NSL_TRY_VOID(add_clients(settings, files));
  if (!certificate.empty()) options.tls = std::move(files);
  options.connections_max = count(settings.http_connections_max);
  options.timeouts.header = duration_cast<milliseconds>(settings.http_header_timeout_ms.value());
  options.timeouts.body = duration_cast<milliseconds>(settings.http_body_timeout_ms.value());
  options.timeouts.idle = duration_cast<milliseconds>(settings.http_idle_timeout_ms.value());
  options.limits.body_bytes_max = settings.http_body_bytes_max.value();
  return options;
}

auth::RateLimit request_rate(const Settings& settings) { return two_seconds_of(settings.auth_requests_per_second); }

auth::RateLimit owner_request_rate(const Settings& settings) {
  return two_seconds_of(settings.auth_owner_requests_per_second);
}

auth::RateLimit function_request_rate(const Settings& settings) {
  return two_seconds_of(settings.auth_function_requests_per_second);
}

auth::RateLimit failure_rate(const Settings& settings) {
  const auto rate = static_cast<double>(settings.auth_failures_per_minute.value());
  return {.per_second = rate / 60, .burst = rate};
}

engine::Limits default_limits(const Settings& settings) {
  return {.memory = settings.limits_memory_bytes.value(),
          .cpu = settings.limits_cpu_ms.value(),
          .wall = settings.limits_wall_ms.value(),
          .host_calls = static_cast<std::uint32_t>(settings.limits_host_calls.value()),
          .input = settings.limits_input_bytes.value(),
          .output = settings.limits_output_bytes.value(),
          .logs = settings.limits_log_bytes.value()};
}

engine::Ceilings ceilings(const Settings& settings) {
  return {.memory = settings.ceilings_memory_bytes.value(),
          .cpu = settings.ceilings_cpu_ms.value(),
          .wall = settings.ceilings_wall_ms.value(),
          .host_calls = static_cast<std::uint32_t>(settings.ceilings_host_calls.value()),
          .input = settings.ceilings_input_bytes.value(),
          .output = settings.ceilings_output_bytes.value(),
          .logs = settings.ceilings_log_bytes.value()};
}

Status check_limits(const Settings& settings) {
  const auto check = [](const auto& standard, const auto& ceiling) -> Status {
    if (standard.value() <= ceiling.value()) return {};
    return fail(ErrorCode::kLimitTooHigh,
                fmt::format("{} ({}) is above {} ({})", standard.name(), standard.value_text(), ceiling.name(),
                            ceiling.value_text()),
                std::string(standard.name()));
  };
  NSL_TRY_VOID(check(settings.limits_memory_bytes, settings.ceilings_memory_bytes));
  NSL_TRY_VOID(check(settings.limits_cpu_ms, settings.ceilings_cpu_ms));
  NSL_TRY_VOID(check(settings.limits_wall_ms, settings.ceilings_wall_ms));
  NSL_TRY_VOID(check(settings.limits_host_calls, settings.ceilings_host_calls));
  NSL_TRY_VOID(check(settings.limits_input_bytes, settings.ceilings_input_bytes));
  NSL_TRY_VOID(check(settings.limits_output_bytes, settings.ceilings_output_bytes));
  return check(settings.limits_log_bytes, settings.ceilings_log_bytes);
}

Status check_environment(const Settings& settings) {
  if (settings.service_environment.value() != "production") return {};
  const auto refuse = [](const AnySetting& setting, std::string_view why) -> Status {
    return wrong(fmt::format("{} = {} is not for production: {}", setting.name(), setting.shown_value(), why),
                 std::string(setting.name()));
  };
  if (settings.http_allow_cleartext.value()) {
    return refuse(settings.http_allow_cleartext, "tokens and secrets would cross the network readable; use TLS up to "
                                                 "the service, or let the proxy reach it on loopback");
  }
  for (const std::string& text : settings.egress_allow_networks.value()) {
    NSL_TRY(const net::Network network, net::Network::parse(text));
    if (net::classify(network.base) != net::AddressClass::kLoopback && network.prefix_bits != 0) continue;
    return refuse(settings.egress_allow_networks,
                  "functions would reach this machine itself, the service and its neighbours on it");
  }
  if (settings.vault_unseal.value() == "file" && settings.vault_key_file.value().empty()) {
    return refuse(settings.vault_unseal, "the key would lie beside what it protects; set vault.key_file to another "
                                         "medium, or unseal with tpm2 or by hand");
  }
  if (!std::filesystem::path(settings.data_dir.value()).is_absolute()) {
    return refuse(settings.data_dir, "which folder it is would depend on where the service is started");
  }
  if (settings.log_level.value() == "off") return refuse(settings.log_level, "nobody would learn of failures");
  return {};
}

Status check_settings(const Settings& settings) {
  NSL_TRY_VOID(check_limits(settings));
  NSL_TRY_VOID(check_environment(settings));
  NSL_TRY_VOID(server_options(settings));
  NSL_TRY_VOID(vault_options(settings));
  NSL_TRY_VOID(check_identity_settings(settings));
  NSL_TRY_VOID(api::Cors::create(settings.api_cors_origins.value()));
  return {};
}

engine::PoolOptions worker_options(const Settings& settings) {
  engine::PoolOptions options;
  options.workers = count(settings.engine_workers);
  options.queued_max = count(settings.engine_queued_max);
  options.process.worker.slots_max = count(settings.engine_slots_per_worker);
  options.process.spin = settings.engine_spin_us.value();
  return options;
}

functions::NeoReads::Options neo_options(const Settings& settings, std::vector<std::string> nodes) {
  return {.nodes = std::move(nodes), .network = static_cast<std::uint32_t>(settings.neo_network.value())};
}

neo::NodePool::Options followed_pool_options(const Settings& settings, std::vector<std::string> nodes) {
  // The follower's end waits for an answer, so it must not take as long as others' may.
  constexpr milliseconds kTimeout{5'000};
  return {.urls = std::move(nodes),
          .network = static_cast<std::uint32_t>(settings.neo_network.value()),
          .timeout = kTimeout};
}

follower::EventLog::Options event_log_options(const Settings& settings) {
  return {.keep_blocks = static_cast<std::uint32_t>(settings.neo_events_keep_blocks.value()),
          .backfill_blocks = static_cast<std::uint32_t>(settings.neo_events_backfill_blocks.value())};
}

functions::Quota standard_quota(const Settings& settings) {
  return {.concurrent = static_cast<std::uint32_t>(settings.quotas_concurrent.value()),
          .cpu_per_month = std::chrono::seconds(settings.quotas_cpu_seconds.value()),
          .stored = settings.quotas_stored_bytes.value(),
          .functions = static_cast<std::uint64_t>(settings.quotas_functions.value())};
}

functions::Retention::Settings retention_settings(const Settings& settings) {
  return {.age = std::chrono::duration_cast<std::chrono::hours>(settings.executions_retention_days.value()),
          .per_function = static_cast<std::uint32_t>(settings.executions_retention_count.value())};
}

net::EgressOptions egress_options(const Settings& settings) {
  net::EgressOptions options;
  options.allow_networks = settings.egress_allow_networks.value();
  options.ca_file = settings.egress_ca_file.value();
  options.concurrent_max = count(settings.egress_concurrent_max);
  return options;
}

Result<std::uint32_t> parse_pcrs(const std::vector<std::string>& numbers) {
  std::uint32_t pcrs = 0;
  for (const std::string& text : numbers) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number >= vault::kPcrs)
      return wrong(fmt::format("\"{}\" is no PCR; they are 0 to 23", text), "vault.tpm2_pcrs");
    pcrs |= 1u << number;
  }
  if (pcrs == 0)
    return wrong("name at least one PCR; without any, whoever has the machine has the key", "vault.tpm2_pcrs");
  return pcrs;
}

Result<vault::VaultOptions> vault_options(const Settings& settings) {
  vault::VaultOptions options;
  options.tpm2 = settings.vault_tpm2.value();
  NSL_TRY(options.tpm2_pcrs, parse_pcrs(settings.vault_tpm2_pcrs.value()));
  if (!options.tpm2.empty()) {
    if (const Status good = check(vault::Tpm2Device{.tcti = options.tpm2}); !good)
      return wrong(good.error().message, "vault.tpm2");
  } else if (settings.vault_unseal.value() == "tpm2") {
    return wrong("vault.unseal = \"tpm2\" needs vault.tpm2, such as \"device:/dev/tpmrm0\"", "vault.tpm2");
  }
  options.tpm2_counter = static_cast<std::uint32_t>(settings.vault_tpm2_counter.value());
  options.tpm2_counter_pause = settings.vault_tpm2_counter_ms.value();
  if (options.tpm2_counter != 0 && options.tpm2_counter < kFirstOwnerIndex)
    return wrong("NV indices for owners begin at 0x01800000", "vault.tpm2_counter");
  if (options.tpm2_counter != 0 && options.tpm2.empty())
    return wrong("vault.tpm2_counter needs vault.tpm2, such as \"device:/dev/tpmrm0\"", "vault.tpm2");
  const std::string& key_file = settings.vault_key_file.value();
  options.key_file =
      key_file.empty() ? (std::filesystem::path(settings.data_dir.value()) / "root.key").string() : key_file;
  options.pkcs11_module = settings.vault_pkcs11_module.value();
  options.pkcs11_token = settings.vault_pkcs11_token.value();
  options.anchor_file = settings.vault_anchor_file.value();
  options.anchor_lost = settings.vault_anchor_lost.value();
  options.key_uses_max = static_cast<std::uint64_t>(settings.vault_key_uses_max.value());
  options.owner_key_age_max = duration_cast<std::chrono::hours>(settings.vault_owner_key_days.value());
  options.root_key_age_max = duration_cast<std::chrono::hours>(settings.vault_root_key_days.value());
  return options;
}

vault::SecretLimits secret_limits(const Settings& settings) {
  return {.value_max = settings.vault_value_bytes_max.value(),
          .per_owner_max = static_cast<std::uint64_t>(settings.vault_secrets_per_owner.value()),
          .keep_versions = static_cast<std::uint64_t>(settings.vault_keep_versions.value()),
          .no_reveal = settings.vault_no_reveal.value()};
}

std::string database_url(const Settings& settings) {
  if (!settings.storage_url.value().empty()) return settings.storage_url.value();
  return fmt::format("sqlite:{}/nsl.db", settings.data_dir.value());
}

std::filesystem::path token_file(const Settings& settings) {
  if (!settings.auth_token_file.value().empty()) return settings.auth_token_file.value();
  return std::filesystem::path(settings.data_dir.value()) / "token";
}

void configure_log(const Settings& settings) {
  using log::Format;
  using log::Level;
  constexpr std::pair<std::string_view, Level> kLevels[] = {{"debug", Level::kDebug},
                                                            {"info", Level::kInfo},
                                                            {"warn", Level::kWarn},
                                                            {"error", Level::kError},
                                                            {"off", Level::kOff}};
  Level level = Level::kInfo;
  for (const auto& [name, value] : kLevels) {
    if (name == settings.log_level.value()) level = value;
  }
  const std::string& format = settings.log_format.value();
  log::configure(level, format == "json" ? Format::kJson : format == "text" ? Format::kText : log::default_format());
}

void apply_dev_defaults(Settings& settings) {
  const auto status = settings.egress_allow_networks.set(std::vector<std::string>{"127.0.0.0/8", "::1/128"}, "nsl dev");
  static_cast<void>(status);  // a list of text is always taken
}

}  // namespace nsl::app
