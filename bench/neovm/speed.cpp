// neovm_speed HEX SECONDS: runs a script on our machine again and again for so long. Prints the instructions of one run
// and the least computing time of one (of all threads, so that other programs do not count), as JSON. neo-go/speed.go
// does the same with neo-go's machine.
#include "neovm/machine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <memory>

namespace {

using namespace nsl;
using neovm::Engine;
using neovm::VmState;

std::uint64_t count_instructions(const std::shared_ptr<const neovm::Script>& script) {
  Engine engine({.gas_limit = {neovm::Gas::kUnlimited}});
  engine.load(script);
  std::uint64_t count = 0;
  for (; engine.state() == VmState::kBreak; ++count) engine.step();
  return engine.state() == VmState::kHalt ? count : 0;
}

std::chrono::duration<double> cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
  const auto bytes = argc == 3 ? from_hex(argv[1]) : std::nullopt;
  if (!bytes) {
    fmt::print(stderr, "usage: neovm_speed HEX SECONDS\n");
    return 2;
  }
  const auto script = std::make_shared<const neovm::Script>(*bytes);
  const std::uint64_t instructions = count_instructions(script);
  const std::chrono::duration<double> length(std::atof(argv[2]));
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double> best = length;
  while (std::chrono::steady_clock::now() - begin < length) {
    const auto start = cpu_time();
    Engine engine({.gas_limit = {neovm::Gas::kUnlimited}});
    engine.load(script);
    if (engine.run() != VmState::kHalt) return 1;
    best = std::min(best, cpu_time() - start);
  }
  fmt::print("{{\"instructions\":{},\"seconds\":{}}}\n", instructions, best.count());
  return 0;
}
