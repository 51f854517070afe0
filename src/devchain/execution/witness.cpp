// Who has signed, and whether it counts where the script is now.
#include "devchain/execution/execution.h"
#include "devchain/state/contains.h"

#include <algorithm>

namespace nsl::devchain {

bool Execution::has_group(const neo::UInt160& hash, const neo::ECPoint& group) {
  const ContractPointer contract = find_contract(hash);
  return contract != nullptr && contains(contract->manifest.groups, group, &neo::Manifest::Group::key);
}

// `failed` is set when the condition needs to read contracts and must not.
bool Execution::matches(const neo::WitnessCondition& condition, std::optional<bool>& failed) {
  using Type = neo::WitnessCondition::Type;
  const CallFrame& frame = current();
  const auto group_of = [&](const neo::UInt160& hash) {
    if (!includes(frame.flags, CallFlags::kReadStates)) {
      failed = true;
      return false;
    }
    return has_group(hash, std::get<neo::ECPoint>(condition.value));
  };
  switch (condition.type) {
    case Type::kBoolean: return std::get<bool>(condition.value);
    case Type::kNot: return !matches(std::get<std::vector<neo::WitnessCondition>>(condition.value).front(), failed);
    case Type::kAnd:
      return std::ranges::all_of(std::get<std::vector<neo::WitnessCondition>>(condition.value),
                                 [&](const auto& one) { return matches(one, failed); });
    case Type::kOr:
      return std::ranges::any_of(std::get<std::vector<neo::WitnessCondition>>(condition.value),
                                 [&](const auto& one) { return matches(one, failed); });
    case Type::kScriptHash: return frame.hash == std::get<neo::UInt160>(condition.value);
    case Type::kCalledByContract: return frame.calling == std::get<neo::UInt160>(condition.value);
    case Type::kCalledByEntry: return frame.level <= 1;
    case Type::kGroup: return group_of(frame.hash);
    case Type::kCalledByGroup: return group_of(frame.calling);
  }
  return false;
}

std::optional<bool> Execution::check_witness(const neo::UInt160& account) {
  const CallFrame& frame = current();
  if (!frame.calling.is_zero() && frame.calling == account) return true;
  const auto signer = std::ranges::find(input_.signers, account, &neo::Signer::account);
  if (signer == input_.signers.end()) return false;
  if (signer->scopes == neo::WitnessScope::kGlobal) return true;
  if (has(signer->scopes, neo::WitnessScope::kCalledByEntry) && frame.level <= 1) return true;
  if (has(signer->scopes, neo::WitnessScope::kCustomContracts) && contains(signer->contracts, frame.hash)) return true;
  std::optional<bool> failed;
  if (has(signer->scopes, neo::WitnessScope::kCustomGroups)) {
    if (!includes(frame.flags, CallFlags::kReadStates)) failed = true;
    else if (std::ranges::any_of(signer->groups, [&](const auto& group) { return has_group(frame.hash, group); }))
      return true;
  }
  if (!failed && has(signer->scopes, neo::WitnessScope::kWitnessRules)) {
    for (const neo::WitnessRule& rule : signer->rules) {
      const bool applies = matches(rule.condition, failed);
      if (failed) break;
      if (applies) return rule.action == neo::WitnessRule::Action::kAllow;
    }
  }
  if (failed) {
    engine_.fault("failed to check witness: missing ReadStates call flag");
    return std::nullopt;
  }
  return false;
}

}  // namespace nsl::devchain
