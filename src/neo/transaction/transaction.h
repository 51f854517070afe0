#pragma once
// Transaction: what changes the chain. A script, who signs it, what it costs at most, and until when it may be
// included.
//
// Its hash covers everything but the witnesses and knows no network. What is signed does: the network's magic number
// stands in front of the hash.

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "neo/transaction/attribute.h"
#include "neo/transaction/signer.h"
#include "neo/types/amount.h"
#include "neo/types/binary.h"
#include "neo/types/hash.h"

#include <array>
#include <cstdint>
#include <vector>

namespace nsl::neo {

// Why a transaction (or a block) may be believed: a script that holds what `verification` asks for. An empty
// verification script stands for the `verify` method of a deployed contract.
struct Witness {
  static constexpr std::size_t kScriptBytesMax = 1024;

  Bytes invocation;
  Bytes verification;

  static Witness decode(Reader& in);
  void encode(Writer& out) const;
  std::size_t bytes() const { return var_bytes_bytes(invocation.size()) + var_bytes_bytes(verification.size()); }
  static Witness from_json(const JsonIn& in);
  json::object to_json() const;

  bool operator==(const Witness&) const = default;
};

struct Transaction {
  static constexpr std::size_t kBytesMax = 102'400;
  static constexpr std::size_t kSignersAndAttributesMax = 16;
  static constexpr std::size_t kScriptBytesMax = 65'535;

  std::uint32_t nonce = 0;              // makes transactions differ that are otherwise alike
  Fixed8 system_fee;                    // what the script may use; burned
  Fixed8 network_fee;                   // for size and verification, to the nodes
  std::uint32_t valid_until_block = 0;  // it is included at a height up to this one, or never
  std::vector<Signer> signers;          // the first one, the sender, pays
  std::vector<Attribute> attributes;
  Bytes script;
  std::vector<Witness> witnesses;  // one for each signer, in their order; fewer while it is not signed

  // All of it; as a part of something larger; and without the list of witnesses. kInvalidArgument for whatever breaks
  // the rules that check() knows. Nodes take complete ones only; wallets hand each other others too.
  static Result<Transaction> decode(ByteView bytes);
  static Transaction decode(Reader& in);
  static Result<Transaction> decode_unsigned(ByteView bytes);
  Bytes encode() const;
  Bytes encode_unsigned() const;

  UInt256 hash() const;
  std::size_t bytes() const;  // encoded, with its witnesses
  bool is_complete() const { return witnesses.size() == signers.size(); }
  const UInt160& sender() const { return signers.front().account; }

  // The rules that hold without knowing the chain: bounds, signers and attributes that go together, no fee below zero.
  // encode() and hash() take anything; call this on what is built from parts.
  Status check() const;

  // As nodes write it, with hash and size; further members are not looked at.
  static Result<Transaction> from_json(const json::value& value);
  json::object to_json() const;

  bool operator==(const Transaction&) const = default;
};

// What the witnesses of a transaction or block sign: the network's magic and the hash.
using SignedData = std::array<std::uint8_t, 4 + UInt256::kBytes>;
SignedData signed_data(std::uint32_t network, const UInt256& hash);

}  // namespace nsl::neo
