// nsl neo vm …: NeoVM on a new development chain in memory.
#include "app/commands.h"
#include "app/files.h"
#include "base/json.h"
#include "devchain/chain/chain.h"
#include "devchain/rpc/log_json.h"
#include "neo/contract/nef.h"
#include "neo/types/amount.h"
#include "neovm/item/tree.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

namespace nsl::app {
namespace {

using neovm::Engine;
using neovm::VmState;

constexpr ByteCount kScriptFileMax = 1_MiB;
// Steps that --trace shows: more is a matter for a debugger.
constexpr std::size_t kTraceStepsMax = 10'000;

struct VmRunOptions {
  std::string script;
  std::string gas = "20";  // what nodes allow for a test invocation by default
  bool trace = false;
};

// Hexadecimal, base64, or the name of a file with the script's bytes or a contract (NEF).
Result<Bytes> read_script(const std::string& argument) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(argument, ignored)) {
    NSL_TRY(const std::string content, read_file(argument, kScriptFileMax));
    if (auto nef = neo::Nef::decode(as_bytes(content))) return std::move(nef->script);
    return Bytes(content.begin(), content.end());
  }
  const std::string_view text = argument;
  if (auto bytes = from_hex(text.starts_with("0x") ? text.substr(2) : text)) return *std::move(bytes);
  if (auto bytes = from_base64(text)) return *std::move(bytes);
  return fail(ErrorCode::kInvalidArgument, "it is neither hexadecimal nor base64, and there is no such file");
}

std::string instruction_text(const neovm::Instruction& instruction) {
  const std::string name(neo::info(instruction.code).name);
  return instruction.operand.empty() ? name : name + " " + to_hex(instruction.operand);
}

json::value item_json(const neovm::StackItem& item) {
  const auto tree = to_tree(item);
  return tree ? tree->to_json()
              : json::value(json::object{{"type", neovm::name(item.type())},
                                         {"error", "contains itself, or is too large to show"}});
}

// Runs to the end; gives what to_show gave for the first steps.
template <typename Shown, typename F>
std::vector<Shown> run_traced(Engine& engine, F to_show) {
  std::vector<Shown> steps;
  while (engine.state() == VmState::kBreak) {
    engine.step();
    if (steps.size() < kTraceStepsMax) steps.push_back(to_show(engine));
  }
  return steps;
}

json::value step_json(Engine& engine) {
  return json::object{{"position", engine.last_instruction().position},
                      {"instruction", instruction_text(engine.last_instruction())},
                      {"frames", engine.depth()},
                      {"references", engine.reference_count()},
                      {"gasconsumed", std::to_string(engine.gas_consumed().to_datoshi())}};
}

std::vector<std::string> step_row(Engine& engine) {
  std::string top;
  if (engine.depth() > 0 && engine.stack().size() > 0) top = json::serialize(item_json(engine.stack().peek()));
  constexpr std::size_t kShown = 60;
  if (top.size() > kShown) top = top.substr(0, kShown) + "…";
  return {std::to_string(engine.last_instruction().position), instruction_text(engine.last_instruction()),
          std::to_string(engine.depth()), std::to_string(engine.gas_consumed().to_datoshi()), top};
}

json::array notifications_of(const devchain::Execution& execution) {
  std::vector<devchain::LoggedNotification> out;
  for (const auto& one : execution.notifications()) out.push_back({one.contract, one.name, to_tree(one.state)});
  return devchain::notifications_json(out);
}

// The members are named as in the reply of invokescript.
json::object result_json(const devchain::Execution& execution, ByteView script) {
  const Engine& engine = execution.engine();
  json::array stack;
  for (std::size_t i = engine.results().size(); i-- > 0;) stack.push_back(item_json(engine.results().peek(i)));
  return {{"script", to_base64(script)},
          {"state", neovm::name(engine.state())},
          {"gasconsumed", std::to_string(engine.gas_consumed().to_datoshi())},
          {"exception", engine.fault_message().empty() ? json::value(nullptr) : json::value(engine.fault_message())},
          {"notifications", notifications_of(execution)},
          {"stack", std::move(stack)}};
}

