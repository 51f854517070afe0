#pragma once
// Signer: an account that signs a transaction, and where its signature counts.

#include "base/json.h"
#include "neo/transaction/witness_rule.h"
#include "neo/types/binary.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"

#include <cstdint>
#include <string>
#include <vector>

namespace nsl::neo {

// Flags. Global stands alone.
enum class WitnessScope : std::uint8_t {
  kNone = 0x00,  // pays fees, nothing more
  kCalledByEntry = 0x01,
  kCustomContracts = 0x10,
  kCustomGroups = 0x20,
  kWitnessRules = 0x40,
  kGlobal = 0x80,
};

constexpr WitnessScope operator|(WitnessScope a, WitnessScope b) {
  return static_cast<WitnessScope>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool has(WitnessScope scopes, WitnessScope scope) {
  return (static_cast<std::uint8_t>(scopes) & static_cast<std::uint8_t>(scope)) != 0;
}

// "CalledByEntry, CustomContracts": the names, a comma and a blank between them, as nodes write them.
std::string to_string(WitnessScope scopes);
Result<WitnessScope> parse_witness_scope(std::string_view text);

struct Signer {
  static constexpr std::size_t kSubItemsMax = 16;

  UInt160 account;
  WitnessScope scopes = WitnessScope::kCalledByEntry;
  std::vector<UInt160> contracts;  // with kCustomContracts, 1 to 16
  std::vector<ECPoint> groups;     // with kCustomGroups, 1 to 16
  std::vector<WitnessRule> rules;  // with kWitnessRules, 1 to 16; the first that matches decides, none: deny

  static Signer decode(Reader& in);
  void encode(Writer& out) const;
  static Signer from_json(const JsonIn& in);
  json::object to_json() const;

  // That lists go with scopes.
  Status check() const;

  bool operator==(const Signer&) const = default;
};

}  // namespace nsl::neo
