#include "api/grant_routes.h"

#include "api/examples.h"
#include "api/handlers/grants.h"

namespace nsl::api {

using auth::Policy;
using auth::Scope;
using enum ErrorCode;

void add_grant_routes(std::vector<Operation>& table) {
  table.push_back(blocking<&add_grant>({
      .method = Method::kPost,
      .path = "/v1/secrets/{name}/grants",
      .id = "addGrant",
      .summary = "Let a function use a secret",
      .details = "Without a grant a function gets nothing. The value goes to the hosts of the grant and nowhere else.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{201, "The grant."}},
      .errors = {kInvalidName, kInvalidArgument, kSecretNotFound, kQuotaExceeded, kVaultSealed, kVaultDamaged,
                 kAuditFailed},
      .links = {{"listGrants", "name", "$request.path.name"}},
      .example = {.target = "/v1/secrets/COINGECKO_KEY/grants",
                  .body = examples::grant_request(),
                  .reply = examples::grant()},
  }));
  table.push_back(blocking<&list_grants>({
      .method = Method::kGet,
      .path = "/v1/secrets/{name}/grants",
      .id = "listGrants",
      .summary = "List the grants of a secret",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsRead),
      .answers = {{200, "All of them."}},
      .errors = {kSecretNotFound, kVaultSealed, kVaultDamaged, kAuditFailed},
      .example = {.target = "/v1/secrets/COINGECKO_KEY/grants", .reply = examples::grant_list()},
  }));
  table.push_back(blocking<&revoke_grant>({
      .method = Method::kDelete,
      .path = "/v1/secrets/{name}/grants/{id}",
      .id = "revokeGrant",
      .summary = "Take a grant back",
      .details = "From the next use on, also of executions that are running.",
      .tag = Tag::kSecrets,
      .policy = Policy::needs(Scope::kSecretsWrite),
      .answers = {{204, "It is gone."}},
      .errors = {kGrantNotFound, kVaultSealed, kVaultDamaged, kAuditFailed},
      .example = {.target = std::string("/v1/secrets/COINGECKO_KEY/grants/") + examples::kGrantId},
  }));
}

}  // namespace nsl::api
