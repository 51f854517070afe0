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

// Transactions that the service sends. A row is there before the first send.
extern const Migration kNeoTransactions{
    8,
    "neo transactions",
    {
        // state: 0 pending, 1 sent, 2 final, 3 failed, 4 expired, 5 replaced, 6 rejected. bytes: base64, empty once it has
        // ended. execution, call: which host call asked for it. charges: "GRANT:DATOSHI", separated by blanks.
        R"(CREATE TABLE neo_transactions (
             seq {integer} PRIMARY KEY,
             hash TEXT NOT NULL UNIQUE,
             owner TEXT NOT NULL,
             account TEXT NOT NULL,
             state {integer} NOT NULL,
             network {integer} NOT NULL,
             prepared_at {integer} NOT NULL,
             valid_until {integer} NOT NULL,
             system_fee {integer} NOT NULL,
             network_fee {integer} NOT NULL,
             bytes TEXT NOT NULL,
             function TEXT NOT NULL,
             execution TEXT NOT NULL,
             call {integer} NOT NULL,
             digest TEXT NOT NULL,
             contract TEXT NOT NULL,
             method TEXT NOT NULL,
             charges TEXT NOT NULL,
             replaces TEXT NOT NULL,
             created_us {integer} NOT NULL,
             ended_us {integer} NOT NULL,
             block {integer} NOT NULL,
             gas_consumed {integer} NOT NULL,
             reason TEXT NOT NULL,
             result TEXT NOT NULL
           ) {table})",
        "CREATE INDEX neo_transactions_by_owner ON neo_transactions (owner, seq)",
        "CREATE UNIQUE INDEX neo_transactions_by_call ON neo_transactions (execution, call) WHERE execution <> ''",
        // With all that the sum of an account's fees needs.
        "CREATE INDEX neo_transactions_open ON neo_transactions (owner, account, system_fee, network_fee) "
        "WHERE state < 2",
        "CREATE INDEX neo_transactions_ended ON neo_transactions (ended_us) WHERE state >= 2",

        // What may have left by a grant, summed by the hour.
        R"(CREATE TABLE neo_spending (
             grant_id TEXT NOT NULL,
             hour {integer} NOT NULL,
             datoshi {integer} NOT NULL,
             PRIMARY KEY (grant_id, hour)
           ) {keyed_table})",
    }};

}  // namespace nsl::storage
