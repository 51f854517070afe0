// Byte strings and buffers.
#include "neovm/ops/instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace nsl::neovm {
namespace {

// An item and its bytes. The view is into the item, or into the scratch when the item is a number.
struct PoppedBytes {
  StackItem item;
  StackItem::Scratch scratch;
  ByteView bytes;
};

bool pop_bytes(Engine& engine, PoppedBytes& out) {
  if (!engine.pop(out.item)) return false;
  const auto bytes = out.item.span(out.scratch);
  if (!bytes) return engine.fault(fmt::format("{} has no bytes", name(out.item.type())));
  out.bytes = *bytes;
  return true;
}

bool pop_size(Engine& engine, std::size_t& out) {
  std::int32_t number = 0;
  if (!engine.pop(number)) return false;
  if (number < 0) return engine.fault(fmt::format("{} is negative", number));
  out = static_cast<std::size_t>(number);
  return true;
}

bool push_copy(Engine& engine, ByteView bytes) { return engine.push_buffer(StackItem::buffer(bytes)); }

bool new_buffer(Engine& engine, const Instruction&) {
  std::size_t size = 0;
  if (!pop_size(engine, size)) return false;
  if (size > kItemBytesMax) return engine.fault(fmt::format("MaxItemSize exceed: {}/{}", size, kItemBytesMax));
  return engine.push_buffer(StackItem::zeroed_buffer(size));
}

bool copy_memory(Engine& engine, const Instruction&) {
  std::size_t count = 0;
  std::size_t from = 0;
  std::size_t to = 0;
  PoppedBytes source;
  StackItem target;
  if (!pop_size(engine, count) || !pop_size(engine, from) || !pop_bytes(engine, source)) return false;
  if (from + count > source.bytes.size()) return engine.fault("MEMCPY reads behind the end");
  if (!pop_size(engine, to) || !engine.pop(target)) return false;
  if (target.type() != ItemType::kBuffer) return engine.fault("MEMCPY writes to a buffer only");
  const auto into = target.bytes_object().bytes();
  if (to + count > into.size()) return engine.fault("MEMCPY writes behind the end");
  // Source and target may be one buffer.
  if (count != 0) std::memmove(into.data() + to, source.bytes.data() + from, count);
  return true;
}

bool concatenate(Engine& engine, const Instruction&) {
  PoppedBytes second;
  PoppedBytes first;
  if (!pop_bytes(engine, second) || !pop_bytes(engine, first)) return false;
  const std::size_t size = first.bytes.size() + second.bytes.size();
  if (size > kItemBytesMax) return engine.fault(fmt::format("MaxItemSize exceed: {}/{}", size, kItemBytesMax));
  StackItem joined = StackItem::zeroed_buffer(size);
  const auto out = joined.bytes_object().bytes();
  std::ranges::copy(first.bytes, out.begin());
  std::ranges::copy(second.bytes, out.begin() + static_cast<std::ptrdiff_t>(first.bytes.size()));
  return engine.push_buffer(std::move(joined));
}

bool substring(Engine& engine, const Instruction&) {
  std::size_t count = 0;
  std::size_t index = 0;
  PoppedBytes source;
  if (!pop_size(engine, count) || !pop_size(engine, index) || !pop_bytes(engine, source)) return false;
  if (index + count > source.bytes.size()) return engine.fault("SUBSTR reads behind the end");
  return push_copy(engine, source.bytes.subspan(index, count));
}

bool left(Engine& engine, const Instruction&) {
  std::size_t count = 0;
  PoppedBytes source;
  if (!pop_size(engine, count) || !pop_bytes(engine, source)) return false;
  if (count > source.bytes.size()) return engine.fault("LEFT reads behind the end");
  return push_copy(engine, source.bytes.first(count));
}

bool right(Engine& engine, const Instruction&) {
  std::size_t count = 0;
  PoppedBytes source;
  if (!pop_size(engine, count) || !pop_bytes(engine, source)) return false;
  if (count > source.bytes.size()) return engine.fault("RIGHT reads before the beginning");
  return push_copy(engine, source.bytes.last(count));
}

}  // namespace

void add_splice_operations(OperationTable& table) {
  set(table, OpCode::NEWBUFFER, new_buffer);
  set(table, OpCode::MEMCPY, copy_memory);
  set(table, OpCode::CAT, concatenate);
  set(table, OpCode::SUBSTR, substring);
  set(table, OpCode::LEFT, left);
  set(table, OpCode::RIGHT, right);
}

}  // namespace nsl::neovm
