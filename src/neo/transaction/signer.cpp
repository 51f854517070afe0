#include "neo/transaction/signer.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

struct ScopeName {
  WitnessScope scope;
  std::string_view name;
};

constexpr std::array<ScopeName, 6> kNames{{
    {WitnessScope::kNone, "None"},
    {WitnessScope::kCalledByEntry, "CalledByEntry"},
    {WitnessScope::kCustomContracts, "CustomContracts"},
    {WitnessScope::kCustomGroups, "CustomGroups"},
    {WitnessScope::kWitnessRules, "WitnessRules"},
    {WitnessScope::kGlobal, "Global"},
}};

constexpr std::uint8_t kKnownScopes = 0xf1;

std::optional<std::string_view> problem_of(WitnessScope scopes) {
  const auto bits = static_cast<std::uint8_t>(scopes);
  if ((bits & ~kKnownScopes) != 0) return "a scope is not known";
  if (has(scopes, WitnessScope::kGlobal) && scopes != WitnessScope::kGlobal) return "Global goes with no other scope";
  return std::nullopt;
}

template <typename T, typename Decode>
std::vector<T> decode_list(Reader& in, Decode decode) {
  std::vector<T> out;
  const auto count = in.count(Signer::kSubItemsMax);
  if (count == 0) in.fail("a scope lacks its list");
  for (std::size_t i = 0; i < count && in.ok(); ++i) decode(out);
  return out;
}

std::vector<ECPoint> decode_groups(Reader& in) {
  return decode_list<ECPoint>(in, [&](auto& out) {
    if (const auto point = ECPoint::decode(in.raw(ECPoint::kBytes))) {
      out.push_back(*point);
    } else {
      in.fail("a group is no public key");
    }
  });
}

std::vector<JsonIn> read_list(const JsonIn& in, std::string_view name) {
  auto list = in[name].elements(Signer::kSubItemsMax);
  if (list.empty()) in[name].fail("it must not be empty.");
  return list;
}

bool fits(bool asked_for, std::size_t size) {
  return asked_for ? size >= 1 && size <= Signer::kSubItemsMax : size == 0;
}

}  // namespace

std::string to_string(WitnessScope scopes) {
  if (scopes == WitnessScope::kNone) return "None";
  std::string out;
  for (const auto& row : kNames) {
    if (!has(scopes, row.scope)) continue;
    if (!out.empty()) out += ", ";
    out += row.name;
  }
  return out;
}

Result<WitnessScope> parse_witness_scope(std::string_view text) {
  auto scopes = WitnessScope::kNone;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    auto word = text.substr(from, comma - from);
    if (word.starts_with(' ')) word.remove_prefix(1);
    const auto* row = std::ranges::find(kNames, word, &ScopeName::name);
    if (row == kNames.end()) return fail(ErrorCode::kInvalidArgument, "There is no such witness scope.");
    scopes = scopes | row->scope;
    from = comma + 1;
  }
  if (const auto problem = problem_of(scopes)) {
    return fail(ErrorCode::kInvalidArgument, "These witness scopes do not go together: " + std::string(*problem) + ".");
  }
  return scopes;
}

Signer Signer::decode(Reader& in) {
  Signer out;
  out.account = in.hash<UInt160::kBytes>();
  out.scopes = static_cast<WitnessScope>(in.u8());
  if (const auto problem = problem_of(out.scopes)) in.fail(*problem);
  if (!in.ok()) return out;
  if (has(out.scopes, WitnessScope::kCustomContracts)) {
    out.contracts = decode_list<UInt160>(in, [&](auto& list) { list.push_back(in.hash<UInt160::kBytes>()); });
  }
  if (has(out.scopes, WitnessScope::kCustomGroups)) out.groups = decode_groups(in);
  if (has(out.scopes, WitnessScope::kWitnessRules)) {
    out.rules = decode_list<WitnessRule>(in, [&](auto& list) { list.push_back(WitnessRule::decode(in)); });
  }
  return out;
}

void Signer::encode(Writer& out) const {
  out.hash(account);
  out.u8(static_cast<std::uint8_t>(scopes));
  if (has(scopes, WitnessScope::kCustomContracts)) {
    out.var_int(contracts.size());
    for (const auto& contract : contracts) out.hash(contract);
  }
  if (has(scopes, WitnessScope::kCustomGroups)) {
    out.var_int(groups.size());
    for (const auto& group : groups) out.raw(group.bytes());
  }
  if (has(scopes, WitnessScope::kWitnessRules)) {
    out.var_int(rules.size());
    for (const auto& rule : rules) rule.encode(out);
  }
}

Signer Signer::from_json(const JsonIn& in) {
  Signer out;
  out.account = in["account"].account();
  const auto scopes = parse_witness_scope(in["scopes"].text());
  if (!scopes) in["scopes"].fail(scopes.error().message);
  out.scopes = scopes.value_or(WitnessScope::kNone);
  if (has(out.scopes, WitnessScope::kCustomContracts)) {
    for (const auto& contract : read_list(in, "allowedcontracts")) out.contracts.push_back(contract.hash160());
  }
  if (has(out.scopes, WitnessScope::kCustomGroups)) {
    for (const auto& group : read_list(in, "allowedgroups")) {
      if (const auto point = group.point()) out.groups.push_back(*point);
    }
  }
  if (has(out.scopes, WitnessScope::kWitnessRules)) {
    for (const auto& rule : read_list(in, "rules")) out.rules.push_back(WitnessRule::from_json(rule));
  }
  return out;
}

json::object Signer::to_json() const {
  json::object out{{"account", account.display()}, {"scopes", to_string(scopes)}};
  if (!contracts.empty()) {
    auto& list = out["allowedcontracts"].emplace_array();
    for (const auto& contract : contracts) list.push_back(json::value(contract.display()));
  }
  if (!groups.empty()) {
    auto& list = out["allowedgroups"].emplace_array();
    for (const auto& group : groups) list.push_back(json::value(group.hex()));
  }
  if (!rules.empty()) {
    auto& list = out["rules"].emplace_array();
    for (const auto& rule : rules) list.push_back(rule.to_json());
  }
  return out;
}

Status Signer::check() const {
  if (const auto problem = problem_of(scopes)) {
    return fail(ErrorCode::kInvalidArgument, "A signer's scopes do not go together: " + std::string(*problem) + ".");
  }
  if (!fits(has(scopes, WitnessScope::kCustomContracts), contracts.size()) ||
      !fits(has(scopes, WitnessScope::kCustomGroups), groups.size()) ||
      !fits(has(scopes, WitnessScope::kWitnessRules), rules.size())) {
    return fail(ErrorCode::kInvalidArgument,
                "A signer has contracts, groups or rules exactly when its scopes say so, 1 to 16 of each.");
  }
  return {};
}

}  // namespace nsl::neo
