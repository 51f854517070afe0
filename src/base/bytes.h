#pragma once
// Byte sequences and their text forms. All decoders are strict: no white space, no padding games, one text per value.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsl {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);

// Base64 with padding (RFC 4648 section 4).
std::string to_base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);

// Base64url without padding (RFC 4648 section 5).
std::string to_base64url(ByteView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

// Whether the text is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);
// Bytes of the first character of `text`: 1 to 4, or 0 when it does not begin with a well-formed one.
std::size_t utf8_sequence_length(std::string_view text);
// The text with U+FFFD for each ill-formed part, as decoders do it (Encoding Standard; Unicode 15 section 3.9, "maximal
// subpart").
Bytes to_well_formed_utf8(std::string_view text);

}  // namespace nsl
