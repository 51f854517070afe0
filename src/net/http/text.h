#pragma once
// Small rules of HTTP's text (RFC 9110 section 5) that client and egress share.

#include <optional>
#include <string>
#include <string_view>

namespace nsl::net {

// Whether the text is a token: what a method or a field name consists of. Not empty.
bool is_token(std::string_view text);

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

std::string to_lower(std::string_view text);

// Without regard to the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);

// Bytes of ISO 8859-1 as UTF-8, and back; nullopt for text that has characters above U+00FF or is no UTF-8.
std::string latin1_to_utf8(std::string_view bytes);
std::optional<std::string> utf8_to_latin1(std::string_view text);

}  // namespace nsl::net
