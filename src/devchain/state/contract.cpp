#include "devchain/state/contract.h"

#include "base/check.h"
#include "neo/contract/native.h"
#include "neo/types/binary.h"

#include <algorithm>

namespace nsl::devchain {
namespace {

// Keys in the storage of ContractManagement.
constexpr std::int32_t kManagement = -1;
constexpr std::uint8_t kByHash = 8;
constexpr std::uint8_t kById = 12;
constexpr std::uint8_t kNextId = 15;
constexpr std::uint8_t kDestroyed = 16;

constexpr std::size_t kRecordMax = 1 << 20;

Bytes key_of(std::uint8_t prefix, ByteView rest) {
  Bytes key{prefix};
  key.insert(key.end(), rest.begin(), rest.end());
  return key;
}

Bytes id_key(std::int32_t id) {
  neo::Writer out;
  out.u8(kById);
  // Big-endian, so that numbers are found in their order.
  for (int shift = 24; shift >= 0; shift -= 8)
    out.u8(static_cast<std::uint8_t>(static_cast<std::uint32_t>(id) >> shift));
  return out.take();
}

Bytes encode(const Contract& contract) {
  neo::Writer out;
  out.number(contract.id);
  out.u16(contract.update_counter);
  out.var_bytes(contract.nef.encode());
  out.var_text(json::serialize(contract.manifest.to_json()));
  return out.take();
}

// What was stored was checked before, so that it can be read.
ContractPointer decode(ByteView stored, const neo::UInt160& hash) {
  neo::Reader in(stored, "contract");
  auto contract = std::make_shared<Contract>();
  contract->id = in.number<std::int32_t>();
  contract->update_counter = in.u16();
  auto nef = neo::Nef::decode(in.var_bytes(kRecordMax));
  auto manifest = neo::Manifest::parse(as_text(in.var_bytes(kRecordMax)));
  NSL_CHECK(in.finish() && nef && manifest);
  contract->hash = hash;
  contract->nef = *std::move(nef);
  contract->manifest = *std::move(manifest);
  contract->script = std::make_shared<const neovm::Script>(contract->nef.script);
  return contract;
}

json::object token_json(const neo::MethodToken& token) {
  return {
      {"hash", token.contract.display()},
      {"method", token.method},
      {"paramcount", token.parameters},
      {"hasreturnvalue", token.has_return_value},
      {"callflags",
       static_cast<std::uint8_t>(token.flags) == 0x0f ? "All" : std::to_string(static_cast<unsigned>(token.flags))}};
}

}  // namespace

json::object Contract::to_json() const {
  json::array tokens;
  for (const neo::MethodToken& token : nef.tokens) tokens.push_back(token_json(token));
  return {{"id", id},
          {"updatecounter", update_counter},
          {"hash", hash.display()},
          {"nef", json::object{{"magic", neo::Nef::kMagic},
                               {"compiler", nef.compiler},
                               {"source", nef.source},
                               {"tokens", std::move(tokens)},
                               {"script", to_base64(nef.script)},
                               {"checksum", nef.checksum()}}},
          {"manifest", manifest.to_json()}};
}

Contracts::Contracts(std::vector<ContractPointer> natives) : natives_(std::move(natives)) {}

ContractPointer Contracts::find(const Snapshot& state, const neo::UInt160& hash) {
  const auto native = std::ranges::find_if(natives_, [&](const ContractPointer& one) { return one->hash == hash; });
  if (native != natives_.end()) return *native;
  auto stored = state.get({kManagement, key_of(kByHash, hash.bytes())});
  if (!stored) return nullptr;
  if (const auto known = cache_.find(hash); known != cache_.end() && known->second.stored == *stored) {
    return known->second.contract;
  }
  if (cache_.size() >= kCachedMax) cache_.clear();
  Cached& entry = cache_[hash];
  entry = {.stored = *stored, .contract = decode(*stored, hash)};
  return entry.contract;
}

ContractPointer Contracts::find(const Snapshot& state, std::int32_t id) {
  const auto native = std::ranges::find_if(natives_, [&](const ContractPointer& one) { return one->id == id; });
  if (native != natives_.end()) return *native;
  const auto hash = state.get({kManagement, id_key(id)});
  return hash ? find(state, neo::UInt160::from_bytes(*hash).value()) : nullptr;
}

std::vector<neo::UInt160> Contracts::hashes(const Snapshot& state) const {
  std::vector<neo::UInt160> out;
  for (const auto& [key, value] : state.find({kManagement, Bytes{kById}})) {
    if (const auto hash = neo::UInt160::from_bytes(value)) out.push_back(*hash);
  }
  return out;
}

std::int32_t Contracts::next_id(Snapshot& state) {
  const Bytes key{kNextId};
  const auto stored = state.get({kManagement, key});
  const std::int32_t id =
      stored ? static_cast<std::int32_t>(neo::Integer::from_bytes(*stored)->as_int64().value_or(1)) : 1;
  state.put({kManagement, key}, neo::Integer(id + 1).bytes());
  return id;
}

void Contracts::put(Snapshot& state, const Contract& contract) {
  state.put({kManagement, key_of(kByHash, contract.hash.bytes())}, encode(contract));
  state.put({kManagement, id_key(contract.id)}, Bytes(contract.hash.bytes().begin(), contract.hash.bytes().end()));
}

void Contracts::erase(Snapshot& state, const Contract& contract) {
  state.erase({kManagement, key_of(kByHash, contract.hash.bytes())});
  state.erase({kManagement, id_key(contract.id)});
  state.put({kManagement, key_of(kDestroyed, contract.hash.bytes())}, {1});
  for (const auto& [key, value] : state.find({contract.id, {}})) state.erase({contract.id, key});
}

bool Contracts::is_destroyed(const Snapshot& state, const neo::UInt160& hash) {
  return state.get({kManagement, key_of(kDestroyed, hash.bytes())}).has_value();
}

}  // namespace nsl::devchain
