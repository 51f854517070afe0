#pragma once
// Test support: scripts as words, "PUSH1 PUSH2 ADD", with bytes as 0x01ff.

#include "neovm/machine/engine.h"

#include <memory>
#include <string_view>

namespace nsl::neovm::testing {

Bytes assemble(std::string_view words);

inline std::shared_ptr<const Script> script(std::string_view words) { return std::make_shared<const Script>(assemble(words)); }

// A machine that has run the script to its end.
std::unique_ptr<Engine> run(std::string_view words, Engine::Options options = {});

}  // namespace nsl::neovm::testing
