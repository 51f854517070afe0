#include "neo/script/builder.h"

#include "base/check.h"

#include <array>
#include <limits>

namespace nsl::neo {

namespace {

// The instruction that pushes `size` bytes of a number: PUSHINT8 for 1, PUSHINT16 for 2, to PUSHINT256 for 32.
struct PushSize {
  OpCode code;
  std::size_t bytes;
};
constexpr std::array<PushSize, 6> kPushSizes{{{OpCode::PUSHINT8, 1},
                                              {OpCode::PUSHINT16, 2},
                                              {OpCode::PUSHINT32, 4},
                                              {OpCode::PUSHINT64, 8},
                                              {OpCode::PUSHINT128, 16},
                                              {OpCode::PUSHINT256, 32}}};

template <std::size_t N>
std::array<std::uint8_t, N> length_prefix(std::size_t length) {
  std::array<std::uint8_t, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(length >> (8 * i));
  return out;
}

struct Push {
  ScriptBuilder& script;

  void operator()(std::monostate) const { script.push_null(); }
  void operator()(bool value) const { script.push_boolean(value); }
  void operator()(const Integer& value) const { script.push_integer(value); }
  void operator()(const Bytes& value) const { script.push_data(value); }
  void operator()(const std::string& value) const { script.push_data(as_bytes(value)); }
  void operator()(const UInt160& value) const { script.push_data(value.bytes()); }
  void operator()(const UInt256& value) const { script.push_data(value.bytes()); }
  void operator()(const ECPoint& value) const { script.push_data(value.bytes()); }
  void operator()(const ContractParameter::List& list) const {
    for (auto element = list.rbegin(); element != list.rend(); ++element) script.push(*element);
    if (list.empty()) {
      script.emit(OpCode::NEWARRAY0);
    } else {
      script.push_integer(static_cast<std::int64_t>(list.size())).emit(OpCode::PACK);
    }
  }
  void operator()(const ContractParameter::Entries& entries) const {
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      script.push(entry->second).push(entry->first);
    }
    if (entries.empty()) {
      script.emit(OpCode::NEWMAP);
    } else {
      script.push_integer(static_cast<std::int64_t>(entries.size())).emit(OpCode::PACKMAP);
    }
  }
};

}  // namespace

ScriptBuilder& ScriptBuilder::emit(OpCode code, ByteView operand) {
  script_.push_back(static_cast<std::uint8_t>(code));
  script_.insert(script_.end(), operand.begin(), operand.end());
  return *this;
}

ScriptBuilder& ScriptBuilder::push_integer(const Integer& value) {
  if (value >= Integer(-1) && value <= Integer(16)) {
    const auto offset = *value.as_int64();
    return emit(static_cast<OpCode>(static_cast<int>(OpCode::PUSH0) + static_cast<int>(offset)));
  }
  auto bytes = value.bytes();
  for (const auto& push : kPushSizes) {
    if (bytes.size() > push.bytes) continue;
    bytes.resize(push.bytes, value.is_negative() ? 0xff : 0x00);
    return emit(push.code, bytes);
  }
  NSL_CHECK(false);
}

ScriptBuilder& ScriptBuilder::push_data(ByteView data) {
  NSL_CHECK(data.size() <= std::numeric_limits<std::uint32_t>::max());
  if (data.size() <= 0xff) {
    emit(OpCode::PUSHDATA1, length_prefix<1>(data.size()));
  } else if (data.size() <= 0xffff) {
    emit(OpCode::PUSHDATA2, length_prefix<2>(data.size()));
  } else {
    emit(OpCode::PUSHDATA4, length_prefix<4>(data.size()));
  }
  script_.insert(script_.end(), data.begin(), data.end());
  return *this;
}

ScriptBuilder& ScriptBuilder::push_boolean(bool value) { return emit(value ? OpCode::PUSHT : OpCode::PUSHF); }

ScriptBuilder& ScriptBuilder::push_null() { return emit(OpCode::PUSHNULL); }

ScriptBuilder& ScriptBuilder::push(const ContractParameter& value) {
  std::visit(Push{*this}, value.value);
  return *this;
}

ScriptBuilder& ScriptBuilder::system_call(InteropId id) { return emit(OpCode::SYSCALL, id); }

ScriptBuilder& ScriptBuilder::call(const ContractCall& call) {
  static const auto kContractCall = interop_id("System.Contract.Call");
  push(ContractParameter::list(call.arguments));
  push_integer(static_cast<std::int64_t>(call.flags));
  push_data(as_bytes(call.method));
  push_data(call.contract.bytes());
  return system_call(kContractCall);
}

Bytes call_script(const ContractCall& call) { return ScriptBuilder().call(call).take(); }

}  // namespace nsl::neo
