#pragma once
// What goes between the service and the process that talks to a token. Private to src/vault.

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/secret_bytes.h"

#include <cstdint>
#include <optional>
#include <string>

namespace nsl::vault {

enum class TokenOperation : std::uint8_t { kEncrypt = 1, kDecrypt = 2 };

// Of kEncrypt: `data` is the text; the answer is nonce, ciphertext and tag. kDecrypt: the other way round.
struct TokenRequest {
  TokenOperation operation = TokenOperation::kEncrypt;
  std::string module;
  std::string token;
  std::string key;
  crypto::SecretBytes pin;
  Bytes context;  // authenticated
  crypto::SecretBytes data;
};

inline constexpr std::size_t kTokenMessageMax = 65'536;

crypto::SecretBytes to_message(const TokenRequest& request);
std::optional<TokenRequest> parse_request(ByteView message);

// An answer is a byte, the error's code or 0xff for none, and the data or the error's message.
crypto::SecretBytes to_message(const Result<crypto::SecretBytes>& answer);
Result<crypto::SecretBytes> parse_answer(ByteView message);

}  // namespace nsl::vault
