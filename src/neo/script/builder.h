#pragma once
// ScriptBuilder: makes scripts for NeoVM: pushes in their shortest form, calls of contracts, services.
//
// 16 is pushed as PUSH16, as C# and neon-js do; neo-go writes PUSHINT8 16. Both run alike, but the hash of a
// multi-signature account of 16 keys depends on it: parse_multi_signature() reads both forms.

#include "base/bytes.h"
#include "neo/contract/call_flags.h"
#include "neo/contract/parameter.h"
#include "neo/script/interop.h"
#include "neo/script/opcode.h"
#include "neo/types/hash.h"
#include "neo/types/integer.h"

#include <string>
#include <vector>

namespace nsl::neo {

struct ContractCall {
  UInt160 contract;
  std::string method;
  std::vector<ContractParameter> arguments;
  CallFlags flags = CallFlags::kAll;
};

class ScriptBuilder {
 public:
  ScriptBuilder& emit(OpCode code, ByteView operand = {});

  ScriptBuilder& push_integer(const Integer& value);
  ScriptBuilder& push_data(ByteView data);
  ScriptBuilder& push_boolean(bool value);
  ScriptBuilder& push_null();
  // Lists and maps become arrays and maps of NeoVM; their elements are pushed in reverse, as PACK takes them.
  ScriptBuilder& push(const ContractParameter& value);

  ScriptBuilder& system_call(InteropId id);
  // Leaves what the method returns on the stack (null for a method of type Void).
  ScriptBuilder& call(const ContractCall& call);
  // The script faults unless the top of the stack is true: after NEP-17's transfer, which returns false when it did
  // not happen.
  ScriptBuilder& assert_true() { return emit(OpCode::ASSERT); }

  ByteView view() const { return script_; }
  Bytes take() { return std::move(script_); }

 private:
  Bytes script_;
};

// A script of one call.
Bytes call_script(const ContractCall& call);

}  // namespace nsl::neo
