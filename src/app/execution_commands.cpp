// nsl invoke, nsl execution … and nsl logs: running functions and what became of it.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/describe.h"
#include "app/files.h"
#include "app/input.h"
#include "base/json_text.h"

#include <fmt/format.h>

#include <memory>

namespace nsl::app {
namespace {

// An execution may take this long beyond its own wall limit of at most a day before the client stops waiting.
constexpr std::chrono::hours kInvokeTimeout{25};

struct InvokeOptions {
  std::string name;
  std::string input;
  std::uint32_t version = 0;  // 0: the active one
  std::string idempotency_key;
  bool queued = false;
};

struct ExecutionOptions {
  std::string subject;  // an execution's id or a function's name
  std::string status;
  std::size_t limit = kListDefault;
  bool follow = false;
};

// A finished execution: its logs to stderr, its output to stdout; or why there is no output.
Exit show_result(const Program& program, const Reply& reply) {
  const std::string status = text_at(reply.value, "/status");
  const bool succeeded = status == "succeeded";
  if (program.console.json()) {
    program.console.json_text(reply.text);
    return succeeded ? Exit::kOk : Exit::kFailed;
  }
  if (const json::value* logs = reply.value.get_object().if_contains("logs"); logs != nullptr && logs->is_array()) {
    for (const json::value& entry : logs->get_array()) {
      program.console.note(fmt::format("[{}] {}", text_at(entry, "/level"), text_at(entry, "/message")));
    }
  }
  if (succeeded) {
    program.console.line(json::member_text(reply.text, "output").value_or("null"));
    return Exit::kOk;
  }
  const std::string id = text_at(reply.value, "/id");
  return report(program, {.exit = Exit::kFailed,
                          .what = fmt::format("{} {} ({})", text_at(reply.value, "/function"), status,
                                              text_at(reply.value, "/error/code")),
                          .why = describe_error(reply.value),
                          .next = fmt::format("nsl execution show {}", id),
                          .code = text_at(reply.value, "/error/code")});
}

Exit invoke(Program& program, const InvokeOptions& options) {
  const std::string what = fmt::format("cannot invoke {}", options.name);
  auto input = read_input(options.input);
  if (!input) return report(program, failure_from(input.error(), what));
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());

  net::ClientRequest request{.method = "POST",
                             .path = fmt::format("/v1/functions/{}/invoke", percent_encoded(options.name)),
                             .body = *std::move(input),
                             .timeout = kInvokeTimeout};
  if (options.version != 0) request.path += fmt::format("?version={}", options.version);
  if (options.queued) request.headers.emplace_back("Prefer", "respond-async");
  if (!options.idempotency_key.empty()) request.headers.emplace_back("Idempotency-Key", options.idempotency_key);
  const auto reply = client->call(request, what);
  if (!reply) return report(program, reply.error());
  if (reply->status != 202) return show_result(program, *reply);

  const std::string id = text_at(reply->value, "/id");
  if (program.console.json()) program.console.json_text(reply->text);
  else program.console.line(id);
  program.console.note(fmt::format("next: nsl execution show {}", id));
  return Exit::kOk;
}

Exit show(Program& program, const ExecutionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = fmt::format("/v1/executions/{}", percent_encoded(options.subject))},
                                  fmt::format("cannot show {}", options.subject));
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(reply->text);
  else program.console.print(describe_execution(reply->value, json::member_text(reply->text, "output").value_or("")));
  return Exit::kOk;
}

Exit list(Program& program, const ExecutionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  std::string path = fmt::format("/v1/functions/{}/executions", percent_encoded(options.subject));
  if (!options.status.empty()) path += "?status=" + percent_encoded(options.status);
  const auto listing =
      client->list(path, options.limit, fmt::format("cannot list the executions of {}", options.subject));
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  Table table{{"ID", "VERSION", "STATUS", "TRIGGER", "CREATED", "CPU", "ERROR"}};
  for (const json::value& item : listing->items) {
    table.push_back({text_at(item, "/id"), fmt::format("{}", number_at(item, "/version")), text_at(item, "/status"),
                     text_at(item, "/trigger"), text_at(item, "/created_at"),
                     fmt::format("{:.1f} ms", static_cast<double>(number_at(item, "/usage/cpu_us")) / 1000.0),
                     text_at(item, "/error/code")});
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit cancel(Program& program, const ExecutionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call(
      {.method = "POST", .path = fmt::format("/v1/executions/{}/cancel", percent_encoded(options.subject))},
      fmt::format("cannot cancel {}", options.subject));
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(reply->text);
  else program.console.line(fmt::format("{} is {}", options.subject, text_at(reply->value, "/status")));
  return Exit::kOk;
}

// 0: the same. 1: something differs, which is what a script wants to know.
Exit replay(Program& program, const ExecutionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.method = "POST",
                                   .path = fmt::format("/v1/executions/{}/replay", percent_encoded(options.subject)),
                                   .timeout = kInvokeTimeout},
                                  fmt::format("cannot replay {}", options.subject));
  if (!reply) return report(program, reply.error());
  const std::string difference = text_at(reply->value, "/difference");
  if (program.console.json()) {
    program.console.json_text(reply->text);
  } else if (difference.empty()) {
    program.console.line(fmt::format("same: {} {} again, with {} host calls answered from its record", options.subject,
                                     text_at(reply->value, "/status"), number_at(reply->value, "/host_calls")));
  } else {
    program.console.line(fmt::format("different: {}", difference));
    program.console.print(describe_replay(reply->value, json::member_text(reply->text, "output").value_or("")));
    program.console.note(fmt::format("next: nsl execution show {}", options.subject));
  }
  return difference.empty() ? Exit::kOk : Exit::kFailed;
}

