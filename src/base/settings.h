#pragma once
// Settings: everything an operator can choose about the service, and where the choices come from.
//
// A flag wins over an environment variable, which wins over the configuration file (TOML), which wins over the
// default. A name nobody knows is an error with a suggestion, wherever it stands.

#include "base/setting.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nsl {

// clang-format off: a table, two to four lines a row
struct Settings : SettingGroup {
  Setting<std::string> service_environment{*this, {.name = "service.environment", .standard = "development",
      .choices = {"development", "staging", "production"},
      .explanation = "What the service is for. production: settings that are good for trying things out only are refused "
                     "at start, each with the reason. It changes nothing else."}};
  Setting<std::string> http_listen{*this, {.name = "http.listen", .standard = "127.0.0.1:8480",
      .explanation = "Address and port to serve on. Port 0 takes a free one. An address that is not loopback needs TLS, or "
                     "http.allow_cleartext."}};
  Setting<bool> http_allow_cleartext{*this, {.name = "http.allow_cleartext", .standard = false,
      .explanation = "Serve without TLS on an address that is not loopback, behind a proxy that ends TLS. Tokens cross "
                     "that network readable."}};
  Setting<std::string> http_tls_certificate{*this, {.name = "http.tls_certificate",
      .explanation = "File with the certificate chain (PEM). Together with http.tls_key it turns TLS on."}};
  Setting<std::string> http_tls_key{*this, {.name = "http.tls_key",
      .explanation = "File with the private key (PEM) of http.tls_certificate."}};
  Setting<std::string> http_client_certificates{*this, {.name = "http.client_certificates", .standard = "off",
      .choices = {"off", "optional", "required"},
      .explanation = "Whether clients are asked for a certificate, which is an identity (mtls:…) like a JSON Web Token's "
                     "subject. optional: who has none shows a token. required: who has none gets no connection, health "
                     "checks and metrics included. Needs TLS and http.client_ca."}};
  Setting<std::string> http_client_ca{*this, {.name = "http.client_ca",
      .explanation = "File with the authorities whose client certificates are taken (PEM); no others are. A change needs a "
                     "restart, as one of http.tls_certificate does."}};
  Setting<ByteCount> http_body_bytes_max{*this, {.name = "http.body_bytes_max", .standard = 8_MiB, .least = 1_KiB,
      .most = 64_MiB, .unit = SettingUnit::kBytes,
      .explanation = "The largest request body that is read; more is answered with 413."}};
  Setting<std::chrono::microseconds> http_header_timeout_ms{*this, {.name = "http.header_timeout_ms",
      .standard = std::chrono::seconds(10), .least = std::chrono::milliseconds(100), .most = std::chrono::minutes(10),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "How long a client may take to send the header of a request."}};
  Setting<std::chrono::microseconds> http_body_timeout_ms{*this, {.name = "http.body_timeout_ms",
      .standard = std::chrono::seconds(60), .least = std::chrono::milliseconds(100), .most = std::chrono::minutes(10),
      .unit = SettingUnit::kMilliseconds, .explanation = "How long a client may take to send the body of a request."}};
  Setting<std::chrono::microseconds> http_idle_timeout_ms{*this, {.name = "http.idle_timeout_ms",
      .standard = std::chrono::seconds(75), .least = std::chrono::milliseconds(100), .most = std::chrono::hours(1),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "How long a connection without a request is kept open."}};
  Setting<std::int64_t> http_connections_max{*this, {.name = "http.connections_max", .standard = 4096, .least = 1,
      .most = 1'000'000,
      .explanation = "Connections open at once. Above it the one that is idle for longest makes room, else new ones "
                     "wait."}};
  Setting<std::chrono::microseconds> http_drain_timeout_ms{*this, {.name = "http.drain_timeout_ms",
      .standard = std::chrono::seconds(30), .least = std::chrono::milliseconds(0), .most = std::chrono::minutes(15),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "How long requests under way may take to end after SIGTERM, before they are cut off."}};

  Setting<ByteCount> http_compress_bytes_min{*this, {.name = "http.compress_bytes_min", .standard = 1_KiB, .least = 0_KiB,
      .most = 4_MiB, .unit = SettingUnit::kBytes,
      .explanation = "Answers from this size on are compressed (gzip) for clients that take it; never those that may hold "
                     "secrets or what functions gave. 0: none, for a proxy that does it."}};

