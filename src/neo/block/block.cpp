#include "neo/block/block.h"

#include "neo/script/parser.h"
#include "neo/script/verification.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"
#include "neo/wallet/private_key.h"

#include <fmt/format.h>

#include <array>

namespace nsl::neo {

namespace {

void encode_hashed_part(Writer& out, const Header& header) {
  out.u32(0);
  out.hash(header.previous);
  out.hash(header.merkle_root);
  out.u64(header.time_ms);
  out.u64(header.nonce);
  out.u32(header.index);
  out.u8(header.primary);
  out.hash(header.next_consensus);
  if (header.previous_state_root) out.hash(*header.previous_state_root);
}

UInt256 hash_pair(const UInt256& left, const UInt256& right) {
  std::array<std::uint8_t, 2 * UInt256::kBytes> both;
  std::ranges::copy(left.bytes(), both.begin());
  std::ranges::copy(right.bytes(), both.begin() + UInt256::kBytes);
  return hash256(both);
}

std::vector<UInt256> hashes_of(const std::vector<Transaction>& transactions) {
  std::vector<UInt256> out;
  out.reserve(transactions.size());
  for (const auto& transaction : transactions) out.push_back(transaction.hash());
  return out;
}

// The signatures that an invocation script pushes; nothing when it does anything else.
std::vector<ByteView> pushed_signatures(ByteView invocation) {
  const auto instructions = parse_script(invocation);
  std::vector<ByteView> out;
  if (!instructions) return out;
  for (const auto& instruction : *instructions) {
    const auto data = pushed_data(instruction);
    if (!data || data->size() != kSignatureBytes) return {};
    out.push_back(*data);
  }
  return out;
}

}  // namespace

Header Header::decode(Reader& in, StateRoot state_root) {
  Header out;
  if (in.u32() != 0) in.fail("it has an unknown version");
  out.previous = in.hash<UInt256::kBytes>();
  out.merkle_root = in.hash<UInt256::kBytes>();
  out.time_ms = in.u64();
  out.nonce = in.u64();
  out.index = in.u32();
  out.primary = in.u8();
  out.next_consensus = in.hash<UInt160::kBytes>();
  if (state_root == StateRoot::kInHeader) out.previous_state_root = in.hash<UInt256::kBytes>();
  if (in.count(1) != 1) in.fail("it has not one witness");
  out.witness = Witness::decode(in);
  return out;
}

void Header::encode(Writer& out) const {
  encode_hashed_part(out, *this);
  out.var_int(1);
  witness.encode(out);
}

Bytes Header::encode_unsigned() const {
  Writer out(256);
  encode_hashed_part(out, *this);
  return out.take();
}

UInt256 Header::hash() const { return sha256_hash(encode_unsigned()); }

Result<Block> Block::decode(ByteView bytes, StateRoot state_root) {
  Reader in(bytes, "block");
  Block out;
  out.header = Header::decode(in, state_root);
  const auto count = in.count(kTransactionsMax);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    out.transactions.push_back(Transaction::decode(in));
    if (!out.transactions.back().is_complete()) in.fail("a transaction is not signed by all its signers");
  }
  if (in.ok() && neo::merkle_root(hashes_of(out.transactions)) != out.header.merkle_root) {
    in.fail("its Merkle root is not the one of its transactions");
  }
  NSL_TRY_VOID(in.finish());
  return out;
}

Bytes Block::encode() const {
  Writer out(512 * (transactions.size() + 1));
  header.encode(out);
  out.var_int(transactions.size());
  for (const auto& transaction : transactions) out.raw(transaction.encode());
  return out.take();
}

json::object Block::to_json() const {
  json::object out{{"hash", header.hash().display()},
                   {"size", encode().size()},
                   {"version", 0},
                   {"previousblockhash", header.previous.display()},
                   {"merkleroot", header.merkle_root.display()},
                   {"time", header.time_ms},
                   {"nonce", fmt::format("{:016X}", header.nonce)},
                   {"index", header.index},
                   {"primary", header.primary},
                   {"nextconsensus", to_address(header.next_consensus)}};
  if (header.previous_state_root) out["previousstateroot"] = header.previous_state_root->display();
  out["witnesses"] = json::array{header.witness.to_json()};
  auto& list = out["tx"].emplace_array();
  for (const auto& transaction : transactions) list.push_back(transaction.to_json());
  return out;
}

UInt256 merkle_root(std::span<const UInt256> hashes) {
  if (hashes.empty()) return {};
  std::vector<UInt256> level(hashes.begin(), hashes.end());
  while (level.size() > 1) {
    if (level.size() % 2 != 0) level.push_back(level.back());
    for (std::size_t i = 0; i < level.size() / 2; ++i) level[i] = hash_pair(level[2 * i], level[2 * i + 1]);
    level.resize(level.size() / 2);
  }
  return level.front();
}

bool verify_standard_witness(const Witness& witness, const UInt160& account, ByteView signed_bytes) {
  if (hash160(witness.verification) != account) return false;
  const auto signatures = pushed_signatures(witness.invocation);
  if (const auto key = parse_signature_script(witness.verification)) {
    return signatures.size() == 1 && verify_signature(*key, signatures.front(), signed_bytes);
  }
  const auto several = parse_multi_signature_script(witness.verification);
  if (!several || signatures.size() != several->required) return false;
  // In the order of the keys: each signature is tried with the keys behind the one that the last belonged to.
  auto key = several->keys.begin();
  for (const auto signature : signatures) {
    while (key != several->keys.end() && !verify_signature(*key, signature, signed_bytes)) ++key;
    if (key == several->keys.end()) return false;
    ++key;
  }
  return true;
}

}  // namespace nsl::neo