void print_log(const Program& program, const json::value& line) {
  program.console.line(fmt::format("{}  {}", text_at(line, "/execution"), describe_log(line)));
}

Exit logs(Program& program, const ExecutionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const std::string what = fmt::format("cannot read the logs of {}", options.subject);
  const std::string path = fmt::format("/v1/functions/{}/logs", percent_encoded(options.subject));
  if (options.follow) {
    const auto followed = client->follow({.path = path + "?follow=1"}, what, [&](const net::ServerSentEvent& event) {
      if (program.console.json()) program.console.line(event.data);
      else if (const auto line = json::parse(event.data)) print_log(program, *line);
      return net::Next::kContinue;
    });
    return followed ? Exit::kOk : report(program, followed.error());
  }
  const auto listing = client->list(path, options.limit, what);
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  for (const json::value& line : listing->items) print_log(program, line);
  return Exit::kOk;
}

void add_invoke(CLI::App& root, Program& program) {
  auto options = std::make_shared<InvokeOptions>();
  auto* command = root.add_subcommand("invoke", "Run a function and print what it returns")->group("Functions");
  command->add_option("NAME", options->name, "The function")->required();
  command->add_option("INPUT", options->input, "JSON text, @FILE, or - for standard input; else null");
  command->add_option("--version", options->version, "Version to run; else the active one")->check(CLI::PositiveNumber);
  command->add_option("--idempotency-key", options->idempotency_key, "The same key and input run once only");
  command->add_flag("--async", options->queued, "Queue it and print its id at once");
  command->footer(
      "Logs go to stderr; exit code 1 when the execution did not succeed.\n"
      "Examples:\n  nsl invoke hello '{\"name\":\"neo\",\"x\":21}'\n  nsl invoke hello @input.json --version 2\n"
      "  echo '{\"x\":1}' | nsl invoke hello - --async");
  command->callback(
      [&program, options] { program.chosen = [&program, options] { return invoke(program, *options); }; });
}

}  // namespace

void add_execution_commands(CLI::App& root, Program& program) {
  add_invoke(root, program);

  auto* group = root.add_subcommand("execution", "Show, list, cancel, replay");
  group->require_subcommand(1);
  group->footer("Examples:\n  nsl execution list hello --status failed\n  nsl execution show ex_...");
  const auto [show_command, shown] =
      add_command(*group, program, "show", "One execution with output, error, logs and usage", show);
  show_command->add_option("ID", shown->subject, "The execution")->required();
  show_command->footer("Example:\n  nsl execution show ex_... --output json");
  const auto [list_command, listed] =
      add_command(*group, program, "list", "Executions of a function, the newest first", list);
  list_command->add_option("NAME", listed->subject, "The function")->required();
  list_command->add_option("--status", listed->status,
                           "Only these: queued, running, succeeded, failed, timed_out, ...");
  list_command->add_option("--limit", listed->limit, "How many to show")->capture_default_str();
  list_command->footer("Example:\n  nsl execution list hello --status failed --limit 5");
  const auto [cancel_command, cancelled] =
      add_command(*group, program, "cancel", "Stop an execution that has not ended", cancel);
  cancel_command->add_option("ID", cancelled->subject, "The execution")->required();
  cancel_command->footer("Example:\n  nsl execution cancel ex_...");
  const auto [replay_command, replayed] =
      add_command(*group, program, "replay", "Run an execution again from its record and compare", replay);
  replay_command->add_option("ID", replayed->subject, "The execution")->required();
  replay_command->footer(
      "Nothing outside is asked: host calls are answered from the record. Exit code 1 when something differs.\n"
      "Example:\n  nsl execution replay ex_...");
  group->group("Functions");  // last, because commands inherit the heading

  const auto [logs_command, logged] = add_command(root, program, "logs", "What a function wrote with console", logs);
  logs_command->group("Functions");
  logs_command->add_option("NAME", logged->subject, "The function")->required();
  logs_command->add_option("--limit", logged->limit, "How many lines, the newest ones")->capture_default_str();
  logs_command->add_flag("--follow", logged->follow, "Stay and print new lines as they come");
  logs_command->footer("Examples:\n  nsl logs hello\n  nsl logs hello --follow");
}

}  // namespace nsl::app
