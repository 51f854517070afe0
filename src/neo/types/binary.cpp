#include "neo/types/binary.h"

#include <algorithm>

namespace nsl::neo {

void Writer::var_int(std::uint64_t value) {
  switch (var_int_bytes(value)) {
    case 1: u8(static_cast<std::uint8_t>(value)); break;
    case 3: u8(0xfd), u16(static_cast<std::uint16_t>(value)); break;
    case 5: u8(0xfe), u32(static_cast<std::uint32_t>(value)); break;
    default: u8(0xff), u64(value); break;
  }
}

void Writer::var_bytes(ByteView bytes) {
  var_int(bytes.size());
  raw(bytes);
}

ByteView Reader::raw(std::size_t size) {
  if (failed_) return {};
  if (size > left()) {
    fail("it ends too early");
    return {};
  }
  const auto out = bytes_.subspan(position_, size);
  position_ += size;
  return out;
}

bool Reader::boolean() {
  const auto value = u8();
  if (value > 1) fail("a truth value is neither 0 nor 1");
  return value == 1;
}

std::uint64_t Reader::var_int(std::uint64_t most) {
  const auto first = u8();
  std::uint64_t value = first;
  std::size_t used = 1;
  if (first == 0xfd) value = u16(), used = 3;
  if (first == 0xfe) value = u32(), used = 5;
  if (first == 0xff) value = u64(), used = 9;
  if (failed_) return 0;
  if (var_int_bytes(value) != used) {
    fail("a number is not in its shortest form");
    return 0;
  }
  if (value > most) {
    fail("a length or number is above " + std::to_string(most));
    return 0;
  }
  return value;
}

std::size_t Reader::count(std::size_t most) {
  const auto value = var_int(most);
  if (value > left()) {
    fail("it ends too early");
    return 0;
  }
  return value;
}

ByteView Reader::var_bytes(std::size_t most) { return raw(var_int(most)); }

std::string Reader::var_text(std::size_t bytes_most) {
  const auto text = as_text(var_bytes(bytes_most));
  if (!is_utf8(text)) {
    fail("a text is not UTF-8");
    return {};
  }
  return std::string(text);
}

void Reader::fail(std::string_view problem) {
  if (failed_) return;
  failed_ = true;
  failed_at_ = position_;
  problem_ = problem;
}

Status Reader::status() const {
  if (!failed_) return {};
  return nsl::fail(ErrorCode::kInvalidArgument, "The " + std::string(what_) + " cannot be read: " + problem_ +
                                                    ", at byte " + std::to_string(failed_at_) + ".");
}

Status Reader::finish() {
  if (!failed_ && left() > 0) fail("there are bytes left over");
  return status();
}

}  // namespace nsl::neo
