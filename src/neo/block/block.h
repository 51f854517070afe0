#pragma once
// Header and Block: what nodes agree on, one after the other. With dBFT a block that is persisted is final.

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "neo/transaction/transaction.h"
#include "neo/types/binary.h"
#include "neo/types/hash.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nsl::neo {

// Whether headers of this network carry the root of the state before them. None of the public networks has it.
enum class StateRoot : std::uint8_t { kNotInHeader, kInHeader };

struct Header {
  UInt256 previous;
  UInt256 merkle_root;
  std::uint64_t time_ms = 0;  // since 1970
  std::uint64_t nonce = 0;
  std::uint32_t index = 0;
  std::uint8_t primary = 0;  // the validator that proposed it
  UInt160 next_consensus;    // whose witness the next block needs
  std::optional<UInt256> previous_state_root;
  Witness witness;

  static Header decode(Reader& in, StateRoot state_root = StateRoot::kNotInHeader);
  void encode(Writer& out) const;
  Bytes encode_unsigned() const;
  UInt256 hash() const;

  bool operator==(const Header&) const = default;
};

struct Block {
  static constexpr std::size_t kTransactionsMax = 65'535;

  Header header;
  std::vector<Transaction> transactions;

  // kInvalidArgument also when the Merkle root is not the one of the transactions.
  static Result<Block> decode(ByteView bytes, StateRoot state_root = StateRoot::kNotInHeader);
  Bytes encode() const;
  json::object to_json() const;  // as nodes write it, without what only a node knows

  bool operator==(const Block&) const = default;
};

// Pairs of hashes are hashed (SHA-256 twice) until one is left; the last of an odd number counts twice. Zero for none.
UInt256 merkle_root(std::span<const UInt256> hashes);

// Whether a witness of one of the standard forms holds valid signatures over `signed_bytes`, and is the account's.
bool verify_standard_witness(const Witness& witness, const UInt160& account, ByteView signed_bytes);

}  // namespace nsl::neo
