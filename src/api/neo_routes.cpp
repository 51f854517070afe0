#include "api/neo_routes.h"

#include "api/examples.h"
#include "api/handlers/neo_accounts.h"
#include "api/handlers/neo_events.h"
#include "api/handlers/neo_transactions.h"
#include "api/neo_examples.h"

namespace nsl::api {
namespace {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

void add_accounts(std::vector<Operation>& table) {
  table.push_back(blocking<&add_account>({
      .method = Method::kPost,
      .path = "/v1/neo/accounts",
      .id = "addAccount",
      .summary = "Make or import an account that the service signs for",
      .details = "The private key is kept in the vault and is never given out.",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoWrite),
      .answers = {{201, "The account."}},
      .errors = {kInvalidName, kConflict, kQuotaExceeded, kVaultSealed, kVaultDamaged, kAuditFailed},
      .links = {{"getAccount", "name", "$response.body#/name"},
                {"addAccountGrant", "name", "$response.body#/name"},
                {"listAccountGrants", "name", "$response.body#/name"},
                {"removeAccount", "name", "$response.body#/name"}},
      .example = {.target = "/v1/neo/accounts", .body = R"({"name":"payouts"})", .reply = examples::account()},
  }));
  table.push_back(blocking<&list_accounts>({
      .method = Method::kGet,
      .path = "/v1/neo/accounts",
      .id = "listAccounts",
      .summary = "List the accounts that the service signs for",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "All of them."}},
      .example = {.target = "/v1/neo/accounts", .reply = examples::account_list()},
  }));
  table.push_back(blocking<&get_account>({
      .method = Method::kGet,
      .path = "/v1/neo/accounts/{name}",
      .id = "getAccount",
      .summary = "Get an account",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "The account."}},
      .errors = {kAccountNotFound},
      .example = {.target = "/v1/neo/accounts/treasury", .reply = examples::account()},
  }));
  table.push_back(blocking<&remove_account>({
      .method = Method::kDelete,
      .path = "/v1/neo/accounts/{name}",
      .id = "removeAccount",
      .summary = "Remove an account and destroy its key",
      .details =
          "Nothing brings the key back: what the account owns on the chain is lost unless the key is elsewhere too.",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoWrite),
      .answers = {{204, "It is gone."}},
      .errors = {kAccountNotFound, kVaultSealed, kVaultDamaged, kAuditFailed},
      .example = {.target = "/v1/neo/accounts/obsolete"},
  }));
}

void add_account_grants(std::vector<Operation>& table) {
  table.push_back(blocking<&add_account_grant>({
      .method = Method::kPost,
      .path = "/v1/neo/accounts/{name}/grants",
      .id = "addAccountGrant",
      .summary = "Let a function have an account sign",
      .details = "Without a grant nothing is signed. A grant names contracts, methods and how much GAS may leave.",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoWrite),
      .answers = {{201, "The grant."}},
      .errors = {kInvalidName, kInvalidArgument, kAccountNotFound, kQuotaExceeded, kVaultSealed, kVaultDamaged,
                 kAuditFailed},
      .links = {{"listAccountGrants", "name", "$request.path.name"}},
      .example = {.target = "/v1/neo/accounts/treasury/grants",
                  .body = examples::account_grant_request(),
                  .reply = examples::account_grant()},
  }));
  table.push_back(blocking<&list_account_grants>({
      .method = Method::kGet,
      .path = "/v1/neo/accounts/{name}/grants",
      .id = "listAccountGrants",
      .summary = "List the grants of an account",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "All of them."}},
      .errors = {kAccountNotFound, kVaultSealed, kVaultDamaged},
      .example = {.target = "/v1/neo/accounts/treasury/grants", .reply = examples::account_grant_list()},
  }));
  table.push_back(blocking<&revoke_account_grant>({
      .method = Method::kDelete,
      .path = "/v1/neo/accounts/{name}/grants/{id}",
      .id = "revokeAccountGrant",
      .summary = "Take a grant of an account back",
      .details = "From the next transaction on, also of executions that are running.",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoWrite),
      .answers = {{204, "It is gone."}},
      .errors = {kGrantNotFound, kAuditFailed},
      .example = {.target = std::string("/v1/neo/accounts/treasury/grants/") + examples::kGrantId},
  }));
}