  Setting<std::vector<std::string>> api_cors_origins{*this, {.name = "api.cors_origins",
      .explanation = "Origins whose pages may call the API from a browser, such as https://app.example.com; * is any. None: "
                     "no page may. Cookies are never taken, so a page needs a token to get anything."}};

  Setting<std::string> data_dir{*this, {.name = "data.dir", .standard = ".nsl",
      .explanation = "Folder for everything the service keeps. It is made when missing, readable by its owner only."}};
  Setting<std::string> storage_url{*this, {.name = "storage.url", .sensitivity = Sensitivity::kSecret,
      .explanation = "Database, such as sqlite:PATH. Empty: sqlite, nsl.db in data.dir."}};

  Setting<std::int64_t> engine_workers{*this, {.name = "engine.workers", .standard = 0, .least = 0, .most = 256,
      .explanation = "Sandbox processes that run functions. 0: one for each core."}};
  Setting<std::int64_t> engine_slots_per_worker{*this, {.name = "engine.slots_per_worker", .standard = 64, .least = 1,
      .most = 1024, .explanation = "Executions one worker holds at once, waiting ones included."}};
  Setting<std::int64_t> engine_queued_max{*this, {.name = "engine.queued_max", .standard = 10'000, .least = 1,
      .most = 1'000'000, .explanation = "Executions under way at once in all workers together; more are refused with 429."}};
  Setting<std::chrono::microseconds> engine_spin_us{*this, {.name = "engine.spin_us",
      .standard = std::chrono::microseconds(50), .least = std::chrono::microseconds(0),
      .most = std::chrono::microseconds(10'000), .unit = SettingUnit::kMicroseconds,
      .explanation = "How long gateway and worker look for the next message before they sleep. Lower saves CPU, "
                     "higher saves latency."}};

  // What a function gets that asks for nothing.
  Setting<ByteCount> limits_memory_bytes{*this, {.name = "limits.memory_bytes", .standard = 64_MiB, .least = 4_MiB,
      .most = 2_GiB, .unit = SettingUnit::kBytes, .explanation = "Default memory of one execution."}};
  Setting<std::chrono::microseconds> limits_cpu_ms{*this, {.name = "limits.cpu_ms",
      .standard = std::chrono::seconds(1), .least = std::chrono::milliseconds(1), .most = std::chrono::hours(1),
      .unit = SettingUnit::kMilliseconds, .explanation = "Default computing time of one execution."}};
  Setting<std::chrono::microseconds> limits_wall_ms{*this, {.name = "limits.wall_ms",
      .standard = std::chrono::seconds(30), .least = std::chrono::milliseconds(1), .most = std::chrono::hours(24),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "Default time from start to end of one execution, waiting included."}};
  Setting<std::int64_t> limits_host_calls{*this, {.name = "limits.host_calls", .standard = 100, .least = 0,
      .most = 100'000, .explanation = "Default number of calls to the outside (fetch and timers) of one execution."}};
  Setting<ByteCount> limits_input_bytes{*this, {.name = "limits.input_bytes", .standard = 1_MiB, .least = 1_KiB,
      .most = 8_MiB, .unit = SettingUnit::kBytes, .explanation = "Default size of an execution's input."}};
  Setting<ByteCount> limits_output_bytes{*this, {.name = "limits.output_bytes", .standard = 1_MiB, .least = 1_KiB,
      .most = 8_MiB, .unit = SettingUnit::kBytes, .explanation = "Default size of an execution's output."}};
  Setting<ByteCount> limits_log_bytes{*this, {.name = "limits.log_bytes", .standard = 256_KiB, .least = 0_KiB,
      .most = 8_MiB, .unit = SettingUnit::kBytes,
      .explanation = "Default size of what an execution may log; the rest is dropped and counted."}};

  // The most that a function may ask for.
  Setting<ByteCount> ceilings_memory_bytes{*this, {.name = "ceilings.memory_bytes", .standard = 512_MiB,
      .least = 4_MiB, .most = 2_GiB, .unit = SettingUnit::kBytes, .explanation = "The most memory a function may ask for."}};
  Setting<std::chrono::microseconds> ceilings_cpu_ms{*this, {.name = "ceilings.cpu_ms",
      .standard = std::chrono::minutes(1), .least = std::chrono::milliseconds(1), .most = std::chrono::hours(1),
      .unit = SettingUnit::kMilliseconds, .explanation = "The most computing time a function may ask for."}};
  Setting<std::chrono::microseconds> ceilings_wall_ms{*this, {.name = "ceilings.wall_ms",
      .standard = std::chrono::minutes(15), .least = std::chrono::milliseconds(1), .most = std::chrono::hours(24),
      .unit = SettingUnit::kMilliseconds, .explanation = "The longest a function may ask to take."}};
  Setting<std::int64_t> ceilings_host_calls{*this, {.name = "ceilings.host_calls", .standard = 1'000, .least = 0,
      .most = 100'000, .explanation = "The most calls to the outside a function may ask for."}};
  Setting<ByteCount> ceilings_input_bytes{*this, {.name = "ceilings.input_bytes", .standard = 8_MiB, .least = 1_KiB,
      .most = 8_MiB, .unit = SettingUnit::kBytes, .explanation = "The largest input a function may ask for."}};
  Setting<ByteCount> ceilings_output_bytes{*this, {.name = "ceilings.output_bytes", .standard = 8_MiB, .least = 1_KiB,
      .most = 8_MiB, .unit = SettingUnit::kBytes, .explanation = "The largest output a function may ask for."}};
  Setting<ByteCount> ceilings_log_bytes{*this, {.name = "ceilings.log_bytes", .standard = 4_MiB, .least = 0_KiB,
      .most = 8_MiB, .unit = SettingUnit::kBytes, .explanation = "The most log text a function may ask for."}};

  Setting<std::vector<std::string>> egress_allow_networks{*this, {.name = "egress.allow_networks",
      .explanation = "Networks that functions may reach although they are not public, such as \"10.1.0.0/16\"."}};
  Setting<std::string> egress_ca_file{*this, {.name = "egress.ca_file",
      .explanation = "File with the certificates (PEM) of the authorities that functions trust; empty: the system's."}};
  Setting<std::int64_t> egress_concurrent_max{*this, {.name = "egress.concurrent_max", .standard = 256, .least = 1,
      .most = 10'000, .explanation = "Requests of functions to the outside at once; more wait."}};

  Setting<std::int64_t> executions_asynchronous_max{*this, {.name = "executions.asynchronous_max", .standard = 64,
      .least = 1, .most = 10'000, .explanation = "Asynchronous executions that run at once; the others wait in the database."}};
  Setting<std::chrono::microseconds> executions_retention_days{*this, {.name = "executions.retention_days",
      .standard = std::chrono::days(30), .least = std::chrono::hours(1), .most = std::chrono::days(3650),
      .unit = SettingUnit::kDays, .explanation = "How long records of ended executions are kept."}};
  Setting<std::int64_t> executions_retention_count{*this, {.name = "executions.retention_count", .standard = 10'000,
      .least = 1, .most = 100'000'000,
      .explanation = "How many records of ended executions are kept for each function; the oldest go first."}};

  // Of each owner that has no quota of its own; 0 is as much as there is.
  Setting<std::int64_t> quotas_concurrent{*this, {.name = "quotas.concurrent", .standard = 0, .least = 0,
      .most = 1'000'000, .explanation = "Executions that an owner may have under way when one more is to begin; 0: any number."}};
  Setting<std::int64_t> quotas_cpu_seconds{*this, {.name = "quotas.cpu_seconds", .standard = 0, .least = 0,
      .most = 1'000'000'000, .explanation = "Computing time of an owner's functions in a month, in seconds; 0: any."}};
  Setting<ByteCount> quotas_stored_bytes{*this, {.name = "quotas.stored_bytes", .standard = 0_KiB, .least = 0_KiB,
      .most = ByteCount{std::uint64_t{1} << 50}, .unit = SettingUnit::kBytes,
      .explanation = "Code of an owner's functions and what is kept of their executions, together; 0: any."}};
  Setting<std::int64_t> quotas_functions{*this, {.name = "quotas.functions", .standard = 0, .least = 0,
      .most = 1'000'000'000, .explanation = "Functions that an owner may have; 0: any number."}};

  Setting<std::vector<std::string>> neo_rpc{*this, {.name = "neo.rpc",
      .explanation = "Neo nodes to use (JSON-RPC), such as \"http://127.0.0.1:10332\". With several, the best one that "
                     "answers is asked."}};
  Setting<std::int64_t> neo_network{*this, {.name = "neo.network", .standard = 0, .least = 0, .most = 4'294'967'295,
      .explanation = "Magic number of the Neo network. Nodes of another one are not used. 0: the network of the first "
                     "node that answers."}};
  Setting<std::vector<std::string>> neo_websocket{*this, {.name = "neo.websocket", .standard = {"auto"},
      .explanation = "Where Neo nodes announce new blocks, so that they need not be waited for: WebSockets such as "
                     "\"ws://127.0.0.1:10332/ws\", or wss for TLS. \"auto\": those of the nodes of neo.rpc, if they have one. "
                     "\"off\": none. Without, nodes are asked twice a second."}};
  Setting<std::int64_t> neo_events_keep_blocks{*this, {.name = "neo.events_keep_blocks", .standard = 100'000, .least = 100,
      .most = 10'000'000, .explanation = "How many of the last blocks' events are kept here to be asked for."}};
  Setting<std::int64_t> neo_events_backfill_blocks{*this, {.name = "neo.events_backfill_blocks", .standard = 1'000,
      .least = 0, .most = 10'000'000,
      .explanation = "How many of the blocks that are there already are read when the chain is followed for the first "
                     "time."}};

  Setting<std::string> vault_unseal{*this, {.name = "vault.unseal", .standard = "file", .choices = {"file", "tpm2", "manual"},
      .explanation = "How the vault is unsealed at start. file: with the key in vault.key_file, made when there is no "
                     "vault yet. tpm2: by the chip of vault.tpm2. manual: it stays sealed until `nsl vault unseal`."}};
  Setting<std::string> vault_key_file{*this, {.name = "vault.key_file",
      .explanation = "File with the key that keeps the root key. Empty: root.key in data.dir, where a copy of the folder "
                     "has everything; put it on another medium where that matters."}};
  Setting<std::string> vault_pkcs11_module{*this, {.name = "vault.pkcs11_module",
      .explanation = "Path of the module of a PKCS#11 token (a hardware security module) that may keep the root key."}};
  Setting<std::string> vault_pkcs11_token{*this, {.name = "vault.pkcs11_token",
      .explanation = "Label of that token."}};
  Setting<std::string> vault_tpm2{*this, {.name = "vault.tpm2",
      .explanation = "A TPM 2.0 that may keep the root key, such as \"device:/dev/tpmrm0\". Needs tpm2-tss. Empty: none."}};
  Setting<std::vector<std::string>> vault_tpm2_pcrs{*this, {.name = "vault.tpm2_pcrs", .standard = {"7"},
      .explanation = "Platform configuration registers (0 to 23, SHA-256) that must be as they were for the TPM to give "
                     "the root key. 7: secure boot; 4, 8 and 9: boot loader and kernel. `nsl vault add tpm2` seals anew."}};
  Setting<std::string> vault_anchor_file{*this, {.name = "vault.anchor_file",
      .explanation = "File that remembers the newest change of the vault, outside data.dir, so that an older copy of the "
                     "database is noticed. Empty: none."}};
  Setting<bool> vault_anchor_lost{*this, {.name = "vault.anchor_lost", .standard = false,
      .explanation = "Make the anchors anew, the file when it is missing. To be set for one start."}};
  Setting<std::int64_t> vault_tpm2_counter{*this, {.name = "vault.tpm2_counter", .standard = 0, .least = 0,
      .most = 0x01bf'ffff,
      .explanation = "NV index of a counter in the TPM, which is made there, so that an older copy of the database is "
                     "noticed; from 0x01800000 (25165824), and not used by anything else. 0: none."}};
  Setting<std::chrono::microseconds> vault_tpm2_counter_ms{*this, {.name = "vault.tpm2_counter_ms",
      .standard = std::chrono::minutes(5), .least = std::chrono::seconds(1), .most = std::chrono::hours(24),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "How often it counts at most while there are changes. What was changed since can be taken back "
                     "unnoticed; the memory of a TPM bears some 100,000 counts."}};
  Setting<std::chrono::microseconds> vault_owner_key_days{*this, {.name = "vault.owner_key_days",
      .standard = std::chrono::days(90), .least = std::chrono::days(0), .most = std::chrono::days(3650),
      .unit = SettingUnit::kDays, .explanation = "Age at which an owner's key is replaced by itself. 0: never."}};
  Setting<std::chrono::microseconds> vault_root_key_days{*this, {.name = "vault.root_key_days",
      .standard = std::chrono::days(365), .least = std::chrono::days(0), .most = std::chrono::days(3650),
      .unit = SettingUnit::kDays, .explanation = "Age at which the root key is replaced by itself. 0: never."}};
  Setting<std::int64_t> vault_key_uses_max{*this, {.name = "vault.key_uses_max", .standard = 3'865'470'566,
      .least = 1'000'000, .most = 3'865'470'566,
      .explanation = "A key is replaced before it has encrypted more often. AES-GCM allows 2^32; a tenth is kept back."}};
  Setting<ByteCount> vault_value_bytes_max{*this, {.name = "vault.value_bytes_max", .standard = 64_KiB, .least = 1_KiB,
      .most = 1_MiB, .unit = SettingUnit::kBytes, .explanation = "The largest value of a secret."}};
  Setting<std::int64_t> vault_secrets_per_owner{*this, {.name = "vault.secrets_per_owner", .standard = 1'000,
      .least = 1, .most = 1'000'000, .explanation = "How many secrets an owner may have."}};
  Setting<std::int64_t> vault_keep_versions{*this, {.name = "vault.keep_versions", .standard = 10, .least = 1,
      .most = 100, .explanation = "How many versions of a secret are kept that does not say."}};
  Setting<std::vector<std::string>> vault_no_reveal{*this, {.name = "vault.no_reveal",
      .explanation = "Owners whose values are never shown to people; \"*\": nobody's are."}};
  Setting<std::chrono::microseconds> audit_retention_days{*this, {.name = "audit.retention_days",
      .standard = std::chrono::days(0), .least = std::chrono::days(0), .most = std::chrono::days(36'500),
      .unit = SettingUnit::kDays,
      .explanation = "How long entries of the audit log are kept; export them before. 0: for ever. What is left can still "
                     "be verified."}};
  Setting<std::chrono::microseconds> audit_sign_in_window_ms{*this, {.name = "audit.sign_in_window_ms",
      .standard = std::chrono::minutes(5), .least = std::chrono::seconds(1), .most = std::chrono::hours(1),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "Failed sign-ins of an address within this time are one entry of the audit log."}};
  Setting<std::string> devchain_listen{*this, {.name = "devchain.listen", .standard = "127.0.0.1:0",
      .explanation = "Address of the development chain's JSON-RPC, which `nsl dev` starts. Loopback only; port 0 takes a "
                     "free one."}};
  Setting<std::chrono::microseconds> devchain_block_time_ms{*this, {.name = "devchain.block_time_ms",
      .standard = std::chrono::microseconds(0), .least = std::chrono::microseconds(0), .most = std::chrono::minutes(10),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "Time between blocks of the development chain. 0: a block as soon as a transaction waits, and only "
                     "then."}};

  Setting<std::string> log_level{*this, {.name = "log.level", .standard = "info",
      .choices = {"debug", "info", "warn", "error", "off"}, .explanation = "The least important log lines to write."}};
  Setting<std::string> log_format{*this, {.name = "log.format", .standard = "auto", .choices = {"auto", "json", "text"},
      .explanation = "Form of log lines on stderr. auto: text on a terminal, JSON otherwise."}};

  Setting<std::int64_t> auth_requests_per_second{*this, {.name = "auth.requests_per_second", .standard = 0, .least = 0,
      .most = 1'000'000,
      .explanation = "Requests a second that one token may make, on average; more are refused with 429. A burst may have "
                     "those of two seconds. 0: no bound."}};
  Setting<std::int64_t> auth_owner_requests_per_second{*this, {.name = "auth.owner_requests_per_second", .standard = 0,
      .least = 0, .most = 1'000'000,
      .explanation = "Requests a second that all tokens, sessions and certificates of one owner may make together, on "
                     "average; more are refused with 429. A burst may have those of two seconds. 0: no bound."}};
  Setting<std::int64_t> auth_function_requests_per_second{*this, {.name = "auth.function_requests_per_second", .standard = 0,
      .least = 0, .most = 1'000'000,
      .explanation = "Invocations a second of one function, by whomever and waited for or not, on average; more are refused "
                     "with 429. A burst may have those of two seconds. 0: no bound."}};
  Setting<std::int64_t> auth_failures_per_minute{*this, {.name = "auth.failures_per_minute", .standard = 60, .least = 0,
      .most = 1'000'000,
      .explanation = "Requests a minute without a valid token that one address may make; then every request from it is "
                     "refused with 429 for a while. Loopback addresses are not counted, since a proxy may stand there. "
                     "0: no bound."}};
  Setting<std::vector<std::string>> auth_jwt_issuers{*this, {.name = "auth.jwt_issuers",
      .explanation = "Issuers whose JSON Web Tokens are taken: the issuer as its tokens name it, such as "
                     "\"https://id.example.com\", whose keys are found by OpenID Connect Discovery; or the issuer, a blank "
                     "and the URL of its key set. By https, from loopback also by http. An issuer in a private network "
                     "needs egress.allow_networks."}};
  Setting<std::vector<std::string>> auth_jwt_audience{*this, {.name = "auth.jwt_audience",
      .explanation = "Whom those tokens must be for (\"aud\"): one of these. Needed with auth.jwt_issuers."}};
  Setting<std::chrono::microseconds> auth_jwt_clock_skew_ms{*this, {.name = "auth.jwt_clock_skew_ms",
      .standard = std::chrono::seconds(60), .least = std::chrono::seconds(0), .most = std::chrono::minutes(5),
      .unit = SettingUnit::kMilliseconds, .explanation = "How far an issuer's clock may be off."}};
  Setting<std::chrono::microseconds> auth_jwt_refresh_ms{*this, {.name = "auth.jwt_refresh_ms",
      .standard = std::chrono::minutes(10), .least = std::chrono::minutes(1), .most = std::chrono::hours(24),
      .unit = SettingUnit::kMilliseconds,
      .explanation = "Age at which an issuer's keys are fetched again: for so long a key that it has withdrawn is taken."}};
  Setting<bool> auth_jwt_single_use{*this, {.name = "auth.jwt_single_use", .standard = false,
      .explanation = "Take each of those tokens for one request only. They then need an id and a time of issue (\"jti\", "
                     "\"iat\") after the service's start. For programs that get a token for each request."}};
  Setting<std::vector<std::string>> auth_identities{*this, {.name = "auth.identities",
      .explanation = "Who gets in by another's word, and as what: \"mtls:KIND:NAME=ROLE\", \"jwt:ISSUER#SUBJECT=ROLE\", \"jwt:ISSUER#*=ROLE\" for "
                     "every subject of an issuer, \"neo:ADDRESS=ROLE\" for the holder of a Neo wallet. Roles: owner, admin, "
                     "developer, operator, auditor. Empty: nobody."}};
  Setting<std::string> auth_sign_in_domain{*this, {.name = "auth.sign_in_domain",
      .explanation = "Name of this service that people read in their Neo wallet when they sign in, such as "
                     "\"nsl.example.org\". A signature for another one is of no use here. Empty: the address of the service."}};
  Setting<std::chrono::microseconds> auth_sign_in_ms{*this, {.name = "auth.sign_in_ms",
      .standard = std::chrono::hours(12), .least = std::chrono::minutes(1), .most = std::chrono::hours(24 * 30),
      .unit = SettingUnit::kMilliseconds, .explanation = "How long the token holds that one gets for signing in."}};
  Setting<std::string> auth_token_file{*this, {.name = "auth.token_file",
      .explanation = "File with the bearer token that is accepted. Empty: token in data.dir. It is made when missing."}};
};
// clang-format on

inline constexpr ByteCount kSettingsFileMax = 1_MiB;

// Where values come from, weakest first. Nothing is read from the process itself, so tests can say what there is.
struct SettingSources {
  std::string file_name{};                                         // for messages
  std::optional<std::string> file_text{};                          // TOML
  std::vector<std::pair<std::string, std::string>> environment{};  // all variables; NSL_SECTION__KEY are looked at
  std::vector<std::pair<std::string, std::string>> flags{};        // setting name and value
};

// Fills the settings. Gives everything that is wrong, not only the first thing; empty: all is well.
std::vector<Error> load_settings(Settings& settings, const SettingSources& sources);

// The variables of this process.
std::vector<std::pair<std::string, std::string>> process_environment();

}  // namespace nsl
