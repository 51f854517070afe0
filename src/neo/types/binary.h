#pragma once
// Reader and Writer: Neo's binary form of numbers, byte strings and lists. Numbers are little-endian; lengths are
// VarInts.
//
// VarInt: below 0xfd one byte; 0xfd and two; 0xfe and four; 0xff and eight. Only the shortest form of a number is read:
// nodes disagree about the hash of a transaction that has another one.

#include "base/bytes.h"
#include "base/error.h"
#include "neo/types/hash.h"

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::neo {

// Bytes that a VarInt takes: 1, 3, 5 or 9.
constexpr std::size_t var_int_bytes(std::uint64_t value) {
  if (value < 0xfd) return 1;
  if (value <= 0xffff) return 3;
  return value <= 0xffff'ffff ? 5 : 9;
}

// Bytes of a byte string with its length in front.
constexpr std::size_t var_bytes_bytes(std::size_t size) { return var_int_bytes(size) + size; }

// Appends to bytes that it owns.
class Writer {
 public:
  Writer() = default;
  explicit Writer(std::size_t expected) { out_.reserve(expected); }

  template <std::integral T>
  void number(T value) {
    std::array<std::uint8_t, sizeof(T)> bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bytes[i] = static_cast<std::uint8_t>(static_cast<std::make_unsigned_t<T>>(value) >> (8 * i));
    }
    raw(bytes);
  }
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value) { number(value); }
  void u32(std::uint32_t value) { number(value); }
  void u64(std::uint64_t value) { number(value); }
  void i64(std::int64_t value) { number(value); }
  void boolean(bool value) { u8(value ? 1 : 0); }

  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  template <std::size_t N>
  void hash(const Hash<N>& value) {
    raw(value.bytes());
  }

  void var_int(std::uint64_t value);
  void var_bytes(ByteView bytes);
  void var_text(std::string_view text) { var_bytes(as_bytes(text)); }

  std::size_t size() const { return out_.size(); }
  ByteView view() const { return out_; }
  Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
};

// Reads from bytes that somebody else owns and that may come from anywhere. After the first thing that does not fit,
// everything reads as zero or empty, so that a decoder need not ask after every field; it asks once, in the end, with
// status() or finish(). Lengths are checked against a bound and against what is left, so no length makes it allocate
// more than it was given.
class Reader {
 public:
  // `what` is named in errors: "transaction". It must outlive the reader.
  Reader(ByteView bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  template <std::integral T>
  T number() {
    const auto bytes = raw(sizeof(T));
    std::make_unsigned_t<T> out = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      out = static_cast<std::make_unsigned_t<T>>(out | (static_cast<std::make_unsigned_t<T>>(bytes[i]) << (8 * i)));
    }
    return static_cast<T>(out);
  }
  std::uint8_t u8() { return number<std::uint8_t>(); }
  std::uint16_t u16() { return number<std::uint16_t>(); }
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::uint64_t u64() { return number<std::uint64_t>(); }
  std::int64_t i64() { return number<std::int64_t>(); }
  bool boolean();  // 0 or 1

  // Exactly `size` bytes; empty when there are not as many.
  ByteView raw(std::size_t size);
  template <std::size_t N>
  Hash<N> hash() {
    return Hash<N>::from_bytes(raw(N)).value_or(Hash<N>{});
  }

  std::uint64_t var_int(std::uint64_t most);
  // The number of elements of a list. Each takes at least one byte, which bounds it once more.
  std::size_t count(std::size_t most);
  ByteView var_bytes(std::size_t most);
  std::string var_text(std::size_t bytes_most);  // UTF-8

  // The first failure stays. `problem` completes "The transaction cannot be read: ... at byte 7."
  void fail(std::string_view problem);
  bool ok() const { return !failed_; }

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }
  ByteView read_since(std::size_t start) const { return bytes_.subspan(start, position_ - start); }

  Status status() const;
  Status finish();  // status(), and nothing may be left over

 private:
  ByteView bytes_;
  std::string_view what_;
  std::size_t position_ = 0;
  bool failed_ = false;
  std::size_t failed_at_ = 0;
  std::string problem_;
};

}  // namespace nsl::neo
