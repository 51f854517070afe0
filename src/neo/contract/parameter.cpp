#include "neo/contract/parameter.h"

#include "neo/types/address.h"
#include "neo/types/json_in.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

struct TypeName {
  ParameterType type;
  std::string_view name;
};

constexpr std::array<TypeName, 13> kNames{{
    {ParameterType::kAny, "Any"},
    {ParameterType::kBoolean, "Boolean"},
    {ParameterType::kInteger, "Integer"},
    {ParameterType::kByteArray, "ByteArray"},
    {ParameterType::kString, "String"},
    {ParameterType::kHash160, "Hash160"},
    {ParameterType::kHash256, "Hash256"},
    {ParameterType::kPublicKey, "PublicKey"},
    {ParameterType::kSignature, "Signature"},
    {ParameterType::kArray, "Array"},
    {ParameterType::kMap, "Map"},
    {ParameterType::kInteropInterface, "InteropInterface"},
    {ParameterType::kVoid, "Void"},
}};

constexpr std::size_t kElementsMax = 2048;  // no more items fit onto NeoVM's stack
constexpr std::size_t kSignatureBytes = 64;

ContractParameter read(const JsonIn& in);

ContractParameter::List read_list(const JsonIn& in) {
  ContractParameter::List out;
  for (const auto& element : in.elements(kElementsMax)) out.push_back(read(element));
  return out;
}

ContractParameter::Entries read_entries(const JsonIn& in) {
  ContractParameter::Entries out;
  for (const auto& entry : in.elements(kElementsMax)) {
    auto key = read(entry["key"]);
    out.emplace_back(std::move(key), read(entry["value"]));
  }
  return out;
}

ContractParameter read_public_key(const JsonIn& in) {
  const auto point = in.point();
  return point ? ContractParameter::public_key(*point) : ContractParameter{};
}

ContractParameter read_signature(const JsonIn& in) {
  auto bytes = in.base64();
  if (bytes.size() != kSignatureBytes) in.fail("a signature has 64 bytes.");
  return {ParameterType::kSignature, std::move(bytes)};
}

ContractParameter read(const JsonIn& in) {
  const auto type = parse_parameter_type(in["type"].text());
  if (!type) {
    in["type"].fail("it must be the name of a parameter type.");
    return {};
  }
  const auto value = in.find("value");
  if (!value) return {*type, {}};
  switch (*type) {
    case ParameterType::kBoolean: return ContractParameter::boolean(value->boolean());
    case ParameterType::kInteger: return ContractParameter::integer(value->integer());
    case ParameterType::kByteArray: return {*type, value->base64()};
    case ParameterType::kSignature: return read_signature(*value);
    case ParameterType::kString: return ContractParameter::text(value->text());
    case ParameterType::kHash160: return ContractParameter::hash160(value->account());
    case ParameterType::kHash256: return ContractParameter::hash256(value->hash256());
    case ParameterType::kPublicKey: return read_public_key(*value);
    case ParameterType::kArray: return ContractParameter::list(read_list(*value));
    case ParameterType::kMap: return ContractParameter::map(read_entries(*value));
    case ParameterType::kAny:
    case ParameterType::kInteropInterface:
    case ParameterType::kVoid: break;
  }
  value->fail("a parameter of this type has no value.");
  return {};
}

struct Write {
  json::value operator()(std::monostate) const { return nullptr; }
  json::value operator()(bool value) const { return value; }
  json::value operator()(const Integer& value) const { return json::value(value.decimal()); }
  json::value operator()(const Bytes& value) const { return json::value(to_base64(value)); }
  json::value operator()(const std::string& value) const { return json::value(value); }
  json::value operator()(const UInt160& value) const { return json::value(value.display()); }
  json::value operator()(const UInt256& value) const { return json::value(value.display()); }
  json::value operator()(const ECPoint& value) const { return json::value(value.hex()); }
  json::value operator()(const ContractParameter::List& list) const {
    json::array out;
    for (const auto& element : list) out.push_back(element.to_json());
    return out;
  }
  json::value operator()(const ContractParameter::Entries& entries) const {
    json::array out;
    for (const auto& [key, value] : entries) {
      out.push_back(json::object{{"key", key.to_json()}, {"value", value.to_json()}});
    }
    return out;
  }
};

