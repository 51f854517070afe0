// What the follower of the Neo chain keeps. Rows are written and read by src/follower alone.

#include "storage/migration.h"

namespace nsl::storage {

extern const Migration kNeoEvents{9,
                                  "neo_events",
                                  {
                                      // How far each subscriber is: the next block, and the hash of the one before it.
                                      R"(CREATE TABLE neo_followers (
               name TEXT PRIMARY KEY,
               network {integer} NOT NULL,
               next {integer} NOT NULL,
               previous TEXT NOT NULL,
               updated_us {integer} NOT NULL
             ) {keyed_table})",

                                      R"(CREATE TABLE neo_blocks (
               height {integer} PRIMARY KEY,
               hash TEXT NOT NULL,
               time_ms {integer} NOT NULL,
               transactions {integer} NOT NULL
             ) {table})",

                                      // place: of the event in its block. tx is empty for what the block itself did.
                                      R"(CREATE TABLE neo_events (
               height {integer} NOT NULL,
               place {integer} NOT NULL,
               contract TEXT NOT NULL,
               name TEXT NOT NULL,
               tx TEXT NOT NULL,
               state TEXT NOT NULL,
               PRIMARY KEY (height, place)
             ) {keyed_table})",
                                      "CREATE INDEX neo_events_by_contract ON neo_events (contract, height, place)",

                                      // Whom a transfer took from and gave to.
                                      R"(CREATE TABLE neo_event_accounts (
               account TEXT NOT NULL,
               height {integer} NOT NULL,
               place {integer} NOT NULL,
               PRIMARY KEY (account, height, place)
             ) {keyed_table})",
                                      "CREATE INDEX neo_event_accounts_by_height ON neo_event_accounts (height)",
                                  }};

}  // namespace nsl::storage
