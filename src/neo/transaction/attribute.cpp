#include "neo/transaction/attribute.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

using Code = OracleResponse::Code;

struct TypeName {
  AttributeType type;
  std::string_view name;
};

// In the order of the variant.
constexpr std::array<TypeName, 5> kTypes{{
    {AttributeType::kHighPriority, "HighPriority"},
    {AttributeType::kOracleResponse, "OracleResponse"},
    {AttributeType::kNotValidBefore, "NotValidBefore"},
    {AttributeType::kConflicts, "Conflicts"},
    {AttributeType::kNotaryAssisted, "NotaryAssisted"},
}};

struct CodeName {
  Code code;
  std::string_view name;
};

constexpr std::array<CodeName, 10> kCodes{{
    {Code::kSuccess, "Success"},
    {Code::kProtocolNotSupported, "ProtocolNotSupported"},
    {Code::kConsensusUnreachable, "ConsensusUnreachable"},
    {Code::kNotFound, "NotFound"},
    {Code::kTimeout, "Timeout"},
    {Code::kForbidden, "Forbidden"},
    {Code::kResponseTooLarge, "ResponseTooLarge"},
    {Code::kInsufficientFunds, "InsufficientFunds"},
    {Code::kContentTypeNotSupported, "ContentTypeNotSupported"},
    {Code::kError, "Error"},
}};

OracleResponse decode_oracle_response(Reader& in) {
  OracleResponse out;
  out.id = in.u64();
  out.code = static_cast<Code>(in.u8());
  if (std::ranges::find(kCodes, out.code, &CodeName::code) == kCodes.end()) in.fail("there is no such oracle code");
  const auto result = in.var_bytes(OracleResponse::kResultBytesMax);
  if (out.code != Code::kSuccess && !result.empty()) in.fail("a failed oracle response has a result");
  out.result.assign(result.begin(), result.end());
  return out;
}

OracleResponse read_oracle_response(const JsonIn& in) {
  OracleResponse out;
  const auto id = in["id"].integer().as_uint64();
  if (!id) in["id"].fail("it must fit into 64 bits.");
  out.id = id.value_or(0);
  const auto name = in["code"].text();
  const auto* row = std::ranges::find(kCodes, name, &CodeName::name);
  if (row == kCodes.end()) {
    in["code"].fail("it must be the name of an oracle code.");
  } else {
    out.code = row->code;
  }
  out.result = in["result"].base64();
  return out;
}

struct Encode {
  Writer& out;

  void operator()(const HighPriority&) const {}
  void operator()(const OracleResponse& value) const {
    out.u64(value.id);
    out.u8(static_cast<std::uint8_t>(value.code));
    out.var_bytes(value.result);
  }
  void operator()(const NotValidBefore& value) const { out.u32(value.height); }
  void operator()(const Conflicts& value) const { out.hash(value.transaction); }
  void operator()(const NotaryAssisted& value) const { out.u8(value.keys); }
};

struct Write {
  json::object& out;

  void operator()(const HighPriority&) const {}
  void operator()(const OracleResponse& value) const {
    out["id"] = value.id;
    out["code"] = std::ranges::find(kCodes, value.code, &CodeName::code)->name;
    out["result"] = to_base64(value.result);
  }
  void operator()(const NotValidBefore& value) const { out["height"] = value.height; }
  void operator()(const Conflicts& value) const { out["hash"] = value.transaction.display(); }
  void operator()(const NotaryAssisted& value) const { out["nkeys"] = value.keys; }
};

}  // namespace

std::string_view attribute_type_name(AttributeType type) {
  return std::ranges::find(kTypes, type, &TypeName::type)->name;
}

AttributeType Attribute::type() const { return kTypes[value.index()].type; }

Attribute Attribute::decode(Reader& in) {
  switch (static_cast<AttributeType>(in.u8())) {
    case AttributeType::kHighPriority: return {HighPriority{}};
    case AttributeType::kOracleResponse: return {decode_oracle_response(in)};
    case AttributeType::kNotValidBefore: return {NotValidBefore{in.u32()}};
    case AttributeType::kConflicts: return {Conflicts{in.hash<UInt256::kBytes>()}};
    case AttributeType::kNotaryAssisted: return {NotaryAssisted{in.u8()}};
  }
  in.fail("there is no such attribute");
  return {};
}

void Attribute::encode(Writer& out) const {
  out.u8(static_cast<std::uint8_t>(type()));
  std::visit(Encode{out}, value);
}

Attribute Attribute::from_json(const JsonIn& in) {
  const auto name = in["type"].text();
  const auto* row = std::ranges::find(kTypes, name, &TypeName::name);
  if (row == kTypes.end()) {
    in["type"].fail("it must be the name of an attribute.");
    return {};
  }
  switch (row->type) {
    case AttributeType::kHighPriority: break;
    case AttributeType::kOracleResponse: return {read_oracle_response(in)};
    case AttributeType::kNotValidBefore: return {NotValidBefore{in["height"].u32()}};
    case AttributeType::kConflicts: return {Conflicts{in["hash"].hash256()}};
    case AttributeType::kNotaryAssisted: return {NotaryAssisted{in["nkeys"].u8()}};
  }
  return {HighPriority{}};
}

json::object Attribute::to_json() const {
  json::object out{{"type", attribute_type_name(type())}};
  std::visit(Write{out}, value);
  return out;
}

}  // namespace nsl::neo
