// nsl neo call, transfer, invoke, cancel, send, tx, node and nsl wallet balance: what needs a Neo node.
#include "app/account_choice.h"
#include "app/add_command.h"
#include "app/client.h"
#include "app/files.h"
#include "app/neo_send.h"
#include "neo/contract/native.h"
#include "neo/inspect/describe.h"
#include "neo/rpc/iterators.h"
#include "neo/rpc/node_socket.h"
#include "neo/types/address.h"

#include <fmt/format.h>

#include <memory>

namespace nsl::app {
namespace {

constexpr ByteCount kFileMax = 1_MiB;
constexpr std::chrono::seconds kWebSocketTimeout{2};

struct ChainOptions {
  NeoSendOptions send;
  std::string subject;  // a contract, token, transaction, file or account
  std::string method;
  std::string to;
  std::string amount;
  std::string data;
  std::vector<std::string> arguments;
  std::string extra_fee = "0.01";
};

Exit refuse(const Program& program, const Error& error, std::string what) {
  return report(program, failure_from(error, std::move(what)));
}

void print(const Program& program, const json::value& value, std::string_view line) {
  if (program.console.json()) program.console.json_text(json::serialize(value));
  else program.console.line(line);
}

Result<neo::ContractCall> call_of(const ChainOptions& options) {
  NSL_TRY(const auto contract, neo::parse_contract(options.subject));
  neo::ContractCall call{.contract = contract, .method = options.method, .arguments = {}};
  for (const auto& text : options.arguments) {
    NSL_TRY(auto argument, neo::ContractParameter::parse(text));
    call.arguments.push_back(std::move(argument));
  }
  return call;
}

Exit call(Program& program, const ChainOptions& options) {
  const auto what = fmt::format("cannot call {} of {}", options.method, options.subject);
  const auto wanted = call_of(options);
  if (!wanted) return refuse(program, wanted.error(), what);
  const auto pool = connect_neo(options.send.network, program.profile);
  if (!pool) return refuse(program, pool.error(), what);
  neo::IteratorReader reader(**pool);
  const auto invocation = neo::NeoClient(reader).call(*wanted);
  if (!invocation) return refuse(program, invocation.error(), what);
  const bool halted = invocation->state == neo::ExecutionState::kHalt;
  json::array stack;
  for (const auto& item : invocation->stack) stack.push_back(item.to_json());
  if (program.console.json()) {
    program.console.json_text(
        json::serialize(json::object{{"state", halted ? "HALT" : "FAULT"},
                                     {"gasconsumed", invocation->gas_consumed.datoshi_text()},
                                     {"exception", halted ? json::value() : json::value(invocation->exception)},
                                     {"stack", stack}}));
  } else if (halted) {
    for (const auto& item : stack) program.console.line(json::serialize(item));
    program.console.note(fmt::format("{} GAS", invocation->gas_consumed.text()));
  }
  if (halted) return Exit::kOk;
  return report(program, {.what = what, .why = invocation->exception, .code = "conflict"});
}

Result<Bytes> transfer_of(const ChainOptions& options, neo::NeoClient& client, const neo::UInt160& from) {
  NSL_TRY(const auto token, neo::parse_contract(options.subject));
  NSL_TRY(const auto to, neo::parse_account(options.to));
  NSL_TRY(const auto about, client.token(token));
  NSL_TRY(const auto amount, neo::parse_amount(options.amount, about.decimals));
  if (amount.is_negative()) return fail(ErrorCode::kInvalidArgument, "an amount to transfer is not below zero");
  NSL_TRY(const auto balance, client.balance_of(token, from));
  if (amount > balance) {
    const auto code = token == neo::gas_token_hash() ? ErrorCode::kNeoInsufficientGas : ErrorCode::kConflict;
    return fail(code, fmt::format("{} has {} {}", neo::to_address(from), neo::format_amount(balance, about.decimals),
                                  about.symbol));
  }
  neo::Transfer transfer{.token = token, .from = from, .to = to, .amount = amount};
  if (!options.data.empty()) {
    NSL_TRY(transfer.data, neo::ContractParameter::parse(options.data));
  }
  return neo::transfer_script(transfer);
}

Exit transfer(Program& program, const ChainOptions& options) {
  return carry_out(
      program, options.send,
      {.what = fmt::format("cannot transfer {} {}", options.amount, options.subject),
       .script = [&](neo::NeoClient& client, const neo::UInt160& from) { return transfer_of(options, client, from); }});
}

Exit invoke(Program& program, const ChainOptions& options) {
  return carry_out(program, options.send,
                   {.what = fmt::format("cannot invoke {} of {}", options.method, options.subject),
                    .script = [&](neo::NeoClient&, const neo::UInt160&) -> Result<Bytes> {
                      NSL_TRY(const auto wanted, call_of(options));
                      return neo::call_script(wanted);
                    }});
}

Exit cancel(Program& program, const ChainOptions& options) {
  const auto what = fmt::format("cannot cancel {}", options.subject);
  const auto hash = neo::UInt256::parse(options.subject);
  if (!hash) return refuse(program, hash.error(), what);
  const auto extra = neo::Fixed8::parse(options.extra_fee);
  if (!extra || *extra < neo::Fixed8{}) {
    return report(program, {.exit = Exit::kUsage, .what = "cannot use --extra-fee", .why = "it is an amount of GAS"});
  }
  return carry_out(program, options.send,
                   {.what = what,
                    .script = [](neo::NeoClient&, const neo::UInt160&) -> Result<Bytes> {
                      return neo::ScriptBuilder().emit(neo::OpCode::RET).take();
                    },
                    .scope = neo::WitnessScope::kNone,
                    .attributes = {neo::Attribute{neo::Conflicts{*hash}}},
                    .extra_network_fee = *extra});
}

Result<neo::Transaction> complete_of_file(const std::string& path) {
  NSL_TRY(const std::string text, read_file(path, kFileMax));
  NSL_TRY(const auto value, json::parse(text));
  NSL_TRY(const auto context, neo::SigningContext::from_json(value));
  return context.complete();
}

Exit send(Program& program, const ChainOptions& options) {
  const auto transaction = complete_of_file(options.subject);
  if (!transaction) return refuse(program, transaction.error(), fmt::format("cannot send {}", options.subject));
  const auto pool = connect_neo(options.send.network, program.profile);
  if (!pool) return refuse(program, pool.error(), fmt::format("cannot send {}", options.subject));
  return send_complete(program, **pool, *transaction, options.send);
}

Exit show_transaction(Program& program, const ChainOptions& options) {
  const auto what = fmt::format("cannot show {}", options.subject);
  const auto hash = neo::UInt256::parse(options.subject);
  if (!hash) return refuse(program, hash.error(), what);
  const auto pool = connect_neo(options.send.network, program.profile);
  if (!pool) return refuse(program, pool.error(), what);
  const auto found = neo::NeoClient(**pool).transaction(*hash);
  if (!found) return refuse(program, found.error(), what);
  if (!*found) {
    return report(program, {.exit = Exit::kNotFound, .what = what, .why = "the chain does not have it"});
  }
  auto shown = neo::describe((*found)->transaction);
  shown["blockhash"] = (*found)->block ? json::value((*found)->block->display()) : json::value();
  shown["confirmations"] = (*found)->confirmations;
  if (options.send.wait) {
    if (!program.console.json()) program.console.line(json::serialize(shown));
    return show_end(program, **pool, (*found)->transaction);
  }
  print(program, shown, json::serialize(shown));
  return Exit::kOk;
}

// Whether the node announces blocks there. Otherwise it has to be asked for them.
bool has_web_socket(const std::string& node_url) {
  const auto url = neo::web_socket_url(node_url);
  return url && neo::NodeSocket(*url, kWebSocketTimeout).open();
}

// How the service that the profile names learns of new blocks; nothing when there is none, or it does not say.
std::string announcements_of_service(const Program& program) {
  auto client = ServiceClient::connect(program);
  if (!client) return {};
  const auto reply = client->call({.method = "GET", .path = "/v1/neo/nodes"}, "cannot ask the service");
  if (!reply) return {};
  const auto url = text_at(reply->value, "/announced_by");
  if (!url.empty()) return fmt::format("the service at {} is told of blocks by {}", client->url(), url);
  return fmt::format("the service at {} asks for blocks: {}", client->url(),
                     text_at(reply->value, "/announcement_problem"));
}

Exit node_status(Program& program, const ChainOptions& options) {
  const auto pool = connect_neo(options.send.network, program.profile);
  if (!pool) return refuse(program, pool.error(), "cannot look at the nodes");
  bool good = false;
  json::array list;
  Table table{{"NODE", "HEALTH", "HEIGHT", "LATENCY", "NETWORK", "WEBSOCKET", "SOFTWARE"}};
  for (const auto& node : (*pool)->probe()) {
    good = good || node.health == neo::NodeStatus::Health::kGood;
    const bool announces = has_web_socket(node.url);
    table.push_back({node.url, std::string(neo::health_name(node.health)), std::to_string(node.height),
                     fmt::format("{:.1f} ms", static_cast<double>(node.latency.count()) / 1000.0),
                     std::to_string(node.network), announces ? "yes" : "no", node.user_agent});
    list.push_back(json::object{{"url", node.url},
                                {"health", neo::health_name(node.health)},
                                {"height", node.height},
                                {"latency_us", node.latency.count()},
                                {"network", node.network},
                                {"websocket", announces},
                                {"software", node.user_agent},
                                {"problem", node.problem}});
  }
  if (program.console.json()) program.console.json_text(json::serialize(list));
  else program.console.table(table);
  // With --rpc it is about these nodes alone.
  if (!program.console.json() && options.send.network.nodes.empty()) {
    if (const auto line = announcements_of_service(program); !line.empty()) program.console.note(line);
  }
  return good ? Exit::kOk : Exit::kUnavailable;
}

Result<std::vector<neo::TokenBalance>> balances_of(const Program& program, const ChainOptions& options) {
  NSL_TRY(const auto pool, connect_neo(options.send.network, program.profile));
  auto account = neo::parse_account(options.subject);
  if (!account) {
    NSL_TRY(const auto chosen, choose_account({.name = options.subject,
                                               .wallet = options.send.wallet,
                                               .passphrase_file = {},
                                               .profile = program.profile}));
    account = chosen.account.account;
  }
  neo::NeoClient client(*pool);
  NSL_TRY(auto balances, client.balances(*account));
  for (auto& balance : balances) {
    if (balance.decimals && !balance.symbol.empty()) continue;
    NSL_TRY(const auto token, client.token(balance.token));
    balance.symbol = token.symbol;
    balance.decimals = token.decimals;
  }
  return balances;
}

Exit balance(Program& program, const ChainOptions& options) {
  const auto balances = balances_of(program, options);
  if (!balances) return refuse(program, balances.error(), "cannot show the balance");
  json::array list;
  Table table{{"TOKEN", "AMOUNT", "CONTRACT"}};
  for (const auto& one : *balances) {
    const auto amount = neo::format_amount(one.amount, *one.decimals);
    table.push_back({one.symbol, amount, one.token.display()});
    list.push_back(json::object{{"symbol", one.symbol}, {"amount", amount}, {"contract", one.token.display()}});
  }
  if (program.console.json()) program.console.json_text(json::serialize(list));
  else program.console.table(table);
  return Exit::kOk;
}

void add_contract_and_method(const Added<ChainOptions>& added) {
  added.command->add_option("CONTRACT", added.options->subject, "Hash, or the name of a native contract")->required();
  added.command->add_option("METHOD", added.options->method, "The method")->required();
  added.command->add_option("ARGS", added.options->arguments,
                            "Values, or TYPE:VALUE (int, bool, string, bytes, hash160, hash256, key)");
}

void add_sending_commands(CLI::App& group, Program& program) {
  const auto transferring = add_command(group, program, "transfer", "Send tokens (NEP-17)", transfer,
                                        "nsl neo transfer GAS NAbc... 1.5 --from alice --wait");
  transferring.command->add_option("TOKEN", transferring.options->subject, "GAS, NEO or a contract's hash")->required();
  transferring.command->add_option("TO", transferring.options->to, "Address")->required();
  transferring.command->add_option("AMOUNT", transferring.options->amount, "In whole tokens, such as 1.5")->required();
  transferring.command->add_option("--data", transferring.options->data, "For a contract that receives them");
  add_send_options(*transferring.command, transferring.options->send);

  const auto invoking = add_command(group, program, "invoke", "Call a contract so that it changes the chain", invoke,
                                    "nsl neo invoke NeoToken vote NAbc... null --from alice --wait");
  add_contract_and_method(invoking);
  add_send_options(*invoking.command, invoking.options->send);

  const auto cancelling =
      add_command(group, program, "cancel", "Keep a transaction that is not final from ever being so", cancel,
                  "nsl neo cancel 0x12ab... --from alice --wait");
  cancelling.command->add_option("HASH", cancelling.options->subject, "Of the transaction, signed by the same account")
      ->required();
  cancelling.command->add_option("--extra-fee", cancelling.options->extra_fee, "GAS; it must pay more than the other")
      ->type_name("GAS");
  add_send_options(*cancelling.command, cancelling.options->send);

  const auto sending = add_command(group, program, "send", "Send a transaction that all have signed", send,
                                   "nsl neo send transfer.json --wait");
  sending.command->add_option("FILE", sending.options->subject, "A signing context (JSON)")->required();
  sending.command->add_flag("--wait", sending.options->send.wait, "Until it is final");
  add_network_options(*sending.command, sending.options->send.network);
}

}  // namespace

void add_neo_chain_commands(CLI::App& root, Program& program) {
  auto& group = neo_group(root);
  const auto calling = add_command(group, program, "call", "Ask a contract; nothing changes and nothing is paid", call,
                                   "nsl neo call GasToken balanceOf NXyz...");
  add_contract_and_method(calling);
  add_network_options(*calling.command, calling.options->send.network);
  add_sending_commands(group, program);

  auto* transactions = group.add_subcommand("tx", "Transactions");
  transactions->require_subcommand(1);
  transactions->footer("Example:\n  nsl neo tx show 0x12ab...");
  const auto showing = add_command(*transactions, program, "show", "A transaction of the chain, decoded",
                                   show_transaction, "nsl neo tx show 0x12ab... --wait");
  showing.command->add_option("HASH", showing.options->subject, "Its hash")->required();
  showing.command->add_flag("--wait", showing.options->send.wait, "Until it is final, and show how it ended");
  add_network_options(*showing.command, showing.options->send.network);

  auto* nodes = group.add_subcommand("node", "Neo nodes");
  nodes->require_subcommand(1);
  nodes->footer("Example:\n  nsl neo node status");
  const auto status = add_command(*nodes, program, "status", "Health, height and latency of each node", node_status,
                                  "nsl neo node status --rpc http://127.0.0.1:10332");
  add_network_options(*status.command, status.options->send.network);

  const auto balances = add_command(wallet_group(root), program, "balance", "The tokens of an account", balance,
                                    "nsl wallet balance alice");
  balances.command->add_option("NAME", balances.options->subject, "Name or address; else the default account");
  balances.command->add_option("--wallet", balances.options->send.wallet, "NEP-6 file; else the user's own")
      ->type_name("FILE");
  add_network_options(*balances.command, balances.options->send.network);
}

}  // namespace nsl::app
