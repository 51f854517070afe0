#include "api/sign_in_routes.h"

#include "api/handlers/sign_in.h"
#include "api/schema/write.h"
#include "api/token_examples.h"

namespace nsl::api {
namespace {

using enum ErrorCode;

constexpr const char* kExampleChallenge = "chal_01kdqcy8p8f2v9s4m6h0t3wxyz";
constexpr const char* kExampleAddress = "NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i";
constexpr const char* kExampleExpiry = "2026-01-01T12:00:00.000Z";

std::string challenge_example() {
  return to_json(Challenge{.id = kExampleChallenge,
                           .message = "nsl.example.org asks you to sign in with your Neo account:\n"
                                      "NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i\n\nThis is no transaction …",
                           .expires_at = "2026-01-01T00:05:00.000Z"});
}

std::string request_example() {
  return to_json(SignInRequest{.challenge = kExampleChallenge,
                               .public_key = "02028a99826edc0c97d18e22b6932373d908d323aa7f92656a77ec26e8861699ef",
                               .signature = std::string(128, '7'),
                               .salt = "0123456789abcdef0123456789abcdef",
                               .scheme = "classic",
                               .owner = {}});
}

std::string session_example() {
  return to_json(Session{.token = "nsl_ThisIsNoTokenButItLooksLikeOneAndHas43Letter",
                         .name = "session-01kdqcy8p8f2v9s4m6h0t3wxyz",
                         .owner = "dev",
                         .identity = std::string("neo:") + kExampleAddress,
                         .scopes = {"functions:read", "functions:write"},
                         .expires_at = kExampleExpiry});
}

}  // namespace

void add_sign_in_routes(std::vector<Operation>& table) {
  table.push_back(blocking<&create_challenge>({
      .method = Method::kPost,
      .path = "/v1/sign-in/challenges",
      .id = "createChallenge",
      .summary = "Ask for a text to sign in with",
      .details =
          "For the wallet to sign. It is good for one try within five minutes. Every address gets one, also those that "
          "are nobody here.",
      .tag = Tag::kTokens,
      .policy = auth::kSignIn,
      .answers = {{201, "The challenge."}},
      .errors = {kTooManyRequests},
      .example = {.target = "/v1/sign-in/challenges",
                  .body = to_json(ChallengeRequest{.address = kExampleAddress}),
                  .reply = challenge_example()},
  }));
  table.push_back(blocking<&sign_in>({
      .method = Method::kPost,
      .path = "/v1/sign-in",
      .id = "signIn",
      .summary = "Sign in with a Neo wallet",
      .details =
          "Gives a token to whoever has signed the challenge with the key of the address it was made for. What the "
          "address is here, the operator has said.",
      .tag = Tag::kTokens,
      .policy = auth::kSignIn,
      .answers = {{201, "The token."}},
      .errors = {kUnauthenticated, kForbidden, kInvalidName, kTooManyRequests, kQuotaExceeded, kAuditFailed},
      .example = {.target = "/v1/sign-in", .body = request_example(), .reply = session_example()},
  }));
  table.push_back(blocking<&set_up>({
      .method = Method::kPost,
      .path = "/v1/setup",
      .id = "setUp",
      .summary = "Be the first person of a service",
      .details =
          "A service where nobody is yet shows a link when it starts. Its code is good once, for half an hour, and gives a "
          "token with all that an owner may do.",
      .tag = Tag::kTokens,
      .policy = auth::kSignIn,
      .answers = {{201, "The token."}},
      .errors = {kUnauthenticated, kInvalidName, kConflict, kTooManyRequests, kQuotaExceeded, kAuditFailed},
      .example = {.target = "/v1/setup",
                  .body = to_json(SetupRequest{.code = "nsl_setup_ThisIsNoCodeButItLooksLikeOneAndHas43Letters",
                                               .name = "alice"}),
                  .reply = examples::made_token()},
  }));
}

}  // namespace nsl::api
