#pragma once
// Nef: a compiled contract, the file that a compiler writes and a deployment carries (NEF3).

#include "base/bytes.h"
#include "base/error.h"
#include "neo/contract/call_flags.h"
#include "neo/types/hash.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::neo {

// A method of another contract, which CALLT names by its index.
struct MethodToken {
  UInt160 contract;
  std::string method;
  std::uint16_t parameters = 0;
  bool has_return_value = false;
  CallFlags flags = CallFlags::kAll;

  bool operator==(const MethodToken&) const = default;
};

struct Nef {
  static constexpr std::uint32_t kMagic = 0x3346454e;  // "NEF3"
  static constexpr std::size_t kCompilerBytes = 64;
  static constexpr std::size_t kSourceBytesMax = 256;
  static constexpr std::size_t kTokensMax = 128;
  static constexpr std::size_t kMethodNameBytesMax = 32;
  static constexpr std::size_t kScriptBytesMax = 131'070;  // the largest item of NeoVM

  std::string compiler;  // at most 64 bytes; zeros at its end are padding
  std::string source;    // where the source code is, for people
  std::vector<MethodToken> tokens;
  Bytes script;

  // The whole file with its checksum, which must be right. kInvalidArgument says what is wrong.
  static Result<Nef> decode(ByteView file);
  Bytes encode() const;

  // The last four bytes of the file: the first of the double SHA-256 of all before them.
  std::uint32_t checksum() const;

  bool operator==(const Nef&) const = default;
};

// The script hash a contract gets when `sender` deploys a NEF under this name, the same on every network.
struct Deployment {
  UInt160 sender;
  std::uint32_t nef_checksum = 0;
  std::string_view name;
};
UInt160 contract_hash(const Deployment& deployment);

}  // namespace nsl::neo