void add_transactions(std::vector<Operation>& table) {
  table.push_back(blocking<&list_transactions>({
      .method = Method::kGet,
      .path = "/v1/neo/transactions",
      .id = "listNeoTransactions",
      .summary = "List the transactions that the service sent",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "A page of transactions, the newest first."}},
      .errors = {kUnavailable},
      .links = {{"getNeoTransaction", "hash", "$response.body#/data/0/hash"},
                {"cancelNeoTransaction", "hash", "$response.body#/data/0/hash"}},
      .example = {.target = "/v1/neo/transactions?state=pending&limit=1", .reply = examples::neo_transaction_page()},
  }));
  table.push_back(later<NeoTransaction, &get_transaction>({
      .method = Method::kGet,
      .path = "/v1/neo/transactions/{hash}",
      .id = "getNeoTransaction",
      .summary = "Get a transaction that the service sent, perhaps when it has ended",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "The transaction, as it is now or when it has ended (wait_seconds)."}},
      .errors = {kTransactionNotFound, kTooManyRequests, kStorageFailed, kUnavailable},
      .example = {.target = std::string("/v1/neo/transactions/") + examples::kTransactionHash,
                  .reply = examples::neo_transaction()},
  }));
  table.push_back(blocking<&cancel_transaction>({
      .method = Method::kPost,
      .path = "/v1/neo/transactions/{hash}/cancel",
      .id = "cancelNeoTransaction",
      .summary = "Cancel a transaction that has not ended",
      .details =
          "Sends another one by the same account that conflicts with it and pays more; of the two at most one can "
          "happen. Which one is known when one of them has ended.",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoWrite),
      .answers = {{202, "The other transaction; it is on its way."}},
      .errors = {kTransactionNotFound, kAccountNotFound, kConflict, kVaultSealed, kVaultDamaged, kUnavailable},
      .example = {.target = std::string("/v1/neo/transactions/") + examples::kTransactionHash + "/cancel",
                  .reply = examples::neo_cancellation()},
  }));
  table.push_back(blocking<&list_nodes>({
      .method = Method::kGet,
      .path = "/v1/neo/nodes",
      .id = "listNeoNodes",
      .summary = "How the Neo nodes are doing",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "All nodes of the setting neo.rpc, asked now."}},
      .errors = {kUnavailable},
      .example = {.target = "/v1/neo/nodes", .reply = examples::neo_node_list()},
  }));
}

void add_events(std::vector<Operation>& table) {
  table.push_back(later<NeoEventPage, &list_neo_events>({
      .method = Method::kGet,
      .path = "/v1/neo/events",
      .id = "listNeoEvents",
      .summary = "What contracts said on the chain",
      .details =
          "From the service's own record of the last blocks, in the order of the chain. With follow=1 the answer is a "
          "stream of server-sent events named `event`, the data of each a NeoEvent: those that are there already from "
          "from_block or cursor on, then those to come. Who asks again with the header Last-Event-ID goes on where it "
          "was, and gets every event once; a comment keeps the connection alive every 15 seconds.",
      .tag = Tag::kNeo,
      .policy = Policy::needs(Scope::kNeoRead),
      .answers = {{200, "A page of events, or a stream of them."}},
      .errors = {kInvalidArgument, kTooManyRequests, kUnavailable, kStorageFailed},
      .event_stream = true,
      .example = {.target = "/v1/neo/events?contract=GasToken&event=Transfer&limit=1",
                  .reply = examples::neo_event_page()},
  }));
}

}  // namespace

void add_neo_routes(std::vector<Operation>& table) {
  add_accounts(table);
  add_account_grants(table);
  add_transactions(table);
  add_events(table);
}

}  // namespace nsl::api
