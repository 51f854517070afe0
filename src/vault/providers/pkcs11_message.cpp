#include "vault/providers/pkcs11_message.h"

#include <array>

namespace nsl::vault {

crypto::SecretBytes to_message(const TokenRequest& request) {
  const std::array<ByteView, 6> parts{as_bytes(request.module), as_bytes(request.token),   as_bytes(request.key),
                                      request.pin.view(),       ByteView(request.context), request.data.view()};
  return join_message(static_cast<std::uint8_t>(request.operation), parts);
}

std::optional<TokenRequest> parse_request(ByteView message) {
  std::array<ByteView, 6> parts;
  if (!split_message(message, parts) || message[0] < 1 || message[0] > 2) return std::nullopt;
  return TokenRequest{.operation = TokenOperation{message[0]},
                      .module = std::string(as_text(parts[0])),
                      .token = std::string(as_text(parts[1])),
                      .key = std::string(as_text(parts[2])),
                      .pin = crypto::SecretBytes::copy_of(parts[3]),
                      .context = Bytes(parts[4].begin(), parts[4].end()),
                      .data = crypto::SecretBytes::copy_of(parts[5])};
}

}  // namespace nsl::vault
