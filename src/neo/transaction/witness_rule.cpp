#include "neo/transaction/witness_rule.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nsl::neo {

namespace {

using Type = WitnessCondition::Type;
using Conditions = std::vector<WitnessCondition>;

struct TypeName {
  Type type;
  std::string_view name;
};

constexpr std::array<TypeName, 9> kNames{{
    {Type::kBoolean, "Boolean"},
    {Type::kNot, "Not"},
    {Type::kAnd, "And"},
    {Type::kOr, "Or"},
    {Type::kScriptHash, "ScriptHash"},
    {Type::kGroup, "Group"},
    {Type::kCalledByEntry, "CalledByEntry"},
    {Type::kCalledByContract, "CalledByContract"},
    {Type::kCalledByGroup, "CalledByGroup"},
}};

// `depth` is how many conditions may still stand inside this one.
WitnessCondition decode_at(Reader& in, std::size_t depth);

Conditions decode_list(Reader& in, std::size_t count, std::size_t depth) {
  Conditions out;
  if (depth == 0) {
    in.fail("conditions stand too deep inside one another");
    return out;
  }
  for (std::size_t i = 0; i < count && in.ok(); ++i) out.push_back(decode_at(in, depth - 1));
  return out;
}

WitnessCondition decode_group(Reader& in, Type type) {
  const auto point = ECPoint::decode(in.raw(ECPoint::kBytes));
  if (point) return {type, *point};
  in.fail("a group is no public key");
  return {};
}

WitnessCondition decode_at(Reader& in, std::size_t depth) {
  const auto type = static_cast<Type>(in.u8());
  switch (type) {
    case Type::kBoolean: return {type, in.boolean()};
    case Type::kNot: return {type, decode_list(in, 1, depth)};
    case Type::kAnd:
    case Type::kOr: {
      const auto count = in.count(WitnessCondition::kConditionsMax);
      if (count == 0) in.fail("a condition without parts");
      return {type, decode_list(in, count, depth)};
    }
    case Type::kScriptHash:
    case Type::kCalledByContract: return {type, in.hash<UInt160::kBytes>()};
    case Type::kGroup:
    case Type::kCalledByGroup: return decode_group(in, type);
    case Type::kCalledByEntry: return {type, {}};
  }
  in.fail("there is no such witness condition");
  return {};
}

WitnessCondition read_at(const JsonIn& in, std::size_t depth);

Conditions read_list(const std::vector<JsonIn>& list, std::size_t depth) {
  Conditions out;
  for (const auto& element : list) {
    if (depth == 0) element.fail("conditions stand too deep inside one another.");
    out.push_back(read_at(element, depth == 0 ? 0 : depth - 1));
    if (!element.ok()) break;
  }
  return out;
}

WitnessCondition read_group(const JsonIn& in, Type type) {
  const auto point = in["group"].point();
  return point ? WitnessCondition{type, *point} : WitnessCondition{};
}

WitnessCondition read_at(const JsonIn& in, std::size_t depth) {
  const auto name = in["type"].text();
  const auto* row = std::ranges::find(kNames, name, &TypeName::name);
  if (row == kNames.end()) {
    in["type"].fail("it must be the name of a witness condition.");
    return {};
  }
  switch (row->type) {
    case Type::kBoolean: return {row->type, in["expression"].boolean()};
    case Type::kNot: return {row->type, read_list({in["expression"]}, depth)};
    case Type::kAnd:
    case Type::kOr: {
      const auto list = in["expressions"].elements(WitnessCondition::kConditionsMax);
      if (list.empty()) in["expressions"].fail("it must not be empty.");
      return {row->type, read_list(list, depth)};
    }
    case Type::kScriptHash:
    case Type::kCalledByContract: return {row->type, in["hash"].hash160()};
    case Type::kGroup:
    case Type::kCalledByGroup: return read_group(in, row->type);
    case Type::kCalledByEntry: break;
  }
  return {row->type, {}};
}

struct Encode {
  Writer& out;
  Type type;

  void operator()(std::monostate) const {}
  void operator()(bool value) const { out.boolean(value); }
  void operator()(const UInt160& value) const { out.hash(value); }
  void operator()(const ECPoint& value) const { out.raw(value.bytes()); }
  void operator()(const Conditions& list) const {
    if (type != Type::kNot) out.var_int(list.size());
    for (const auto& condition : list) condition.encode(out);
  }
};

struct Write {
  json::object& out;
  Type type;

  void operator()(std::monostate) const {}
  void operator()(bool value) const { out["expression"] = value; }
  void operator()(const UInt160& value) const { out["hash"] = value.display(); }
  void operator()(const ECPoint& value) const { out["group"] = value.hex(); }
  void operator()(const Conditions& list) const {
    if (type == Type::kNot) {
      out["expression"] = list.front().to_json();
      return;
    }
    json::array parts;
    for (const auto& condition : list) parts.push_back(condition.to_json());
    out["expressions"] = std::move(parts);
  }
};

}  // namespace

WitnessCondition WitnessCondition::decode(Reader& in) { return decode_at(in, kDepthMax - 1); }

void WitnessCondition::encode(Writer& out) const {
  out.u8(static_cast<std::uint8_t>(type));
  std::visit(Encode{out, type}, value);
}

WitnessCondition WitnessCondition::from_json(const JsonIn& in) { return read_at(in, kDepthMax - 1); }

json::object WitnessCondition::to_json() const {
  json::object out{{"type", std::ranges::find(kNames, type, &TypeName::type)->name}};
  std::visit(Write{out, type}, value);
  return out;
}

WitnessRule WitnessRule::decode(Reader& in) {
  const auto action = in.u8();
  if (action > static_cast<std::uint8_t>(Action::kAllow)) in.fail("a witness rule neither denies nor allows");
  return {static_cast<Action>(action), WitnessCondition::decode(in)};
}

void WitnessRule::encode(Writer& out) const {
  out.u8(static_cast<std::uint8_t>(action));
  condition.encode(out);
}

WitnessRule WitnessRule::from_json(const JsonIn& in) {
  const auto action = in["action"].text();
  if (action != "Allow" && action != "Deny") in["action"].fail("it must be Allow or Deny.");
  return {action == "Allow" ? Action::kAllow : Action::kDeny, WitnessCondition::from_json(in["condition"])};
}

json::object WitnessRule::to_json() const {
  return {{"action", action == Action::kAllow ? "Allow" : "Deny"}, {"condition", condition.to_json()}};
}

}  // namespace nsl::neo
