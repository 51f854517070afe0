#pragma once
// How a command gets into the command line: it has options of its own, and when the user chooses it, its action goes
// into Program::chosen. Included by the files that define commands; the only header of this folder that needs CLI11.

#include "app/commands.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace nsl::app {

template <typename Options>
struct Added {
  CLI::App* command;
  std::shared_ptr<Options> options;  // shared with the chosen action, which runs after the command line was read
};

// Makes `action` with these options what is done when `command` is chosen. Several commands may share their options.
template <typename Options>
void choose(CLI::App& command, Program& program, Exit (*action)(Program&, const Options&),
            const std::shared_ptr<Options>& options) {
  command.callback([&program, action, options] {
    program.chosen = [&program, action, options] { return action(program, *options); };
  });
}

// A command with options of its own; the example, if there is one, ends its help.
template <typename Options>
Added<Options> add_command(CLI::App& group, Program& program, std::string name, std::string description,
                           Exit (*action)(Program&, const Options&), std::string_view example = {}) {
  auto options = std::make_shared<Options>();
  auto* const command = group.add_subcommand(std::move(name), std::move(description));
  if (!example.empty()) command->footer(fmt::format("Example:\n  {}", example));
  choose(*command, program, action, options);
  return {command, std::move(options)};
}

}  // namespace nsl::app
