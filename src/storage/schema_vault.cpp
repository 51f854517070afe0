// The vault's tables. Every row has `mac`, an authenticator over all its other columns
// (docs/reference/vault-format.md); what is encrypted is base64url. Rows are written and read by src/vault alone.

#include "storage/migration.h"

namespace nsl::storage {

extern const Migration kVault{
    4,
    "vault",
    {
        R"(CREATE TABLE vault_state (
               id {integer} PRIMARY KEY,
               vault TEXT NOT NULL,
               epoch {integer} NOT NULL,
               anchored {integer} NOT NULL,
               owner_keys_from_us {integer} NOT NULL,
               sum TEXT NOT NULL,
               mac TEXT NOT NULL
             ) {table})",

        // state: 0 active, 1 retiring; likewise in vault_keys.
        R"(CREATE TABLE vault_root_keys (
               number {integer} PRIMARY KEY,
               id TEXT NOT NULL,
               state {integer} NOT NULL,
               uses {integer} NOT NULL,
               to_move {integer} NOT NULL,
               created_us {integer} NOT NULL,
               mac TEXT NOT NULL
             ) {table})",

        // A root key as one provider keeps it.
        R"(CREATE TABLE vault_seals (
               root {integer} NOT NULL,
               provider TEXT NOT NULL,
               sealed TEXT NOT NULL,
               created_us {integer} NOT NULL,
               mac TEXT NOT NULL,
               PRIMARY KEY (root, provider)
             ) {keyed_table})",

        // Keys of owners; the owner "" is the service itself.
        R"(CREATE TABLE vault_keys (
               serial {integer} PRIMARY KEY,
               owner TEXT NOT NULL,
               number {integer} NOT NULL,
               id TEXT NOT NULL,
               state {integer} NOT NULL,
               root {integer} NOT NULL,
               uses {integer} NOT NULL,
               to_move {integer} NOT NULL,
               created_us {integer} NOT NULL,
               wrapped TEXT NOT NULL,
               mac TEXT NOT NULL
             ) {table})",
        "CREATE UNIQUE INDEX vault_keys_by_owner ON vault_keys (owner, number)",
        "CREATE INDEX vault_keys_by_root ON vault_keys (root)",
        "CREATE INDEX vault_keys_retiring ON vault_keys (serial) WHERE state = 1",
        "CREATE INDEX vault_keys_by_age ON vault_keys (created_us) WHERE state = 0",

        // state: 0 enabled, 1 disabled.
        R"(CREATE TABLE secrets (
               id TEXT PRIMARY KEY,
               owner TEXT NOT NULL,
               name TEXT NOT NULL,
               description TEXT NOT NULL,
               tags TEXT NOT NULL,
               labels TEXT NOT NULL,
               state {integer} NOT NULL,
               current {integer} NOT NULL,
               latest {integer} NOT NULL,
               revision {integer} NOT NULL,
               keep {integer} NOT NULL,
               created_us {integer} NOT NULL,
               updated_us {integer} NOT NULL,
               expires_us {integer},
               used_us {integer},
               mac TEXT NOT NULL
             ) {keyed_table})",
        "CREATE UNIQUE INDEX secrets_by_name ON secrets (owner, name)",

        // state: 0 enabled, 1 disabled, 2 deleted, 3 destroyed.
        R"(CREATE TABLE secret_versions (
               secret TEXT NOT NULL,
               number {integer} NOT NULL,
               state {integer} NOT NULL,
               owner_key {integer} NOT NULL,
               value_bytes {integer} NOT NULL,
               created_us {integer} NOT NULL,
               created_by TEXT NOT NULL,
               key_id TEXT NOT NULL,
               wrapped TEXT NOT NULL,
               value_digest TEXT NOT NULL,
               mac TEXT NOT NULL,
               PRIMARY KEY (secret, number)
             ) {keyed_table})",
        "CREATE INDEX secret_versions_by_key ON secret_versions (owner_key) WHERE owner_key > 0",

        // Apart from the versions, so that rotating a key does not write the values anew.
        R"(CREATE TABLE secret_values (
               secret TEXT NOT NULL,
               number {integer} NOT NULL,
               value TEXT NOT NULL,
               PRIMARY KEY (secret, number)
             ) {keyed_table})",
    }};

// Grants become rows that the sum over all rows knows. Those from before are not in it and are to be granted again.
extern const Migration kVaultLedger{
    10,
    "vault ledger",
    {
        "DELETE FROM secret_grants",

        // Where the counter in a TPM stands (src/vault/tpm_anchor.h).
        R"(CREATE TABLE vault_counter (
               id {integer} PRIMARY KEY,
               epoch {integer} NOT NULL,
               value {integer} NOT NULL,
               mac TEXT NOT NULL
             ) {table})",
    }};

}  // namespace nsl::storage
