// nsl completion: the words that the shell offers when the user presses Tab. Made from the commands themselves.
#include "app/add_command.h"
#include "app/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace nsl::app {
namespace {

struct CompletionOptions {
  std::string shell;
};

// A command, as the words that lead to it ("function deploy"), and what may follow.
struct Node {
  std::string path;
  std::string words;
};

void add_word(std::string& words, std::string_view word) { words.append(words.empty() ? "" : " ").append(word); }

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
  Node node{.path = path, .words = {}};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) {
    add_word(node.words, command->get_name());
    collect(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), nodes);
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) add_word(node.words, "--" + name);
  }
  nodes.push_back(std::move(node));
}

std::string script(const CLI::App& root, bool zsh) {
  std::vector<Node> nodes;
  collect(root, "", nodes);
  // The longest path that fits counts, so it stands first.
  std::ranges::sort(nodes, [](const Node& a, const Node& b) { return a.path.size() > b.path.size(); });
  std::string cases;
  for (const Node& node : nodes) {
    fmt::format_to(std::back_inserter(cases), "    {}*) words=\"{}\" ;;\n",
                   node.path.empty() ? "" : fmt::format("\"{} \"", node.path), node.words);
  }
  return fmt::format(
      "{}_nsl() {{\n"
      "  local path= words= at word=${{COMP_WORDS[COMP_CWORD]}}\n"
      "  for ((at = 1; at < COMP_CWORD; at++)); do\n"
      "    case ${{COMP_WORDS[at]}} in -*) ;; *) path+=\"${{COMP_WORDS[at]}} \" ;; esac\n"
      "  done\n"
      "  case $path in\n{}  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "}}\n"
      "complete -o default -F _nsl nsl\n",
      zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : "", cases);
}

}  // namespace

void add_completion_command(CLI::App& root, Program& program) {
  // Not in the list of commands, which is to fit a screen; the last lines of `nsl --help` name it.
  auto* const command = root.add_subcommand("completion", "Completion of commands by the shell")->group("");
  auto options = std::make_shared<CompletionOptions>();
  command->add_option("SHELL", options->shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  command->footer(
      "Example, for this shell and for those to come:\n  source <(nsl completion bash)\n"
      "  nsl completion bash > ~/.local/share/bash-completion/completions/nsl");
  command->callback([&root, &program, options] {
    program.chosen = [&root, &program, options] {
      program.console.print(script(root, options->shell == "zsh"));
      return Exit::kOk;
    };
  });
}

}  // namespace nsl::app
