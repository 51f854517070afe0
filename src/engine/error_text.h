#pragma once
// How much text of an author's error leaves a worker. Private to the engine.

#include <cstddef>
#include <string_view>

namespace nsl::engine {

inline constexpr std::size_t kErrorCodeMax = 64;
inline constexpr std::size_t kErrorTextMax = 16 << 10;  // message and stack, each; what the prelude cuts them to

// At most `most` bytes, not cut inside a UTF-8 sequence.
constexpr std::string_view clip(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

}  // namespace nsl::engine