void show_result(const Console& console, const devchain::Execution& execution) {
  const Engine& engine = execution.engine();
  console.line(fmt::format("state  {}", neovm::name(engine.state())));
  console.line(fmt::format("gas    {}", neo::Fixed8::datoshi(engine.gas_consumed().to_datoshi()).text()));
  if (engine.state() == VmState::kFault) {
    console.line(fmt::format("why    at byte {} ({}): {}", engine.last_instruction().position,
                             neo::info(engine.last_instruction().code).name, engine.fault_message()));
  }
  for (std::size_t i = engine.results().size(); i-- > 0;) {
    console.line(fmt::format("stack  {}", json::serialize(item_json(engine.results().peek(i)))));
  }
  for (const auto& event : notifications_of(execution)) {
    console.line(fmt::format("event  {}", json::serialize(event)));
  }
}

Exit run(Program& program, const VmRunOptions& options) {
  const auto script = read_script(options.script);
  if (!script) return report(program, failure_from(script.error(), "cannot read the script"));
  const auto gas = neo::Fixed8::parse(options.gas);
  if (!gas) return report(program, failure_from(gas.error(), "cannot use --gas"));
  constexpr std::int64_t kGasMax = neovm::Gas::kUnlimited / neovm::Gas::kPerDatoshi;
  if (gas->datoshi() < 0 || gas->datoshi() > kGasMax) {
    return report(program,
                  {.exit = Exit::kUsage, .what = "cannot use --gas", .why = "it must be from 0 to 9,000,000 GAS"});
  }

  const auto chain = devchain::Chain::create({});
  if (!chain) return report(program, failure_from(chain.error(), "cannot make a chain"));
  const auto invocation = (*chain)->load(
      *script, {{.account = devchain::Chain::dev_account(), .scopes = neo::WitnessScope::kGlobal}},
      neovm::Gas::from_datoshi(gas->datoshi()));
  devchain::Execution& execution = *invocation.execution;
  Engine& engine = execution.engine();
  if (program.console.json()) {
    json::array steps;
    if (options.trace) {
      for (auto& step : run_traced<json::value>(engine, step_json)) steps.push_back(std::move(step));
    }
    engine.run();
    json::object result = result_json(execution, *script);
    if (options.trace) result["trace"] = std::move(steps);
    program.console.json_text(json::serialize(result));
  } else {
    if (options.trace) {
      Table table = run_traced<std::vector<std::string>>(engine, step_row);
      table.insert(table.begin(), {"BYTE", "INSTRUCTION", "FRAMES", "DATOSHI", "TOP OF STACK"});
      program.console.table(table);
    }
    engine.run();
    show_result(program.console, execution);
  }
  return engine.state() == VmState::kHalt ? Exit::kOk : Exit::kFailed;
}

}  // namespace

CLI::App& neo_group(CLI::App& root) {
  const auto known = root.get_subcommands([](const CLI::App* command) { return command->get_name() == "neo"; });
  if (!known.empty()) return *known.front();
  auto* group = root.add_subcommand("neo", "The Neo blockchain")->group("Neo");
  group->require_subcommand(1);
  group->footer("Example:\n  nsl neo vm run 12139e");
  return *group;
}

void add_neo_vm_commands(CLI::App& root, Program& program) {
  auto* vm = neo_group(root).add_subcommand("vm", "NeoVM on this machine, without a server");
  vm->require_subcommand(1);
  vm->footer("Example:\n  nsl neo vm run contract.nef --output json");
  auto* command = vm->add_subcommand("run", "Run a script and show what it leaves");
  // Shared between the option parser's callbacks and the chosen action, which runs later.
  auto options = std::make_shared<VmRunOptions>();
  command->add_option("SCRIPT", options->script, "Hexadecimal, base64, or a file (bytes of a script, or a NEF)")
      ->required();
  command->add_flag("--trace", options->trace, "Show every step, the first 10,000 at most");
  command->add_option("--gas", options->gas, "Most GAS it may take (default 20)");
  command->footer(
      "It runs on a new chain: its native contracts are there, and no others; the account of nsl dev has signed.\n"
      "Nothing is kept.\n"
      "Example:\n  nsl neo vm run 12139e --trace");
  command->callback([&program, options] { program.chosen = [&program, options] { return run(program, *options); }; });
}

}  // namespace nsl::app
