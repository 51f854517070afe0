// System.Crypto.*: the signatures of a transaction's witnesses.
#include "crypto/p256.h"
#include "devchain/execution/services.h"
#include "neo/script/verification.h"

#include <fmt/format.h>

#include <array>

namespace nsl::devchain {
namespace {

using neovm::StackItem;

bool is_valid(Execution& execution, ByteView key, ByteView signature) {
  const auto data = neo::signed_data(execution.input().network, execution.input().transaction->hash());
  return crypto::p256_verify(crypto::Hash::kSha256, {.key = {key}, .signature = signature}, data);
}

bool needs_transaction(Execution& execution) {
  return execution.input().transaction != nullptr ||
         execution.engine().fault("there is no transaction to check signatures of");
}

bool check_signature(Execution& execution) {
  Bytes key;
  Bytes signature;
  if (!pop_bytes(execution, key) || !pop_bytes(execution, signature) || !needs_transaction(execution)) return false;
  if (!neo::ECPoint::decode(key)) return execution.engine().fault("invalid public key");
  if (signature.size() != neo::kSignatureBytes) {
    return execution.engine().fault(
        fmt::format("wrong signature length: expected {}, got {}", neo::kSignatureBytes, signature.size()));
  }
  execution.engine().push_boolean(is_valid(execution, key, signature));
  return true;
}

// A list of byte strings: as an array, or as a number and so many items.
bool pop_list(Execution& execution, std::vector<Bytes>& out) {
  neovm::Engine& engine = execution.engine();
  StackItem first;
  if (!engine.pop(first)) return false;
  std::vector<StackItem> items;
  if (first.is_array()) {
    items = first.array().items;
  } else {
    const auto count = first.to_integer();
    const auto number = count ? count->as_int64() : std::nullopt;
    if (!number || *number < 1 || static_cast<std::uint64_t>(*number) > engine.stack().size())
      return engine.fault("wrong number of keys or signatures");
    for (std::int64_t i = 0; i < *number; ++i) items.push_back(engine.stack().pop());
  }
  for (const StackItem& item : items) {
    auto bytes = item.to_bytes();
    if (!bytes) return engine.fault("a key or signature has no bytes");
    out.push_back(*std::move(bytes));
  }
  return !out.empty() || engine.fault("there are no keys or signatures");
}

bool check_multisig(Execution& execution) {
  std::vector<Bytes> keys;
  std::vector<Bytes> signatures;
  if (!pop_list(execution, keys) || !pop_list(execution, signatures) || !needs_transaction(execution)) return false;
  neovm::Engine& engine = execution.engine();
  constexpr std::int64_t kPerKey = 1 << 15;
  if (!engine.charge(kPerKey * static_cast<std::int64_t>(keys.size()) * engine.price_factor())) return false;
  if (signatures.size() > keys.size()) return engine.fault("more signatures than there are keys");
  for (const Bytes& signature : signatures) {
    if (signature.size() != neo::kSignatureBytes) return engine.fault("wrong signature length");
  }
  for (const Bytes& key : keys) {
    if (!neo::ECPoint::decode(key)) return engine.fault("invalid public key");
  }
  // Both are in the same order, so each signature is looked for from where the one before was found.
  std::size_t found = 0;
  for (std::size_t key = 0; key < keys.size() && found < signatures.size(); ++key) {
    if (signatures.size() - found > keys.size() - key) break;
    if (is_valid(execution, keys[key], signatures[found])) ++found;
  }
  engine.push_boolean(found == signatures.size());
  return true;
}

constexpr std::array kServices{
    Service{"System.Crypto.CheckSig", CallFlags::kNone, check_signature},
    Service{"System.Crypto.CheckMultisig", CallFlags::kNone, check_multisig},
};

}  // namespace

std::span<const Service> crypto_services() { return kServices; }

}  // namespace nsl::devchain
