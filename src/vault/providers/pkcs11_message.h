#pragma once
// What goes between the service and the process that talks to a token. Private to src/vault.

#include "vault/providers/message.h"

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

crypto::SecretBytes to_message(const TokenRequest& request);
std::optional<TokenRequest> parse_request(ByteView message);

}  // namespace nsl::vault
