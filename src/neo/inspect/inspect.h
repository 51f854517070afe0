#pragma once
// inspect: says what a piece of text or a file's content is, and shows it decoded. Whatever may be a private key is
// never part of the answer.

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"

#include <string>
#include <string_view>

namespace nsl::neo {

inline constexpr std::size_t kInspectBytesMax = std::size_t{4} << 20;

struct Inspection {
  std::string kind;     // "transaction", "address", "private key" ...
  json::object detail;  // in the names that JSON-RPC uses, where it has one
};

// Text as people have it: an address, a hash, a key, hexadecimal, base64, or JSON (manifest, wallet file, signing
// context, transaction). kInvalidArgument when it is nothing that Neo knows.
Result<Inspection> inspect_text(std::string_view text);

// Bytes: a NEF file, a block, a transaction (signed or not), a script. Also tried as text.
Result<Inspection> inspect_bytes(ByteView bytes);

// The script's instructions as lines "12  SYSCALL 627d5b52  System.Contract.Call".
json::array instruction_lines(ByteView script);

}  // namespace nsl::neo
