#include "outbox/call_script.h"

#include "base/check.h"
#include "neo/contract/native.h"

namespace nsl::outbox {
namespace {

using neo::OpCode;

OpCode field(OpCode first, std::size_t index) {
  return static_cast<OpCode>(static_cast<std::uint8_t>(first) + static_cast<std::uint8_t>(index));
}

void push_balance(neo::ScriptBuilder& script, const neo::UInt160& account) {
  script.call({.contract = neo::gas_token_hash(),
               .method = "balanceOf",
               .arguments = {neo::ContractParameter::hash160(account)},
               .flags = neo::CallFlags::kReadOnly});
}

}  // namespace

Bytes sent_script(const neo::ContractCall& call, std::span<const GasLimit> limits) {
  NSL_CHECK(limits.size() <= kGasLimitsMax);
  neo::ScriptBuilder script;
  if (!limits.empty()) script.emit(OpCode::INITSSLOT, Bytes{static_cast<std::uint8_t>(limits.size())});
  for (std::size_t i = 0; i < limits.size(); ++i) {
    push_balance(script, limits[i].account);
    script.emit(field(OpCode::STSFLD0, i));
  }
  script.call(call);
  if (call.method == "transfer") script.emit(OpCode::DUP).assert_true();
  for (std::size_t i = 0; i < limits.size(); ++i) {
    push_balance(script, limits[i].account);
    script.push_integer(neo::Integer(limits[i].most.datoshi())).emit(OpCode::ADD);
    script.emit(field(OpCode::LDSFLD0, i)).emit(OpCode::GE).assert_true();
  }
  return script.take();
}

}  // namespace nsl::outbox
