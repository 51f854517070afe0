#pragma once
// WitnessCondition and WitnessRule: where a signer's witness counts, in detail.

#include "base/error.h"
#include "base/json.h"
#include "neo/types/binary.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"
#include "neo/types/json_in.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace nsl::neo {

struct WitnessCondition {
  // Conditions inside one another: And(Or(Not(...))) is as deep as nodes take.
  static constexpr std::size_t kDepthMax = 3;
  static constexpr std::size_t kConditionsMax = 16;  // in And and Or

  enum class Type : std::uint8_t {
    kBoolean = 0x00,
    kNot = 0x01,
    kAnd = 0x02,
    kOr = 0x03,
    kScriptHash = 0x18,        // the current contract
    kGroup = 0x19,             // the current contract's group
    kCalledByEntry = 0x20,     // called by the transaction's own script, or is it
    kCalledByContract = 0x28,  // the calling contract
    kCalledByGroup = 0x29,
  };

  Type type = Type::kBoolean;
  // By type: bool; conditions (one for Not, 1 to 16 for And and Or); a contract; a group.
  std::variant<std::monostate, bool, std::vector<WitnessCondition>, UInt160, ECPoint> value;

  static WitnessCondition decode(Reader& in);
  void encode(Writer& out) const;
  static WitnessCondition from_json(const JsonIn& in);
  json::object to_json() const;

  bool operator==(const WitnessCondition&) const = default;
};

struct WitnessRule {
  enum class Action : std::uint8_t { kDeny = 0, kAllow = 1 };

  Action action = Action::kDeny;
  WitnessCondition condition;

  static WitnessRule decode(Reader& in);
  void encode(Writer& out) const;
  static WitnessRule from_json(const JsonIn& in);
  json::object to_json() const;

  bool operator==(const WitnessRule&) const = default;
};

}  // namespace nsl::neo
