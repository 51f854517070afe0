#pragma once
// Attribute: what a transaction asks for beside running its script.

#include "base/json.h"
#include "neo/types/binary.h"
#include "neo/types/hash.h"
#include "neo/types/json_in.h"

#include <cstdint>
#include <string_view>
#include <variant>

namespace nsl::neo {

enum class AttributeType : std::uint8_t {
  kHighPriority = 0x01,
  kOracleResponse = 0x11,
  kNotValidBefore = 0x20,
  kConflicts = 0x21,
  kNotaryAssisted = 0x22,
};

std::string_view attribute_type_name(AttributeType type);

// Goes before all others; the committee must sign.
struct HighPriority {
  bool operator==(const HighPriority&) const = default;
};

// The answer of Neo's own oracle nodes.
struct OracleResponse {
  enum class Code : std::uint8_t {
    kSuccess = 0x00,
    kProtocolNotSupported = 0x10,
    kConsensusUnreachable = 0x12,
    kNotFound = 0x14,
    kTimeout = 0x16,
    kForbidden = 0x18,
    kResponseTooLarge = 0x1a,
    kInsufficientFunds = 0x1c,
    kContentTypeNotSupported = 0x1f,
    kError = 0xff,
  };
  static constexpr std::size_t kResultBytesMax = 65'535;

  std::uint64_t id = 0;
  Code code = Code::kSuccess;
  Bytes result;
  bool operator==(const OracleResponse&) const = default;
};

// Not before this height.
struct NotValidBefore {
  std::uint32_t height = 0;
  bool operator==(const NotValidBefore&) const = default;
};

// Of this transaction and that one, at most one gets onto the chain: how a transaction is cancelled or replaced.
struct Conflicts {
  UInt256 transaction;
  bool operator==(const Conflicts&) const = default;
};

// The Notary contract completes the signatures.
struct NotaryAssisted {
  std::uint8_t keys = 0;
  bool operator==(const NotaryAssisted&) const = default;
};

struct Attribute {
  std::variant<HighPriority, OracleResponse, NotValidBefore, Conflicts, NotaryAssisted> value;

  AttributeType type() const;
  static Attribute decode(Reader& in);
  void encode(Writer& out) const;
  static Attribute from_json(const JsonIn& in);
  json::object to_json() const;

  bool operator==(const Attribute&) const = default;
};

}  // namespace nsl::neo
