#include "api/token_examples.h"

#include "api/schema/write.h"
#include "api/types/token.h"

namespace nsl::api::examples {
namespace {

constexpr const char* kTime = "2026-01-01T00:00:00.000Z";
constexpr const char* kExpiry = "2027-01-01T00:00:00.000Z";
constexpr const char* kTokenId = "tok_01kdqcy8p8f2v9s4m6h0t3wxyz";

std::vector<std::string> scopes() { return {"functions:write", "executions:read"}; }

Token sample_token() {
  return {.id = kTokenId,
          .name = "ci",
          .scopes = scopes(),
          .networks = {"192.0.2.0/24"},
          .created_at = kTime,
          .created_by = "token:laptop",
          .expires_at = kExpiry,
          .last_used_at = kTime};
}

}  // namespace

std::string token_request() {
  return to_json(TokenRequest{.name = "deployer",
                              .role = {},
                              .scopes = scopes(),
                              .networks = std::vector<std::string>{"192.0.2.0/24"},
                              .expires_at = kExpiry});
}

std::string made_token() {
  return to_json(MadeToken{.token = "nsl_ThisIsNoTokenButItLooksLikeOneAndHas43Letter",
                           .id = kTokenId,
                           .name = "deployer",
                           .scopes = scopes(),
                           .networks = {"192.0.2.0/24"},
                           .created_at = kTime,
                           .created_by = "token:laptop",
                           .expires_at = kExpiry});
}

std::string token() { return to_json(sample_token()); }

std::string token_list() { return to_json(TokenList{.data = {sample_token()}}); }

std::string who_am_i() {
  return to_json(WhoAmI{.owner = "dev", .role = {}, .token = "ci", .scopes = scopes(), .expires_at = kExpiry});
}

}  // namespace nsl::api::examples