std::unexpected<Error> not_a(std::string_view what) {
  return fail(ErrorCode::kInvalidArgument, "The argument is no " + std::string(what) + ".");
}

// How each type of a command line is read.
struct TypedWord {
  std::string_view word;
  Result<ContractParameter> (*read)(std::string_view text);
};

template <typename T, typename Make>
Result<ContractParameter> made_of(Result<T> read, Make make) {
  NSL_TRY(const auto value, std::move(read));
  return make(value);
}

Result<ContractParameter> read_bool(std::string_view text) {
  if (text != "true" && text != "false") return not_a("truth value: write true or false");
  return ContractParameter::boolean(text == "true");
}

Result<ContractParameter> read_string(std::string_view text) { return ContractParameter::text(std::string(text)); }

Result<ContractParameter> read_bytes(std::string_view text) {
  const auto bytes = from_hex(text.starts_with("0x") ? text.substr(2) : text);
  if (!bytes) return not_a("sequence of bytes: write hexadecimal digits");
  return ContractParameter::bytes(*bytes);
}

constexpr std::array<TypedWord, 7> kWords{{
    {"int", [](auto text) { return made_of(Integer::parse(text), ContractParameter::integer); }},
    {"bool", read_bool},
    {"string", read_string},
    {"bytes", read_bytes},
    {"hash160", [](auto text) { return made_of(parse_account(text), ContractParameter::hash160); }},
    {"hash256", [](auto text) { return made_of(UInt256::parse(text), ContractParameter::hash256); }},
    {"key", [](auto text) { return made_of(ECPoint::parse(text), ContractParameter::public_key); }},
}};

ContractParameter parse_bare(std::string_view text) {
  if (text == "true" || text == "false") return ContractParameter::boolean(text == "true");
  if (text == "null") return ContractParameter::null();
  if (const auto number = Integer::parse(text)) return ContractParameter::integer(*number);
  if (const auto account = parse_address(text)) return ContractParameter::hash160(*account);
  if (text.starts_with("0x")) {
    if (const auto hash = UInt160::parse(text)) return ContractParameter::hash160(*hash);
    if (const auto hash = UInt256::parse(text)) return ContractParameter::hash256(*hash);
    if (const auto point = ECPoint::parse(text.substr(2))) return ContractParameter::public_key(*point);
  }
  return ContractParameter::text(std::string(text));
}

}  // namespace

std::string_view parameter_type_name(ParameterType type) {
  const auto* row = std::ranges::find(kNames, type, &TypeName::type);
  return row == kNames.end() ? std::string_view() : row->name;
}

std::optional<ParameterType> parse_parameter_type(std::string_view name) {
  const auto* row = std::ranges::find(kNames, name, &TypeName::name);
  return row == kNames.end() ? std::nullopt : std::optional(row->type);
}

Result<ContractParameter> ContractParameter::from_json(const json::value& value) {
  JsonDocument document(value, "parameter");
  auto parameter = read(document.root());
  NSL_TRY_VOID(document.status());
  return parameter;
}

json::value ContractParameter::to_json() const {
  json::object out{{"type", parameter_type_name(type)}};
  if (!std::holds_alternative<std::monostate>(value)) out["value"] = std::visit(Write{}, value);
  return out;
}

Result<ContractParameter> ContractParameter::parse(std::string_view text) {
  if (text.starts_with('{')) {
    NSL_TRY(const auto value, json::parse(text));
    return from_json(value);
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos) {
    const auto* typed = std::ranges::find(kWords, text.substr(0, colon), &TypedWord::word);
    if (typed != kWords.end()) return typed->read(text.substr(colon + 1));
  }
  return parse_bare(text);
}

}  // namespace nsl::neo
