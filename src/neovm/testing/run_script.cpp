#include "neovm/testing/run_script.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace nsl::neovm::testing {

Bytes assemble(std::string_view words) {
  Bytes out;
  std::istringstream stream{std::string(words)};
  for (std::string word; stream >> word;) {
    if (const auto code = neo::parse_opcode(word)) {
      out.push_back(static_cast<std::uint8_t>(*code));
      continue;
    }
    const auto bytes = word.starts_with("0x") ? from_hex(word.substr(2)) : std::nullopt;
    EXPECT_TRUE(bytes) << "no instruction: " << word;
    if (bytes) out.insert(out.end(), bytes->begin(), bytes->end());
  }
  return out;
}

std::unique_ptr<Engine> run(std::string_view words, Engine::Options options) {
  auto engine = std::make_unique<Engine>(options);
  engine->load(script(words));
  engine->run();
  return engine;
}

}  // namespace nsl::neovm::testing
