// PolicyContract and RoleManagement: what the committee decides.
#include "devchain/native/policy.h"

#include "neo/contract/native.h"

#include <algorithm>

namespace nsl::devchain {
namespace {

using neo::ParameterType;
using neovm::StackItem;

constexpr std::int32_t kPolicyId = -7;
constexpr std::int32_t kRolesId = -8;

constexpr std::uint8_t kFeePerByteKey = 10;
constexpr std::uint8_t kBlockedPrefix = 15;
constexpr std::uint8_t kExecFactorKey = 18;
constexpr std::uint8_t kStoragePriceKey = 19;

// Bounds of Neo's nodes.
constexpr std::int64_t kFeePerByteMax = 1'0000'0000;
constexpr std::int64_t kExecFactorMax = 100;
constexpr std::int64_t kStoragePriceMax = 1'000'0000;
constexpr std::size_t kRoleNodesMax = 32;

std::int64_t read(const Snapshot& state, std::uint8_t key, std::int64_t otherwise) {
  const Bytes bytes{key};
  const auto stored = state.get({kPolicyId, bytes});
  return stored ? neo::Integer::from_bytes(*stored)->as_int64().value_or(otherwise) : otherwise;
}

Bytes prefixed(std::uint8_t prefix, ByteView rest) {
  Bytes key{prefix};
  key.insert(key.end(), rest.begin(), rest.end());
  return key;
}

bool fee_per_byte(NativeCall& call) { return call.give(neo::Integer(fee_policy(call.state()).fee_per_byte)); }
bool storage_price(NativeCall& call) { return call.give(neo::Integer(fee_policy(call.state()).storage_price)); }
bool exec_pico_factor(NativeCall& call) {
  return call.give(neo::Integer(fee_policy(call.state()).execution_factor_pico));
}
bool exec_factor(NativeCall& call) {
  return call.give(neo::Integer(fee_policy(call.state()).execution_factor_pico / neo::FeePolicy::kPicoPerFactor));
}
bool valid_increment(NativeCall& call) { return call.give(neo::Integer(std::int64_t{kValidUntilBlockIncrementMax})); }
bool traceable(NativeCall& call) { return call.give(neo::Integer(std::int64_t{kTraceableBlocksMax})); }
bool block_time(NativeCall& call) { return call.give(neo::Integer(call.execution.input().block_time_ms)); }

bool attribute_fee(NativeCall& call) {
  std::int64_t type = 0;
  if (!call.number(0, type, 0, 0xff)) return false;
  const neo::FeePolicy fees = fee_policy(call.state());
  const bool conflicts = type == static_cast<std::int64_t>(neo::AttributeType::kConflicts);
  const bool notary = type == static_cast<std::int64_t>(neo::AttributeType::kNotaryAssisted);
  return call.give(neo::Integer(conflicts ? fees.conflicts_fee : (notary ? fees.notary_assisted_fee : 0)));
}

template <std::uint8_t Key, std::int64_t Least, std::int64_t Most>
bool set_value(NativeCall& call) {
  std::int64_t value = 0;
  if (!call.number(0, value, Least, Most) || !call.needs_committee()) return false;
  const Bytes key{Key};
  call.state().put({kPolicyId, key}, neo::Integer(value).bytes());
  return true;
}

bool blocked(NativeCall& call) {
  neo::UInt160 account;
  return call.hash160(0, account) && call.give_bool(is_blocked(call.state(), account));
}

bool block(NativeCall& call) {
  neo::UInt160 account;
  if (!call.hash160(0, account) || !call.needs_committee()) return false;
  if (neo::find_native(account) != nullptr) return call.engine().fault("cannot block native contract");
  if (is_blocked(call.state(), account)) return call.give_bool(false);
  call.state().put({kPolicyId, prefixed(kBlockedPrefix, account.bytes())}, {1});
  return call.give_bool(true);
}

bool unblock(NativeCall& call) {
  neo::UInt160 account;
  if (!call.hash160(0, account) || !call.needs_committee()) return false;
  if (!is_blocked(call.state(), account)) return call.give_bool(false);
  call.state().erase({kPolicyId, prefixed(kBlockedPrefix, account.bytes())});
  return call.give_bool(true);
}

// Roles: state validators 4, oracles 8, NeoFS 16, notaries 32.
bool is_role(std::int64_t role) { return role == 4 || role == 8 || role == 16 || role == 32; }

Bytes role_key(std::int64_t role, std::uint32_t index) {
  Bytes key{static_cast<std::uint8_t>(role)};
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<std::uint8_t>(index >> shift));
  return key;
}

bool designated(NativeCall& call) {
  std::int64_t role = 0;
  std::int64_t index = 0;
  if (!call.number(0, role, 0, 0xff) || !call.number(1, index, 0, std::int64_t{call.execution.input().block.index}))
    return false;
  if (!is_role(role)) return call.engine().fault("invalid role");
  const Bytes wanted = role_key(role, static_cast<std::uint32_t>(index));
  std::vector<StackItem> keys;
  for (const auto& [key, value] :
       call.state().find({kRolesId, Bytes{static_cast<std::uint8_t>(role)}}, Direction::kBackwards)) {
    if (key > wanted) continue;
    for (std::size_t at = 0; at + neo::ECPoint::kBytes <= value.size(); at += neo::ECPoint::kBytes) {
      keys.push_back(StackItem::byte_string(ByteView(value).subspan(at, neo::ECPoint::kBytes)));
    }
    break;
  }
  return call.give(call.engine().heap().new_array(neovm::ItemType::kArray, std::move(keys)));
}

// They hold from the next block on.
bool designate(NativeCall& call) {
  std::int64_t role = 0;
  if (!call.number(0, role, 0, 0xff)) return false;
  if (!is_role(role)) return call.engine().fault("invalid role");
  if (!call.arguments[1].is_array()) return call.engine().fault("the nodes are an array");
  const auto& items = call.arguments[1].array().items;
  if (items.empty() || items.size() > kRoleNodesMax) return call.engine().fault("a role has 1 to 32 nodes");
  if (!call.needs_committee()) return false;
  std::vector<neo::ECPoint> nodes;
  for (const StackItem& item : items) {
    const auto bytes = item.to_bytes();
    const auto key = bytes ? neo::ECPoint::decode(*bytes) : neo::ECPoint::decode({});
    if (!key) return call.engine().fault("invalid public key");
    nodes.push_back(*key);
  }
  std::ranges::sort(nodes);
  Bytes stored;
  for (const neo::ECPoint& node : nodes) stored.insert(stored.end(), node.bytes().begin(), node.bytes().end());
  const std::uint32_t height = call.execution.input().block.index;
  call.state().put({kRolesId, role_key(role, height + 1)}, std::move(stored));
  auto& heap = call.engine().heap();
  StackItem state =
      heap.new_array(neovm::ItemType::kArray, {StackItem::integer(role), StackItem::integer(std::int64_t{height})});
  state.compound().read_only = true;
  return call.execution.notify(neo::native_hash(kRolesId), "Designation", std::move(state));
}

}  // namespace

