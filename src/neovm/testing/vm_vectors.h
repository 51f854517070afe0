#pragma once
// Test support: the test cases of Neo's own machine (neo-vm, tests/*.json), in the form their files have.

#include "base/json.h"
#include "neovm/machine/engine.h"

#include <string>

namespace nsl::neovm::testing {

// A script as a list of instruction names and bytes in hexadecimal, or as bytes.
Bytes read_script(const json::value& script);

// One text for equal values, whether they stand in a file or in a machine.
std::string expected_text(const json::value& item);
std::string text_of(const StackItem& item, int depth = 0);

// The services that the files use: 0x77777777 gives an object, 0xaddeadde throws.
class VectorHost final : public Host {
 public:
  bool syscall(Engine& engine, std::uint32_t id) override;
  bool call_token(Engine& engine, std::uint16_t index) override;
  bool unloaded(Engine& engine, LoadedScript& script, Unloaded how) override;
};

// One test of a file: runs its steps and checks the machine after each.
void run_test(const json::object& test);

}  // namespace nsl::neovm::testing
