// The tables of accounts on the Neo chain that the service signs for. src/outbox alone reads and writes them.

#include "storage/migration.h"

namespace nsl::storage {

// The key of an account is in the vault, under the account's name.
extern const Migration kNeoAccounts{
    6,
    "neo accounts",
    {
        R"(CREATE TABLE neo_accounts (
             owner TEXT NOT NULL,
             name TEXT NOT NULL,
             address TEXT NOT NULL,
             public_key TEXT NOT NULL,
             created_us {integer} NOT NULL,
             created_by TEXT NOT NULL,
             PRIMARY KEY (owner, name)
           ) {keyed_table})",

        // Each row has an authenticator (`mac`). contracts, methods: separated by blanks. expires_us: 0 for never.
        R"(CREATE TABLE neo_grants (
             id TEXT PRIMARY KEY,
             owner TEXT NOT NULL,
             account TEXT NOT NULL,
             address TEXT NOT NULL,
             function TEXT NOT NULL,
             function_hash TEXT NOT NULL,
             contracts TEXT NOT NULL,
             methods TEXT NOT NULL,
             scope TEXT NOT NULL,
             call_max_datoshi {integer} NOT NULL,
             day_max_datoshi {integer} NOT NULL,
             created_us {integer} NOT NULL,
             created_by TEXT NOT NULL,
             expires_us {integer} NOT NULL,
             mac TEXT NOT NULL
           ) {table})",
        "CREATE INDEX neo_grants_by_account ON neo_grants (owner, account)",
        "CREATE INDEX neo_grants_by_function ON neo_grants (owner, function)",
    }};

}  // namespace nsl::storage
