#pragma once
// Test support: an issuer of JSON Web Tokens, with a key for each algorithm, honest or not.

#include "auth/jwt/key_set.h"
#include "base/clock.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::auth::testing {

inline constexpr std::string_view kIssuer = "https://id.example.com";
inline constexpr std::string_view kAudience = "https://nsl.example.com";

struct TestKey {
  std::string id;
  JwsAlgorithm algorithm;
  std::uint8_t seed = 1;  // of ES256 keys: different seeds, different keys. Of the others there is one key each.
};

inline const std::vector<TestKey>& test_keys() {
  static const std::vector<TestKey> keys{{"rs", JwsAlgorithm::kRs256},
                                         {"ps", JwsAlgorithm::kPs256},
                                         {"es", JwsAlgorithm::kEs256},
                                         {"ed", JwsAlgorithm::kEdDsa}};
  return keys;
}

std::string_view algorithm_name(JwsAlgorithm algorithm);
std::string jwk(const TestKey& key);
std::string key_set(const std::vector<TestKey>& keys);

// Signs whatever it is given.
std::string sign(const TestKey& key, std::string_view header, std::string_view payload);
std::string compact(std::string_view header, std::string_view payload, ByteView signature);
// {"alg":…,"kid":…}
std::string header_of(const TestKey& key);

// Good claims at this time, for an hour; members given here take the place of those, "" leaves one out. Values are JSON.
struct Claim {
  std::string name;
  std::string json;
};
std::string claims(WallTime now, std::initializer_list<Claim> changed = {});
std::string seconds(WallTime time);

// A whole token.
std::string token(const TestKey& key, WallTime now, std::initializer_list<Claim> changed = {});

}  // namespace nsl::auth::testing
