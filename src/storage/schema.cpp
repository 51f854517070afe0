// The service's schema. Add a step at the end; never change one that has been released.
//
// Times are microseconds since 1970. An id is 128 bits, of which the upper half rises strictly within a gateway
// (base/id.h). That half alone is the key of functions and executions: with an integer key an execution costs 3 us to
// record, with a text key 5. Text that is absent is empty, not NULL.

#include "storage/migration.h"

namespace nsl::storage {

extern const Migration kVault;        // schema_vault.cpp
extern const Migration kVaultLedger;  // schema_vault.cpp
extern const Migration kNeoAccounts;  // schema_neo.cpp
extern const Migration kNeoTransactions;
extern const Migration kNeoEvents;  // schema_neo_events.cpp

namespace {

const Migration kFunctions{
    1,
    "functions",
    {
        // A removed function keeps its row, because its executions can still be read.
        R"(CREATE TABLE functions (
             key {integer} PRIMARY KEY,
             id TEXT NOT NULL UNIQUE,
             name TEXT NOT NULL,
             active_version {integer} NOT NULL,
             latest_version {integer} NOT NULL,
             created_us {integer} NOT NULL,
             updated_us {integer} NOT NULL,
             removed_us {integer}
           ) {table})",
        "CREATE UNIQUE INDEX functions_by_name ON functions (name) WHERE removed_us IS NULL",
        "CREATE INDEX functions_in_use ON functions (key) WHERE removed_us IS NULL",

        // The same text is stored once, however many versions and functions have it.
        "CREATE TABLE code_texts (hash TEXT PRIMARY KEY, text TEXT NOT NULL) {table}",

        R"(CREATE TABLE function_versions (
             function {integer} NOT NULL REFERENCES functions (key),
             number {integer} NOT NULL,
             hash TEXT NOT NULL,
             code_hash TEXT NOT NULL REFERENCES code_texts (hash),
             code_bytes {integer} NOT NULL,
             file_name TEXT NOT NULL,
             settings TEXT NOT NULL,
             description TEXT NOT NULL,
             note TEXT NOT NULL,
             created_us {integer} NOT NULL,
             PRIMARY KEY (function, number)
           ) {keyed_table})",
        "CREATE UNIQUE INDEX function_versions_by_hash ON function_versions (function, hash)",

        // Of bundles. Not content: the same code is the same version, whatever map it came with first.
        R"(CREATE TABLE source_maps (
             function {integer} NOT NULL,
             number {integer} NOT NULL,
             text TEXT NOT NULL,
             PRIMARY KEY (function, number)
           ) {keyed_table})",
    }};

const Migration kExecutions{
    2,
    "executions",
    {
        // status: 0 queued, 1 running, 2 succeeded, 3 failed, 4 timed_out, 5 memory_exceeded, 6 cancelled.
        // Long text comes last, so that reading the columns before it does not touch its pages. No REFERENCES: the
        // look-up would cost every row 0.3 us.
        R"(CREATE TABLE executions (
             key {integer} PRIMARY KEY,
             id_low {integer} NOT NULL,
             function {integer} NOT NULL,
             version {integer} NOT NULL,
             status {integer} NOT NULL,
             attempts {integer} NOT NULL,
             created_us {integer} NOT NULL,
             started_us {integer} NOT NULL,
             finished_us {integer} NOT NULL,
             cpu_us {integer} NOT NULL,
             wall_us {integer} NOT NULL,
             memory_bytes {integer} NOT NULL,
             host_calls {integer} NOT NULL,
             output_bytes {integer} NOT NULL,
             logs_dropped {integer} NOT NULL,
             trigger TEXT NOT NULL,
             limits TEXT NOT NULL,
             seed TEXT NOT NULL,
             error TEXT NOT NULL,
             input TEXT NOT NULL,
             output TEXT NOT NULL,
             logs TEXT NOT NULL,
             journal TEXT NOT NULL
           ) {table})",
        // The status lies in the index, so that filtering by it needs no look into the table.
        "CREATE INDEX executions_by_function ON executions (function, key, status)",
        // Most executions succeed, and those are not in the indexes below: they cost them nothing.
        "CREATE INDEX executions_not_succeeded ON executions (function, status, key) WHERE status <> 2",
        "CREATE INDEX executions_open ON executions (status, key) WHERE status < 2",
        "CREATE INDEX executions_with_logs ON executions (function, key) WHERE logs <> ''",

        R"(CREATE TABLE idempotency_keys (
             function {integer} NOT NULL,
             name TEXT NOT NULL,
             request_hash TEXT NOT NULL,
             execution {integer} NOT NULL,
             created_us {integer} NOT NULL,
             PRIMARY KEY (function, name)
           ) {keyed_table})",
        "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_us)",
        "CREATE INDEX idempotency_keys_by_execution ON idempotency_keys (execution)",
    }};

