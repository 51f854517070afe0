#include "api/patterns.h"

#include "auth/wallet_sign_in.h"
#include "base/id.h"
#include "vault/secrets.h"

#include <algorithm>

namespace nsl::api {
namespace {

// Of functions, tokens and owners.
bool is_label(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, allowed);
}

bool is_execution_id(std::string_view text) { return ExecutionId::parse(text).has_value(); }

bool is_grant_id(std::string_view text) { return GrantId::parse(text).has_value(); }

bool is_challenge_id(std::string_view text) { return auth::ChallengeId::parse(text).has_value(); }

bool is_address(std::string_view text) {
  constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  return text.size() == 34 && text.starts_with('N') && text.find_first_not_of(kBase58) == std::string_view::npos;
}

// The form alone; whether the address has the right checksum is looked at later.
bool is_identity_text(std::string_view text) {
  const auto visible = [](char c) { return c > ' ' && c <= '~'; };
  if (!std::ranges::all_of(text, visible)) return false;
  if (text.starts_with("neo:")) return is_address(text.substr(4));
  if (text.starts_with("mtls:")) return auth::is_certificate_identity(text);
  const std::size_t mark = text.find('#');
  return text.starts_with("jwt:") && mark != std::string_view::npos && mark > 4 && mark + 1 < text.size();
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_transaction_hash(std::string_view text) {
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 66 && text.starts_with("0x") && std::ranges::all_of(text.substr(2), digit);
}

// A strong one (RFC 9110 section 8.8.3), of ASCII.
bool is_entity_tag(std::string_view text) {
  const auto allowed = [](char c) { return c > ' ' && c <= '~' && c != '"'; };
  if (text.size() < 3 || text.size() > 66 || !text.starts_with('"') || !text.ends_with('"')) return false;
  return std::ranges::all_of(text.substr(1, text.size() - 2), allowed);
}

bool is_error_code(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, allowed);
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_one_line(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; });
}

}  // namespace

const Pattern kFunctionName{"^[a-z0-9-]{1,63}$", is_label,
                            "1 to 63 characters, each a lower-case letter, a digit or a hyphen",
                            ErrorCode::kInvalidName};
const Pattern kTokenName{"^[a-z0-9-]{1,63}$", is_label,
                         "1 to 63 characters, each a lower-case letter, a digit or a hyphen", ErrorCode::kInvalidName};
const Pattern kOwnerName{"^[a-z0-9-]{1,63}$", is_label,
                         "1 to 63 characters, each a lower-case letter, a digit or a hyphen", ErrorCode::kInvalidName};
const Pattern kIdentity{"^(jwt:[!-\"$-~]+#[!-~]+|neo:N[1-9A-HJ-NP-Za-km-z]{33}|"
                        "mtls:((uri|email|dns):[!-~]+|sha256:[0-9a-f]{64}))$",
                        is_identity_text, "jwt:ISSUER#SUBJECT, neo:ADDRESS or mtls:KIND:NAME"};
const Pattern kSecretName{"^[A-Za-z0-9_-]{1,128}$", vault::is_secret_name,
                          "1 to 128 characters, each a letter, a digit, a hyphen or an underscore",
                          ErrorCode::kInvalidName};
const Pattern kExecutionId{"^ex_[0-7][0-9a-hjkmnp-tv-z]{25}$", is_execution_id, "an execution id (ex_...)",
                           ErrorCode::kExecutionNotFound};  // no such id was ever given out
const Pattern kGrantId{"^grant_[0-7][0-9a-hjkmnp-tv-z]{25}$", is_grant_id, "the id of a grant (grant_...)",
                       ErrorCode::kGrantNotFound};
const Pattern kChallengeId{"^chal_[0-7][0-9a-hjkmnp-tv-z]{25}$", is_challenge_id, "the id of a challenge (chal_...)"};
const Pattern kAddress{"^N[1-9A-HJ-NP-Za-km-z]{33}$", is_address, "a Neo address: N and 33 characters"};
const Pattern kHex{"^[0-9a-fA-F]*$", is_hex, "hexadecimal digits"};
const Pattern kTransactionHash{"^0x[0-9a-f]{64}$", is_transaction_hash, "a hash: 0x and 64 hexadecimal digits",
                               ErrorCode::kTransactionNotFound};
const Pattern kEntityTag{"^\"[!#-~]{1,64}\"$", is_entity_tag, "an ETag, such as \"3\" with its quotes"};
const Pattern kErrorCode{"^[a-z_]{1,64}$", is_error_code, "a code, such as vault_sealed", ErrorCode::kRouteNotFound};
const Pattern kPrintableAscii{"^[ -~]*$", is_printable_ascii, "printable ASCII"};
const Pattern kOneLine{"^[^\\u0000-\\u001f\\u007f]*$", is_one_line, "one line without control characters"};

}  // namespace nsl::api
