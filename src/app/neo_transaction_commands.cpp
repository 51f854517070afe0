// nsl neo tx list | status | cancel: transactions that the service sends for functions.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"

namespace nsl::app {
namespace {

constexpr unsigned kWaitSeconds = 30;  // of one request; the command goes on until it has ended

struct TransactionOptions {
  std::string hash;
  std::string state;
  std::size_t limit = kListDefault;
  bool wait = false;
};

std::string path_of(const TransactionOptions& options, std::string_view rest = "") {
  return fmt::format("/v1/neo/transactions/{}{}", percent_encoded(options.hash), rest);
}

Exit list(Program& program, const TransactionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const std::string path =
      options.state.empty() ? "/v1/neo/transactions" : "/v1/neo/transactions?state=" + percent_encoded(options.state);
  const auto listing = client->list(path, options.limit, "cannot list the transactions");
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  Table table{{"HASH", "STATE", "ACCOUNT", "FUNCTION", "METHOD", "CREATED"}};
  for (const json::value& item : listing->items) {
    table.push_back({text_at(item, "/hash"), text_at(item, "/state"), text_at(item, "/account"),
                     text_at(item, "/function"), text_at(item, "/method"), text_at(item, "/created_at")});
  }
  program.console.table(table);
  return Exit::kOk;
}

std::string describe(const json::value& transaction) {
  std::string text = fmt::format("{}  {}", text_at(transaction, "/hash"), text_at(transaction, "/state"));
  if (const auto block = number_at(transaction, "/block"); block != 0) text += fmt::format(" in block {}", block);
  if (const auto reason = text_at(transaction, "/reason"); !reason.empty()) text += ": " + reason;
  return text;
}

Exit status(Program& program, const TransactionOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const std::string path = path_of(options, options.wait ? fmt::format("?wait_seconds={}", kWaitSeconds) : "");
  while (true) {
    const auto reply = client->call({.path = path}, fmt::format("cannot show {}", options.hash));
    if (!reply) return report(program, reply.error());
    const std::string state = text_at(reply->value, "/state");
    if (options.wait && (state == "pending" || state == "sent")) continue;
    if (program.console.json()) program.console.json_text(reply->text);
    else program.console.line(describe(reply->value));
    return !options.wait || state == "final" ? Exit::kOk : Exit::kFailed;
  }
}

Exit cancel(Program& program, const TransactionOptions& options) {
  return send(program, {.method = "POST", .path = path_of(options, "/cancel")},
              fmt::format("cannot cancel {}", options.hash),
              [](const json::value& reply) { return fmt::format("{} is to take its place", text_at(reply, "/hash")); });
}

using Action = Exit (*)(Program&, const TransactionOptions&);
Added<TransactionOptions> add(CLI::App& group, Program& program, const char* name, const char* description,
                              Action action, const char* example) {
  auto added = add_command(group, program, name, description, action, example);
  added.command->add_option("HASH", added.options->hash, "The transaction")->required();
  return added;
}

}  // namespace

void add_neo_transaction_commands(CLI::App& root, Program& program) {
  CLI::App& group = *neo_group(root).get_subcommand("tx");
  const auto listed = add_command(group, program, "list", "Transactions that the service sent for functions", list,
                                  "nsl neo tx list --state sent");
  listed.command->add_option("--state", listed.options->state,
                             "pending, sent, final, failed, expired, replaced or rejected");
  listed.command->add_option("--limit", listed.options->limit, "How many to show")->capture_default_str();
  const auto shown = add(group, program, "status", "How a transaction of the service is doing", status,
                         "nsl neo tx status 0x12ab... --wait");
  shown.command->add_flag("--wait", shown.options->wait, "Until it has ended; fails unless it is final");
  add(group, program, "cancel", "Have the service send a transaction that takes its place", cancel,
      "nsl neo tx cancel 0x12ab...");
}

}  // namespace nsl::app
