// nsl doctor: what works on this machine and what does not.
#include "app/commands.h"
#include "app/configuration.h"
#include "app/diagnosis.h"
#include "base/json.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace nsl::app {
namespace {

Exit show(const Program& program, const std::vector<Finding>& findings) {
  Table table{{"", "WHAT", "FINDING"}};
  json::array list;
  for (const Finding& finding : findings) {
    table.push_back({std::string(to_string(finding.health)), finding.subject, finding.detail});
    list.push_back(
        json::object{{"health", to_string(finding.health)}, {"what", finding.subject}, {"finding", finding.detail}});
  }
  if (program.console.json()) program.console.json_text(json::serialize(list));
  else program.console.table(table);
  const bool bad = std::ranges::any_of(findings, [](const Finding& finding) { return finding.health == Health::kBad; });
  return bad ? Exit::kFailed : Exit::kOk;
}

Exit doctor(Program& program, const std::string& config_file) {
  Settings settings;
  const auto errors = load_configuration(settings, config_file, {});
  std::vector<Finding> findings{{Health::kGood, "program", fmt::format("nsl {}", kVersion)}};
  for (const Error& error : errors) findings.push_back({Health::kBad, "configuration", error.message});
  for (const auto& part :
       {diagnose_engine(), diagnose_bundler(), diagnose_data_folder(settings), diagnose_service(program.profile)}) {
    findings.insert(findings.end(), part.begin(), part.end());
  }
  return show(program, findings);
}

}  // namespace

void add_doctor_command(CLI::App& root, Program& program) {
  auto* command = root.add_subcommand("doctor", "Which walls stand, what works on this machine")->group("Service");
  // Shared between the option parser and the chosen action, which runs later.
  auto config_file = std::make_shared<std::string>();
  command->add_option("--config", *config_file, "Configuration file (TOML)");
  command->footer("Exit code 1 when something does not work.\nExample:\n  nsl doctor");
  command->callback(
      [&program, config_file] { program.chosen = [&program, config_file] { return doctor(program, *config_file); }; });
}

}  // namespace nsl::app
