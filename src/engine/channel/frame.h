#pragma once
// Frames: messages as bytes. A frame is a 32-bit length of what follows, a byte for the kind, and the fields in order,
// all in the machine's byte order (both ends are the same program). Text and bytes are a 32-bit length and the content.
//
// Reading never goes past the frame, whatever the lengths inside say. Views that were read point into the frame.

#include "base/bytes.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/units.h"

namespace nsl::engine {

inline constexpr std::size_t kFrameMax = std::size_t{24} << 20;
inline constexpr std::size_t kFrameHeader = 5;

// Appends fields to a frame under construction.
class FrameWriter {
 public:
  FrameWriter(std::string& out, std::uint8_t kind) : out_(out), start_(out.size()) {
    out_.append(4, '\0');
    out_.push_back(static_cast<char>(kind));
  }
  ~FrameWriter() {
    const auto length = static_cast<std::uint32_t>(out_.size() - start_ - 4);
    std::memcpy(out_.data() + start_, &length, sizeof length);
  }
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  template <typename... Fields>
  void operator()(const Fields&... fields) {
    (put(fields), ...);
  }

 private:
  template <typename T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>)
  void put(T value) {
    raw(&value, sizeof value);
  }
  void put(ByteCount count) { put(count.bytes); }
  void put(std::chrono::microseconds duration) { put(duration.count()); }
  template <std::size_t N>
  void put(const std::array<std::uint8_t, N>& bytes) {
    raw(bytes.data(), N);
  }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    out_.append(text);
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(ByteView bytes) { put(as_text(bytes)); }
  void raw(const void* from, std::size_t size) { out_.append(static_cast<const char*>(from), size); }

  std::string& out_;
  std::size_t start_;
};

// Takes fields from a frame. After a field that does not fit, everything reads as zero and ok() is false.
class FrameReader {
 public:
  explicit FrameReader(std::string_view fields) : rest_(fields) {}

  template <typename... Fields>
  void operator()(Fields&... fields) {
    (get(fields), ...);
  }
  // Everything was read and nothing is left over.
  bool complete() const { return ok_ && rest_.empty(); }

 private:
  template <typename T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>)
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      raw(&byte, 1);
      value = byte != 0;
    } else {
      raw(&value, sizeof value);
    }
  }
  void get(ByteCount& count) { get(count.bytes); }
  void get(std::chrono::microseconds& duration) {
    std::int64_t us = 0;
    get(us);
    duration = std::chrono::microseconds(us);
  }
  template <std::size_t N>
  void get(std::array<std::uint8_t, N>& bytes) {
    raw(bytes.data(), N);
  }
  void get(std::string_view& text) {
    std::uint32_t size = 0;
    get(size);
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      text = {};
      return;
    }
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  void get(std::string& text) {
    std::string_view view;
    get(view);
    text.assign(view);
  }
  void get(ByteView& bytes) {
    std::string_view view;
    get(view);
    bytes = as_bytes(view);
  }
  void raw(void* to, std::size_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      std::memset(to, 0, size);
      return;
    }
    std::memcpy(to, rest_.data(), size);
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  bool ok_ = true;
};

struct Frame {
  std::uint8_t kind = 0;
  std::string_view fields;
};

// Cuts a stream of bytes into frames. The owner appends to buffer(), takes frames, and calls discard_taken().
class FrameStream {
 public:
  std::string& buffer() { return buffer_; }

  // The next whole frame; its views hold until the buffer changes. nullopt: more bytes are needed, or broken().
  std::optional<Frame> next();
  // The next whole frame that was not peeked at before, independent of next().
  std::optional<Frame> peek();
  void discard_taken();
  bool broken() const { return broken_; }  // a length that cannot be: the other side must be given up

 private:
  std::string buffer_;
  std::optional<Frame> at(std::size_t& position);
  std::size_t taken_ = 0;
  std::size_t peeked_ = 0;
  bool broken_ = false;
};

}  // namespace nsl::engine
