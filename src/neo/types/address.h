#pragma once
// Addresses: the text form of an account's script hash in Neo N3, 34 characters that begin with N.

#include "neo/types/hash.h"

#include <string>
#include <string_view>

namespace nsl::neo {

// 0x35 in front of the hash makes addresses begin with N. Neo Legacy had 0x17 and A; its addresses are refused, because
// nobody has the key to the N3 account of the same hash.
inline constexpr std::uint8_t kAddressVersion = 0x35;

std::string to_address(const UInt160& account);

// kInvalidArgument says what is wrong with the text.
Result<UInt160> parse_address(std::string_view text);

// An address or a script hash in its display form, as commands and JSON-RPC take both.
Result<UInt160> parse_account(std::string_view text);

}  // namespace nsl::neo