neo::FeePolicy fee_policy(const Snapshot& state) {
  neo::FeePolicy out;
  out.fee_per_byte = read(state, kFeePerByteKey, out.fee_per_byte);
  out.execution_factor_pico = read(state, kExecFactorKey, out.execution_factor_pico);
  out.storage_price = read(state, kStoragePriceKey, out.storage_price);
  return out;
}

bool is_blocked(const Snapshot& state, const neo::UInt160& account) {
  return state.get({kPolicyId, prefixed(kBlockedPrefix, account.bytes())}).has_value();
}

NativeDefinition policy_definition() {
  constexpr std::int64_t kPrice = 1 << 15;
  const NativeParameter account{"account", ParameterType::kHash160};
  const NativeParameter value{"value", ParameterType::kInteger};
  return {.id = kPolicyId,
          .methods = {{"getFeePerByte", {}, ParameterType::kInteger, kPrice, kReads, fee_per_byte},
                      {"getExecFeeFactor", {}, ParameterType::kInteger, kPrice, kReads, exec_factor},
                      {"getExecPicoFeeFactor", {}, ParameterType::kInteger, kPrice, kReads, exec_pico_factor},
                      {"getStoragePrice", {}, ParameterType::kInteger, kPrice, kReads, storage_price},
                      {"getMaxValidUntilBlockIncrement", {}, ParameterType::kInteger, kPrice, kReads, valid_increment},
                      {"getMaxTraceableBlocks", {}, ParameterType::kInteger, kPrice, kReads, traceable},
                      {"getMillisecondsPerBlock", {}, ParameterType::kInteger, kPrice, kReads, block_time},
                      {"getAttributeFee",
                       {{"attributeType", ParameterType::kInteger}},
                       ParameterType::kInteger,
                       kPrice,
                       kReads,
                       attribute_fee},
                      {"setFeePerByte",
                       {value},
                       ParameterType::kVoid,
                       kPrice,
                       kWrites,
                       set_value<kFeePerByteKey, 0, kFeePerByteMax>},
                      {"setExecFeeFactor",
                       {value},
                       ParameterType::kVoid,
                       kPrice,
                       kWrites,
                       // Since the hardfork Faun in fractions.
                       set_value<kExecFactorKey, 1, kExecFactorMax * neo::FeePolicy::kPicoPerFactor>},
                      {"setStoragePrice",
                       {value},
                       ParameterType::kVoid,
                       kPrice,
                       kWrites,
                       set_value<kStoragePriceKey, 1, kStoragePriceMax>},
                      {"isBlocked", {account}, ParameterType::kBoolean, kPrice, kReads, blocked},
                      {"blockAccount", {account}, ParameterType::kBoolean, kPrice, kWritesAndNotifies, block},
                      {"unblockAccount", {account}, ParameterType::kBoolean, kPrice, kWrites, unblock}}};
}

NativeDefinition role_management_definition() {
  const NativeParameter role{"role", ParameterType::kInteger};
  return {.id = kRolesId,
          .methods = {{"getDesignatedByRole",
                       {role, {"index", ParameterType::kInteger}},
                       ParameterType::kArray,
                       1 << 15,
                       kReads,
                       designated},
                      {"designateAsRole",
                       {role, {"nodes", ParameterType::kArray}},
                       ParameterType::kVoid,
                       1 << 15,
                       kWritesAndNotifies,
                       designate}},
          .events = {{"Designation", {{"Role", ParameterType::kInteger}, {"BlockIndex", ParameterType::kInteger}}}}};
}

}  // namespace nsl::devchain
