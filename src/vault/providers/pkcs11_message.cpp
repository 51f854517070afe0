#include "vault/providers/pkcs11_message.h"

#include <algorithm>
#include <array>

namespace nsl::vault {
namespace {

constexpr std::uint8_t kGood = 0xff;
constexpr std::size_t kParts = 6;
constexpr std::size_t kLengthBytes = 4;

std::array<ByteView, kParts> parts_of(const TokenRequest& request) {
  return {as_bytes(request.module), as_bytes(request.token),   as_bytes(request.key),
          request.pin.view(),       ByteView(request.context), request.data.view()};
}

}  // namespace

crypto::SecretBytes to_message(const TokenRequest& request) {
  const auto parts = parts_of(request);
  std::size_t size = 1;
  for (const ByteView part : parts) size += kLengthBytes + part.size();
  crypto::SecretBytes message(size);
  auto out = message.bytes().begin();
  *out++ = static_cast<std::uint8_t>(request.operation);
  for (const ByteView part : parts) {
    for (int shift = 24; shift >= 0; shift -= 8) *out++ = static_cast<std::uint8_t>(part.size() >> shift);
    out = std::ranges::copy(part, out).out;
  }
  return message;
}

std::optional<TokenRequest> parse_request(ByteView message) {
  if (message.empty() || message.size() > kTokenMessageMax || message[0] < 1 || message[0] > 2) return std::nullopt;
  std::array<ByteView, kParts> parts;
  ByteView rest = message.subspan(1);
  for (ByteView& part : parts) {
    if (rest.size() < kLengthBytes) return std::nullopt;
    std::size_t size = 0;
    for (const std::uint8_t byte : rest.first(kLengthBytes)) size = size << 8 | byte;
    rest = rest.subspan(kLengthBytes);
    if (size > rest.size()) return std::nullopt;
    part = rest.first(size);
    rest = rest.subspan(size);
  }
  if (!rest.empty()) return std::nullopt;
  TokenRequest request{.operation = TokenOperation{message[0]},
                       .module = std::string(as_text(parts[0])),
                       .token = std::string(as_text(parts[1])),
                       .key = std::string(as_text(parts[2])),
                       .pin = crypto::SecretBytes::copy_of(parts[3]),
                       .context = Bytes(parts[4].begin(), parts[4].end()),
                       .data = crypto::SecretBytes::copy_of(parts[5])};
  return request;
}

crypto::SecretBytes to_message(const Result<crypto::SecretBytes>& answer) {
  const ByteView content = answer ? answer->view() : as_bytes(answer.error().message);
  crypto::SecretBytes message(1 + content.size());
  message.bytes()[0] = answer ? kGood : static_cast<std::uint8_t>(answer.error().code);
  std::ranges::copy(content, message.bytes().begin() + 1);
  return message;
}

Result<crypto::SecretBytes> parse_answer(ByteView message) {
  if (message.empty())
    return fail(ErrorCode::kUnavailable, "The process that talks to the token died without an answer.");
  const ByteView content = message.subspan(1);
  if (message[0] == kGood) return crypto::SecretBytes::copy_of(content);
  // Its word on the code is believed in the cases it has; the module may have broken it.
  const bool forbidden = message[0] == static_cast<std::uint8_t>(ErrorCode::kForbidden);
  return fail(forbidden ? ErrorCode::kForbidden : ErrorCode::kUnavailable, std::string(as_text(content)));
}

}  // namespace nsl::vault
