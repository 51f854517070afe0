// Any bytes as a script: the machine comes to an end within its gas, and its limits hold after every instruction.
#include "base/check.h"
#include "neo/script/parser.h"
#include "neovm/item/tree.h"
#include "neovm/machine/engine.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neovm;
  if (size > 65'535) return 0;
  const auto script = std::make_shared<const Script>(nsl::Bytes(data, data + size));
  const bool checked = nsl::neo::check_script(script->bytes()).has_value();
  // Little gas, so that a run takes milliseconds.
  Engine engine({.gas_limit = Gas::from_datoshi(2'000'000)});
  engine.load(script);
  while (engine.state() == VmState::kBreak) {
    engine.step();
    if (engine.state() == VmState::kFault) break;
    NSL_CHECK(engine.reference_count() >= 0 && engine.reference_count() <= kReferencesMax);
    NSL_CHECK(engine.depth() <= kFramesMax);
    NSL_CHECK(engine.gas_left().pico >= 0);
  }
  NSL_CHECK(engine.state() != VmState::kFault || !engine.fault_message().empty());
  // A script that passes the check has no instruction that cannot be read.
  NSL_CHECK(!checked || !engine.fault_message().starts_with("no valid instruction"));
  for (std::size_t i = 0; i < engine.results().size(); ++i) {
    if (const auto tree = to_tree(engine.results().peek(i))) NSL_CHECK(!nsl::json::serialize(tree->to_json()).empty());
  }
  return 0;
}
