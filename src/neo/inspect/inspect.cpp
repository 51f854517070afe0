#include "neo/inspect/inspect.h"

#include "neo/block/block.h"
#include "neo/contract/manifest.h"
#include "neo/contract/native.h"
#include "neo/contract/nef.h"
#include "neo/inspect/describe.h"
#include "neo/script/parser.h"
#include "neo/transaction/signing.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"
#include "neo/wallet/nep2.h"
#include "neo/wallet/wallet_file.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

using Attempt = Result<Inspection>;

std::unexpected<Error> unknown() {
  return fail(
      ErrorCode::kInvalidArgument,
      "This is nothing that Neo knows: no address, hash, key, transaction, block, script, NEF, manifest or wallet.");
}

Attempt as_block(ByteView bytes) {
  NSL_TRY(const auto block, Block::decode(bytes));
  return Inspection{"block", block.to_json()};
}

Attempt as_transaction(ByteView bytes) {
  auto transaction = Transaction::decode(bytes);
  if (!transaction) transaction = Transaction::decode_unsigned(bytes);
  if (!transaction) return std::unexpected(transaction.error());
  return Inspection{transaction->is_complete() ? "transaction" : "transaction without all witnesses",
                    describe(*transaction)};
}

Attempt as_nef(ByteView bytes) {
  NSL_TRY(const auto nef, Nef::decode(bytes));
  return Inspection{"NEF", describe(nef)};
}

Attempt as_script(ByteView bytes) {
  NSL_TRY_VOID(check_script(bytes));
  if (bytes.empty()) return unknown();
  return Inspection{"script", describe_script(bytes)};
}

Attempt as_public_key(ByteView bytes) {
  NSL_TRY(const auto key, ECPoint::decode(bytes));
  return Inspection{"public key", describe(key)};
}

// JSON of a kind is told by a member that only this kind has.
Attempt inspect_json(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return unknown();
  if (object->contains("abi")) {
    NSL_TRY(const auto manifest, Manifest::from_json(value));
    return Inspection{"manifest", manifest.to_json()};
  }
  if (object->contains("scrypt")) {
    NSL_TRY(const auto wallet, WalletFile::parse(json::serialize(value)));
    return Inspection{"wallet", describe(wallet)};
  }
  if (object->contains("items") && object->contains("data")) {
    NSL_TRY(const auto context, SigningContext::from_json(value));
    return Inspection{"signing context", describe(context)};
  }
  if (object->contains("validuntilblock")) {
    NSL_TRY(const auto transaction, Transaction::from_json(value));
    return Inspection{"transaction", describe(transaction)};
  }
  if (object->contains("type")) {
    NSL_TRY(const auto parameter, ContractParameter::from_json(value));
    return Inspection{"parameter", parameter.to_json().as_object()};
  }
  return unknown();
}

// What is text and not encoded bytes.
Attempt inspect_word(std::string_view text) {
  if (const auto account = parse_address(text)) return Inspection{"address", describe(*account)};
  if (const auto key = PrivateKey::from_wif(text)) return Inspection{"private key", describe(key->public_key())};
  if (is_nep2(text)) return Inspection{"private key, encrypted (NEP-2)", {}};
  if (const auto* native = find_native(text)) return Inspection{"native contract", describe(native->hash)};
  if (text.starts_with("0x")) {
    if (const auto hash = UInt160::parse(text)) return Inspection{"script hash", describe(*hash)};
    if (const auto hash = UInt256::parse(text)) {
      return Inspection{"hash of a transaction or block", {{"hash", hash->display()}}};
    }
  }
  return unknown();
}

// 32 bytes may be a private key, so they are not repeated.
Attempt inspect_32_bytes(ByteView bytes) {
  const auto key = PrivateKey::from_bytes(bytes);
  if (!key) return unknown();
  auto detail = describe(key->public_key());
  detail["note"] = "if these 32 bytes are a private key, this is its account; if they are a hash, write 0x in front";
  return Inspection{"private key, or a hash", std::move(detail)};
}

}  // namespace

json::array instruction_lines(ByteView script) {
  json::array out;
  const auto lines = disassemble(script);
  if (!lines) return out;
  for (const auto& line : *lines) {
    auto text = std::to_string(line.position) + "  " + line.instruction;
    if (!line.note.empty()) text += "  " + line.note;
    out.push_back(json::value(text));
  }
  return out;
}

Result<Inspection> inspect_bytes(ByteView bytes) {
  if (bytes.size() > kInspectBytesMax) return fail(ErrorCode::kInvalidArgument, "There is more than 4 MiB to inspect.");
  // From the form that proves most to the one that proves least: a NEF has a checksum, a block a Merkle root, and
  // almost anything is a script.
  constexpr std::array<Attempt (*)(ByteView), 5> kForms{as_nef, as_block, as_transaction, as_public_key, as_script};
  for (const auto form : kForms) {
    if (auto inspection = form(bytes)) return inspection;
  }
  return unknown();
}

Result<Inspection> inspect_text(std::string_view text) {
  if (text.size() > kInspectBytesMax) return fail(ErrorCode::kInvalidArgument, "There is more than 4 MiB to inspect.");
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text.starts_with('{')) {
    NSL_TRY(const auto value, json::parse(text));
    return inspect_json(value);
  }
  if (auto word = inspect_word(text)) return word;
  // Of Neo Legacy, which is worth being told.
  constexpr std::size_t kAddressCharacters = 34;
  if (text.starts_with('A') && text.size() == kAddressCharacters) return std::unexpected(parse_address(text).error());
  auto bytes = from_hex(text.starts_with("0x") ? text.substr(2) : text);
  if (!bytes) bytes = from_base64(text);
  if (!bytes || bytes->empty()) return unknown();
  auto out = bytes->size() == PrivateKey::kBytes ? inspect_32_bytes(*bytes) : inspect_bytes(*bytes);
  crypto::wipe(*bytes);
  return out;
}

}  // namespace nsl::neo
