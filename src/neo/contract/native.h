#pragma once
// The contracts that are part of Neo itself. Their hashes follow from their names and are the same on every network.

#include "neo/types/hash.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace nsl::neo {

struct NativeContract {
  std::int32_t id = 0;
  std::string_view name;  // "GasToken"
  UInt160 hash;
};

std::span<const NativeContract> native_contracts();

// null when there is none. Names are compared exactly.
const NativeContract* find_native(std::string_view name);
const NativeContract* find_native(const UInt160& hash);

// A contract as people name it: its hash, its address, the name of a native one; GAS and NEO stand for their tokens.
Result<UInt160> parse_contract(std::string_view text);

// By id, from ContractManagement (-1) down.
const UInt160& native_hash(std::int32_t id);
inline const UInt160& contract_management_hash() { return native_hash(-1); }
inline const UInt160& std_lib_hash() { return native_hash(-2); }
inline const UInt160& crypto_lib_hash() { return native_hash(-3); }
inline const UInt160& ledger_hash() { return native_hash(-4); }
inline const UInt160& neo_token_hash() { return native_hash(-5); }
inline const UInt160& gas_token_hash() { return native_hash(-6); }
inline const UInt160& policy_hash() { return native_hash(-7); }
inline const UInt160& oracle_hash() { return native_hash(-9); }
inline const UInt160& notary_hash() { return native_hash(-10); }

}  // namespace nsl::neo
