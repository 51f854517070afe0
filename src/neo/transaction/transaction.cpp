#include "neo/transaction/transaction.h"

#include "neo/types/address.h"
#include "neo/types/hashing.h"

#include <algorithm>
#include <set>

namespace nsl::neo {

namespace {

std::unexpected<Error> refuse(std::string_view problem) {
  return fail(ErrorCode::kInvalidArgument, "The transaction breaks a rule of Neo: " + std::string(problem) + ".");
}

Bytes copy_of(ByteView bytes) { return Bytes(bytes.begin(), bytes.end()); }

void decode_fees(Reader& in, Transaction& out) {
  out.system_fee = Fixed8::datoshi(in.i64());
  out.network_fee = Fixed8::datoshi(in.i64());
}

// Everything but the witnesses. Leaves check() to the caller.
Transaction decode_hashed_part(Reader& in) {
  Transaction out;
  if (in.u8() != 0) in.fail("it has an unknown version");
  out.nonce = in.u32();
  decode_fees(in, out);
  out.valid_until_block = in.u32();
  const auto signers = in.count(Transaction::kSignersAndAttributesMax);
  for (std::size_t i = 0; i < signers && in.ok(); ++i) out.signers.push_back(Signer::decode(in));
  const auto attributes = in.count(Transaction::kSignersAndAttributesMax - signers);
  for (std::size_t i = 0; i < attributes && in.ok(); ++i) out.attributes.push_back(Attribute::decode(in));
  out.script = copy_of(in.var_bytes(Transaction::kScriptBytesMax));
  return out;
}

void encode_hashed_part(Writer& out, const Transaction& transaction) {
  out.u8(0);
  out.u32(transaction.nonce);
  out.i64(transaction.system_fee.datoshi());
  out.i64(transaction.network_fee.datoshi());
  out.u32(transaction.valid_until_block);
  out.var_int(transaction.signers.size());
  for (const auto& signer : transaction.signers) signer.encode(out);
  out.var_int(transaction.attributes.size());
  for (const auto& attribute : transaction.attributes) attribute.encode(out);
  out.var_bytes(transaction.script);
}

std::size_t expected_bytes(const Transaction& transaction) { return 512 + transaction.script.size(); }

Status check_fees(const Transaction& transaction) {
  if (transaction.system_fee < Fixed8{} || transaction.network_fee < Fixed8{}) return refuse("a fee is below zero");
  if (!transaction.system_fee.plus(transaction.network_fee)) return refuse("the fees together are too large");
  return {};
}

Status check_signers(const Transaction& transaction) {
  if (transaction.signers.empty()) return refuse("nobody signs it");
  if (transaction.signers.size() + transaction.attributes.size() > Transaction::kSignersAndAttributesMax) {
    return refuse("it has more than 16 signers and attributes");
  }
  std::set<UInt160> accounts;
  for (const auto& signer : transaction.signers) {
    NSL_TRY_VOID(signer.check());
    if (!accounts.insert(signer.account).second) return refuse("an account signs twice");
  }
  return {};
}

Status check_attributes(const Transaction& transaction) {
  std::set<AttributeType> types;
  for (const auto& attribute : transaction.attributes) {
    const bool may_repeat = attribute.type() == AttributeType::kConflicts;
    if (!types.insert(attribute.type()).second && !may_repeat) return refuse("an attribute is there twice");
  }
  return {};
}

}  // namespace

Witness Witness::decode(Reader& in) {
  Witness out;
  out.invocation = copy_of(in.var_bytes(kScriptBytesMax));
  out.verification = copy_of(in.var_bytes(kScriptBytesMax));
  return out;
}

void Witness::encode(Writer& out) const {
  out.var_bytes(invocation);
  out.var_bytes(verification);
}

Witness Witness::from_json(const JsonIn& in) { return {in["invocation"].base64(), in["verification"].base64()}; }

json::object Witness::to_json() const {
  return {{"invocation", to_base64(invocation)}, {"verification", to_base64(verification)}};
}

Transaction Transaction::decode(Reader& in) {
  const auto start = in.left();
  auto out = decode_hashed_part(in);
  const auto witnesses = in.count(kSignersAndAttributesMax);
  for (std::size_t i = 0; i < witnesses && in.ok(); ++i) out.witnesses.push_back(Witness::decode(in));
  if (start - in.left() > kBytesMax) in.fail("it is larger than 102,400 bytes");
  if (!in.ok()) return out;
  if (const auto status = out.check(); !status) in.fail(status.error().message);
  return out;
}

Result<Transaction> Transaction::decode(ByteView bytes) {
  Reader in(bytes, "transaction");
  auto out = decode(in);
  NSL_TRY_VOID(in.finish());
  return out;
}

Result<Transaction> Transaction::decode_unsigned(ByteView bytes) {
  Reader in(bytes, "transaction");
  auto out = decode_hashed_part(in);
  NSL_TRY_VOID(in.finish());
  NSL_TRY_VOID(out.check());
  return out;
}

Bytes Transaction::encode() const {
  Writer out(expected_bytes(*this));
  encode_hashed_part(out, *this);
  out.var_int(witnesses.size());
  for (const auto& witness : witnesses) witness.encode(out);
  return out.take();
}

Bytes Transaction::encode_unsigned() const {
  Writer out(expected_bytes(*this));
  encode_hashed_part(out, *this);
  return out.take();
}

UInt256 Transaction::hash() const { return sha256_hash(encode_unsigned()); }

std::size_t Transaction::bytes() const { return encode().size(); }

Status Transaction::check() const {
  NSL_TRY_VOID(check_fees(*this));
  NSL_TRY_VOID(check_signers(*this));
  NSL_TRY_VOID(check_attributes(*this));
  if (script.empty() || script.size() > kScriptBytesMax) return refuse("its script is empty or above 65,535 bytes");
  const auto fits = [](const Bytes& part) { return part.size() <= Witness::kScriptBytesMax; };
  for (const auto& witness : witnesses) {
    if (!fits(witness.invocation) || !fits(witness.verification)) return refuse("a witness is above 1,024 bytes");
  }
  if (witnesses.size() > signers.size()) return refuse("it has more witnesses than signers");
  if (bytes() > kBytesMax) return refuse("it is larger than 102,400 bytes");
  return {};
}

Result<Transaction> Transaction::from_json(const json::value& value) {
  JsonDocument document(value, "transaction");
  const auto root = document.root();
  Transaction out;
  root["version"].number(0, 0);
  out.nonce = root["nonce"].u32();
  out.system_fee = Fixed8::datoshi(root["sysfee"].int64_text());
  out.network_fee = Fixed8::datoshi(root["netfee"].int64_text());
  out.valid_until_block = root["validuntilblock"].u32();
  for (const auto& signer : root["signers"].elements(kSignersAndAttributesMax)) {
    out.signers.push_back(Signer::from_json(signer));
  }
  for (const auto& attribute : root["attributes"].elements(kSignersAndAttributesMax)) {
    out.attributes.push_back(Attribute::from_json(attribute));
  }
  out.script = root["script"].base64();
  if (const auto witnesses = root.find("witnesses")) {
    for (const auto& witness : witnesses->elements(kSignersAndAttributesMax)) {
      out.witnesses.push_back(Witness::from_json(witness));
    }
  }
  NSL_TRY_VOID(document.status());
  NSL_TRY_VOID(out.check());
  return out;
}

json::object Transaction::to_json() const {
  json::object out{{"hash", hash().display()},
                   {"size", bytes()},
                   {"version", 0},
                   {"nonce", nonce},
                   {"sender", to_address(sender())},
                   {"sysfee", system_fee.datoshi_text()},
                   {"netfee", network_fee.datoshi_text()},
                   {"validuntilblock", valid_until_block}};
  auto& signer_list = out["signers"].emplace_array();
  for (const auto& signer : signers) signer_list.push_back(signer.to_json());
  auto& attribute_list = out["attributes"].emplace_array();
  for (const auto& attribute : attributes) attribute_list.push_back(attribute.to_json());
  out["script"] = to_base64(script);
  auto& witness_list = out["witnesses"].emplace_array();
  for (const auto& witness : witnesses) witness_list.push_back(witness.to_json());
  return out;
}

SignedData signed_data(std::uint32_t network, const UInt256& hash) {
  SignedData out;
  for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(network >> (8 * i));
  std::ranges::copy(hash.bytes(), out.begin() + 4);
  return out;
}

}  // namespace nsl::neo
