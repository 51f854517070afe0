#include "vault/providers/message.h"

#include <algorithm>

namespace nsl::vault {
namespace {

constexpr std::uint8_t kGood = 0xff;
constexpr std::size_t kLengthBytes = 4;

}  // namespace

crypto::SecretBytes join_message(std::uint8_t operation, std::span<const ByteView> parts) {
  std::size_t size = 1;
  for (const ByteView part : parts) size += kLengthBytes + part.size();
  crypto::SecretBytes message(size);
  auto out = message.bytes().begin();
  *out++ = operation;
  for (const ByteView part : parts) {
    for (int shift = 24; shift >= 0; shift -= 8) *out++ = static_cast<std::uint8_t>(part.size() >> shift);
    out = std::ranges::copy(part, out).out;
  }
  return message;
}

bool split_message(ByteView message, std::span<ByteView> parts) {
  if (message.empty() || message.size() > kProcessMessageMax) return false;
  ByteView rest = message.subspan(1);
  for (ByteView& part : parts) {
    if (rest.size() < kLengthBytes) return false;
    std::size_t size = 0;
    for (const std::uint8_t byte : rest.first(kLengthBytes)) size = size << 8 | byte;
    rest = rest.subspan(kLengthBytes);
    if (size > rest.size()) return false;
    part = rest.first(size);
    rest = rest.subspan(size);
  }
  return rest.empty();
}

crypto::SecretBytes to_message(const Result<crypto::SecretBytes>& answer) {
  const ByteView content = answer ? answer->view() : as_bytes(answer.error().message);
  crypto::SecretBytes message(1 + content.size());
  message.bytes()[0] = answer ? kGood : static_cast<std::uint8_t>(answer.error().code);
  std::ranges::copy(content, message.bytes().begin() + 1);
  return message;
}

Result<crypto::SecretBytes> parse_answer(ByteView message) {
  if (message.empty()) return fail(ErrorCode::kUnavailable, "The process died without an answer.");
  const ByteView content = message.subspan(1);
  if (message[0] == kGood) return crypto::SecretBytes::copy_of(content);
  // Its word on the code is believed in the cases it has; foreign code may have broken it.
  for (const ErrorCode code : {ErrorCode::kForbidden, ErrorCode::kVaultDamaged}) {
    if (message[0] == static_cast<std::uint8_t>(code)) return fail(code, std::string(as_text(content)));
  }
  return fail(ErrorCode::kUnavailable, std::string(as_text(content)));
}

}  // namespace nsl::vault