const Migration kAudit{
    3,
    "audit",
    {
        // `entry` is the text that was hashed (docs/reference/audit-format.md); the columns before it are for looking.
        R"(CREATE TABLE audit_entries (
             seq {integer} PRIMARY KEY,
             owner TEXT NOT NULL,
             owner_seq {integer} NOT NULL,
             time_us {integer} NOT NULL,
             action TEXT NOT NULL,
             outcome TEXT NOT NULL,
             secret TEXT NOT NULL,
             function TEXT NOT NULL,
             execution TEXT NOT NULL,
             entry TEXT NOT NULL
           ) {table})",
        "CREATE UNIQUE INDEX audit_entries_by_owner ON audit_entries (owner, owner_seq)",

        // The last entry of each owner's chain; "" stands for the chain over all owners.
        "CREATE TABLE audit_heads (owner TEXT PRIMARY KEY, seq {integer} NOT NULL, hash TEXT NOT NULL) {keyed_table}",

        "CREATE TABLE audit_segments (number {integer} PRIMARY KEY, last_seq {integer} NOT NULL, head TEXT NOT NULL) "
        "{table}",
        "CREATE UNIQUE INDEX audit_segments_by_end ON audit_segments (last_seq)",
    }};

const Migration kGrants{5,
                        "grants",
                        {
                            // Each row has an authenticator (`mac`); src/vault/grants.cpp alone reads and writes them.
                            // hosts: separated by blanks. expires_us: 0 for never.
                            R"(CREATE TABLE secret_grants (
             id TEXT PRIMARY KEY,
             owner TEXT NOT NULL,
             secret TEXT NOT NULL,
             secret_id TEXT NOT NULL,
             function TEXT NOT NULL,
             function_hash TEXT NOT NULL,
             hosts TEXT NOT NULL,
             exposure TEXT NOT NULL,
             created_us {integer} NOT NULL,
             created_by TEXT NOT NULL,
             expires_us {integer} NOT NULL,
             mac TEXT NOT NULL
           ) {table})",
                            "CREATE INDEX secret_grants_by_secret ON secret_grants (owner, secret)",
                        }};

const Migration kTokens{7,
                        "tokens",
                        {
                            // digest: SHA-256 of the token, in hex. scopes and networks: separated by blanks.
                            R"(CREATE TABLE tokens (
             id TEXT PRIMARY KEY,
             owner TEXT NOT NULL,
             name TEXT NOT NULL,
             digest TEXT NOT NULL UNIQUE,
             scopes TEXT NOT NULL,
             networks TEXT NOT NULL,
             created_us {integer} NOT NULL,
             created_by TEXT NOT NULL,
             expires_us {integer},
             used_us {integer},
             UNIQUE (owner, name)
           ) {keyed_table})",
                        }};

const Migration kExecutionTraces{11,
                                 "execution traces",
                                 {
                                     // W3C traceparent; empty for most.
                                     "ALTER TABLE executions ADD COLUMN trace TEXT NOT NULL DEFAULT ''",
                                 }};

const Migration kFunctionOwners{
    12,
    "owners of functions",
    {
        // There was one owner until then.
        "ALTER TABLE functions ADD COLUMN owner TEXT NOT NULL DEFAULT 'dev'",
        "DROP INDEX functions_by_name",
        "CREATE UNIQUE INDEX functions_by_name ON functions (owner, name) WHERE removed_us IS NULL",
        "DROP INDEX functions_in_use",
        "CREATE INDEX functions_in_use ON functions (owner, key) WHERE removed_us IS NULL",
    }};

const Migration kOwners{13,
                        "owners",
                        {
                            R"(CREATE TABLE owners (
             name TEXT PRIMARY KEY,
             display_name TEXT NOT NULL,
             created_us {integer} NOT NULL,
             created_by TEXT NOT NULL
           ) {keyed_table})",
                            R"(CREATE TABLE members (
             owner TEXT NOT NULL REFERENCES owners (name),
             identity TEXT NOT NULL,
             role TEXT NOT NULL,
             added_us {integer} NOT NULL,
             added_by TEXT NOT NULL,
             PRIMARY KEY (owner, identity)
           ) {keyed_table})",
                        }};

