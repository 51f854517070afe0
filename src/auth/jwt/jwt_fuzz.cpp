// Any bytes as a token and as a key set: nothing is taken that was not signed, and what is read is within its bounds.
#include "auth/jwt/claims.h"
#include "base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  using namespace nsl::auth;
  // The point of FIPS 186's base: its private key is 1, which no input of this size signs with by chance.
  static const KeySet known =
      KeySet::parse(R"({"keys":[{"kty":"EC","crv":"P-256","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",)"
                    R"("y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}]})")
          .value();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto keys = KeySet::parse(text)) NSL_CHECK(keys->size() <= KeySet::kKeysMax);

  // The parts of a token as they are, so that the fuzzer need not learn base64.
  std::string token(text);
  if (const std::size_t middle = text.find('\n'); middle != std::string_view::npos) {
    token = to_base64url(as_bytes(text.substr(0, middle))) + "." + to_base64url(as_bytes(text.substr(middle + 1))) + ".AA";
  }
  const auto jws = parse_jws(token);
  if (!jws) return 0;
  NSL_CHECK(token.size() <= kJwtBytesMax);
  NSL_CHECK(verify(*jws, known) != JwsVerdict::kGood);
  if (const auto claims = parse_claims(*jws)) {
    NSL_CHECK(!claims->subject.empty() && claims->subject.size() <= 255);
    NSL_CHECK(!claims->audience.empty());
    NSL_CHECK(!check_claims(*claims, {.audiences = {"nobody can guess this: 5eb63bbbe01eeed0"}}, WallTime{}));
  }
  return 0;
}
