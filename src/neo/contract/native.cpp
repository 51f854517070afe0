#include "neo/contract/native.h"

#include "base/check.h"
#include "neo/contract/nef.h"
#include "neo/types/address.h"

#include <algorithm>
#include <vector>

namespace nsl::neo {

namespace {

constexpr std::string_view kNamesFromMinusOne[] = {
    "ContractManagement", "StdLib",         "CryptoLib",      "LedgerContract", "NeoToken", "GasToken",
    "PolicyContract",     "RoleManagement", "OracleContract", "Notary",         "Treasury",
};

const std::vector<NativeContract>& table() {
  static const std::vector<NativeContract> contracts = [] {
    std::vector<NativeContract> out;
    for (const auto name : kNamesFromMinusOne) {
      const auto id = -static_cast<std::int32_t>(out.size()) - 1;
      // A native counts as deployed by the zero account, from a NEF with checksum 0.
      out.push_back({id, name, contract_hash({.sender = {}, .nef_checksum = 0, .name = name})});
    }
    return out;
  }();
  return contracts;
}

template <typename Key, typename Projection>
const NativeContract* find(const Key& key, Projection projection) {
  const auto found = std::ranges::find(table(), key, projection);
  return found == table().end() ? nullptr : &*found;
}

}  // namespace

std::span<const NativeContract> native_contracts() { return table(); }

const NativeContract* find_native(std::string_view name) { return find(name, &NativeContract::name); }

const NativeContract* find_native(const UInt160& hash) { return find(hash, &NativeContract::hash); }

Result<UInt160> parse_contract(std::string_view text) {
  if (text == "GAS") return gas_token_hash();
  if (text == "NEO") return neo_token_hash();
  if (const auto* native = find_native(text)) return native->hash;
  auto contract = parse_account(text);
  // What is as long as an address or a hash was meant to be one.
  constexpr std::size_t kNameCharactersMax = 30;
  if (contract || text.size() > kNameCharactersMax) return contract;
  return fail(ErrorCode::kInvalidArgument,
              "There is no native contract \"" + std::string(text) + "\". Others are named by their hash (0x...).");
}

const UInt160& native_hash(std::int32_t id) {
  const auto* contract = find(id, &NativeContract::id);
  NSL_CHECK(contract != nullptr);
  return contract->hash;
}

}  // namespace nsl::neo