const Migration kOwnerUse{14,
                          "use of owners",
                          {
                              // 0 for as much as there is.
                              R"(CREATE TABLE owner_quotas (
             owner TEXT PRIMARY KEY,
             concurrent {integer} NOT NULL,
             cpu_seconds {integer} NOT NULL
           ) {keyed_table})",
                              // month: 202611
                              R"(CREATE TABLE owner_uses (
             owner TEXT NOT NULL,
             month {integer} NOT NULL,
             executions {integer} NOT NULL,
             cpu_us {integer} NOT NULL,
             PRIMARY KEY (owner, month)
           ) {keyed_table})",
                          }};

const Migration kTurns{15,
                       "turns of owners in the queue",
                       {
                           // Of executions that have not ended; empty for the others.
                           "ALTER TABLE executions ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
                           "UPDATE executions SET owner = (SELECT owner FROM functions WHERE key = executions.function) "
                           "WHERE status < 2",
                           "DROP INDEX executions_open",
                           "CREATE INDEX executions_open ON executions (status, owner, key) WHERE status < 2",
                       }};

const Migration kHoldings{16,
                          "holdings of owners",
                          {
                              // functions/holdings.h says what counts. Text in bytes, not in characters.
                              "ALTER TABLE executions ADD COLUMN stored_bytes {integer} NOT NULL DEFAULT 0",
                              "UPDATE executions SET stored_bytes = LENGTH(CAST(input || output || error || logs || journal AS BLOB)) "
                              "WHERE status > 1 OR trigger <> 'http'",
                              R"(CREATE TABLE owner_holdings (
             owner TEXT PRIMARY KEY,
             bytes {integer} NOT NULL,
             functions {integer} NOT NULL
           ) {keyed_table})",
                              R"(INSERT INTO owner_holdings (owner, bytes, functions)
             SELECT owner, SUM(bytes), SUM(functions) FROM (
               SELECT owner, 0 AS bytes, COUNT(*) AS functions FROM functions WHERE removed_us IS NULL GROUP BY owner
               UNION ALL
               SELECT f.owner, SUM(v.code_bytes), 0 FROM function_versions AS v JOIN functions AS f ON f.key = v.function
                 WHERE f.removed_us IS NULL GROUP BY f.owner
               UNION ALL
               SELECT f.owner, SUM(LENGTH(CAST(m.text AS BLOB))), 0 FROM source_maps AS m JOIN functions AS f ON f.key = m.function
                 WHERE f.removed_us IS NULL GROUP BY f.owner
               UNION ALL
               SELECT f.owner, SUM(e.stored_bytes), 0 FROM executions AS e JOIN functions AS f ON f.key = e.function GROUP BY f.owner
             ) GROUP BY owner)",
                              "ALTER TABLE owner_quotas ADD COLUMN stored_bytes {integer} NOT NULL DEFAULT 0",
                              "ALTER TABLE owner_quotas ADD COLUMN functions {integer} NOT NULL DEFAULT 0",
                          }};

const Migration kTokenIdentities{17,
                                 "identities of tokens",
                                 {
                                     // Whose word a token goes back to (auth/identities.h); empty: nobody's.
                                     "ALTER TABLE tokens ADD COLUMN identity TEXT NOT NULL DEFAULT ''",
                                     "UPDATE tokens SET identity = created_by WHERE created_by LIKE 'neo:%'",
                                     "UPDATE tokens SET identity = SUBSTR(created_by, 7) WHERE created_by LIKE 'token:jwt:%'",
                                     R"(UPDATE tokens SET identity = COALESCE((SELECT maker.identity FROM tokens AS maker
             WHERE maker.owner = tokens.owner AND tokens.created_by = 'token:' || maker.name), '') WHERE identity = '')",
                                 }};

}  // namespace

std::span<const Migration> schema() {
  static const std::vector<Migration> all{kFunctions,   kExecutions, kAudit,           kVault,     kGrants,
                                          kNeoAccounts, kTokens,     kNeoTransactions, kNeoEvents, kVaultLedger,
                                          kExecutionTraces, kFunctionOwners, kOwners, kOwnerUse, kTurns, kHoldings,
                                          kTokenIdentities};
  return all;
}

}  // namespace nsl::storage
