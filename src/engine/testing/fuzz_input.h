#pragma once
// FuzzInput: decisions taken from the bytes of a fuzz target. When they are used up everything is zero and empty.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nsl::engine::testing {

class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | byte();
    return value;
  }
  std::string_view text() {
    const std::size_t length = std::min<std::size_t>(byte(), rest_.size());
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
  }

 private:
  std::string_view rest_;
};

}  // namespace nsl::engine::testing
