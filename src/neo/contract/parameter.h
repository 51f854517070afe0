#pragma once
// ContractParameter: an argument of a contract's method, typed as manifests and JSON-RPC type them.

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"
#include "neo/types/integer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace nsl::neo {

enum class ParameterType : std::uint8_t {
  kAny = 0x00,
  kBoolean = 0x10,
  kInteger = 0x11,
  kByteArray = 0x12,
  kString = 0x13,
  kHash160 = 0x14,
  kHash256 = 0x15,
  kPublicKey = 0x16,
  kSignature = 0x17,
  kArray = 0x20,
  kMap = 0x22,
  kInteropInterface = 0x30,
  kVoid = 0xff,
};

std::string_view parameter_type_name(ParameterType type);  // "Hash160"
std::optional<ParameterType> parse_parameter_type(std::string_view name);

struct ContractParameter {
  using List = std::vector<ContractParameter>;
  using Entries = std::vector<std::pair<ContractParameter, ContractParameter>>;

  ParameterType type = ParameterType::kAny;
  // By type; ByteArray and Signature are bytes. Nothing at all is null, whatever the type.
  std::variant<std::monostate, bool, Integer, Bytes, std::string, UInt160, UInt256, ECPoint, List, Entries> value;

  static ContractParameter null() { return {}; }
  static ContractParameter boolean(bool value) { return {ParameterType::kBoolean, value}; }
  static ContractParameter integer(Integer value) { return {ParameterType::kInteger, value}; }
  static ContractParameter bytes(ByteView value) {
    return {ParameterType::kByteArray, Bytes(value.begin(), value.end())};
  }
  static ContractParameter text(std::string value) { return {ParameterType::kString, std::move(value)}; }
  static ContractParameter hash160(const UInt160& value) { return {ParameterType::kHash160, value}; }
  static ContractParameter hash256(const UInt256& value) { return {ParameterType::kHash256, value}; }
  static ContractParameter public_key(const ECPoint& value) { return {ParameterType::kPublicKey, value}; }
  static ContractParameter list(List value) { return {ParameterType::kArray, std::move(value)}; }
  static ContractParameter map(Entries value) { return {ParameterType::kMap, std::move(value)}; }

  // {"type": "Hash160", "value": "0x..."} with hashes in display form or as an address, bytes in base64.
  static Result<ContractParameter> from_json(const json::value& value);
  json::value to_json() const;

  // As people write arguments on a command line: "TYPE:VALUE" (int:5, bool:true, string:hello, bytes:0a0b in hex,
  // hash160:ADDRESS-or-hash, hash256:HASH, key:HEX). A bare word is taken for what it looks like: true and false, null,
  // a whole number, an address, a hash or key in hex with 0x, a JSON object as from_json() reads it; else it is text.
  static Result<ContractParameter> parse(std::string_view text);

  bool operator==(const ContractParameter&) const = default;
};

}  // namespace nsl::neo
