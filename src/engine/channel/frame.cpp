#include "engine/channel/frame.h"

#include "crypto/secret_bytes.h"

#include <span>

namespace nsl::engine {

std::optional<Frame> FrameStream::at(std::size_t& position) {
  const std::string_view rest = std::string_view(buffer_).substr(position);
  std::uint32_t length = 0;
  if (broken_ || rest.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, rest.data(), sizeof length);
  if (length == 0 || length > kFrameMax) {
    broken_ = true;
    return std::nullopt;
  }
  if (rest.size() - sizeof length < length) return std::nullopt;
  position += sizeof length + length;
  return Frame{static_cast<std::uint8_t>(rest[4]), rest.substr(kFrameHeader, length - 1)};
}

std::optional<Frame> FrameStream::next() { return at(taken_); }

std::optional<Frame> FrameStream::peek() {
  if (peeked_ < taken_) peeked_ = taken_;
  return at(peeked_);
}

void FrameStream::discard_taken() {
  // The buffer of a big message is not kept for ever.
  constexpr std::size_t kKept = std::size_t{1} << 20;
  if (taken_ == 0) return;
  // What was taken is wiped, also where it is only moved away: it may have been the value of a secret.
  const std::size_t rest = buffer_.size() - taken_;
  const auto bytes = std::span(reinterpret_cast<std::uint8_t*>(buffer_.data()), buffer_.size());
  std::memmove(buffer_.data(), buffer_.data() + taken_, rest);
  crypto::wipe(bytes.subspan(rest));
  buffer_.resize(rest);
  if (rest == 0 && buffer_.capacity() > kKept) std::string().swap(buffer_);
  peeked_ = peeked_ > taken_ ? peeked_ - taken_ : 0;
  taken_ = 0;
}

}  // namespace nsl::engine
