#include "app/neo_send.h"

#include "app/account_choice.h"
#include "app/files.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>

namespace nsl::app {
namespace {

Exit refuse(const Program& program, const Error& error, const std::string& what) {
  return report(program, failure_from(error, what));
}

// Whether the account can pay for the transaction. What the call itself moves is the call's business.
Status check_fees(neo::NeoClient& client, const neo::Transaction& transaction) {
  const auto fees = transaction.system_fee.plus(transaction.network_fee);
  if (!fees) return fail(ErrorCode::kInvalidArgument, "the fees together are too large");
  NSL_TRY(const auto gas, client.balance_of(neo::gas_token_hash(), transaction.sender()));
  if (gas >= neo::Integer(fees->datoshi())) return {};
  return fail(ErrorCode::kNeoInsufficientGas, fmt::format("the fees are {} GAS, and {} has {}", fees->text(),
                                                          neo::to_address(transaction.sender()),
                                                          neo::format_amount(gas, neo::Fixed8::kDecimals)));
}

// The transaction for the account, signed with the key that the wallet has.
Result<neo::SigningContext> sign(neo::NodePool& pool, const NeoSendOptions& options, const Undertaking& undertaking,
                                 const AccountWish& wish) {
  NSL_TRY(const auto chosen, choose_account(wish));
  const auto& account = chosen.account;
  if (!account.contract || account.contract->deployed || account.key.empty()) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("the wallet cannot sign for \"{}\"", account.label));
  }
  neo::NeoClient client(pool);
  NSL_TRY(auto script, undertaking.script(client, account.account));
  neo::Draft draft{.script = std::move(script),
                   .signers = {{.account = account.account, .scopes = undertaking.scope}},
                   .attributes = undertaking.attributes,
                   .verification_scripts = {{account.account, account.contract->script}}};
  if (options.valid_blocks != 0) draft.valid_blocks = options.valid_blocks;
  else draft.valid_blocks = options.out.empty() ? kValidBlocks : kValidBlocksForOthers;
  NSL_TRY(auto transaction, neo::prepare(client, std::move(draft)));
  const auto fee = transaction.network_fee.plus(undertaking.extra_network_fee);
  if (!fee) return fail(ErrorCode::kInvalidArgument, "the network fee is too large");
  transaction.network_fee = *fee;
  NSL_TRY_VOID(check_fees(client, transaction));
  NSL_TRY(const auto network, pool.network());
  NSL_TRY(auto context, neo::SigningContext::create(network, std::move(transaction)));
  NSL_TRY_VOID(context.add_script(account.contract->script));
  NSL_TRY(const auto key, unlock(chosen, wish));
  NSL_TRY_VOID(context.sign(key));
  return context;
}

json::object end_json(const neo::ApplicationLog& log) {
  json::array stack;
  for (const auto& item : log.execution.stack) stack.push_back(item.to_json());
  const bool halted = log.execution.state == neo::ExecutionState::kHalt;
  return {{"hash", log.transaction.display()},
          {"state", halted ? "HALT" : "FAULT"},
          {"gasconsumed", log.execution.gas_consumed.datoshi_text()},
          {"exception", halted ? json::value() : json::value(log.execution.exception)},
          {"stack", std::move(stack)}};
}

}  // namespace

void add_send_options(CLI::App& command, NeoSendOptions& options) {
  command.add_option("--from", options.from, "Account that signs and pays; else the default one")->type_name("NAME");
  command.add_option("--wallet", options.wallet, "NEP-6 file; else the user's own")->type_name("FILE");
  command.add_option("--passphrase-file", options.passphrase_file, "Else it is asked for")->type_name("FILE");
  command.add_option("--out", options.out, "Write the signed transaction here (a signing context) and do not send it")
      ->type_name("FILE");
  command
      .add_option("--valid-blocks", options.valid_blocks,
                  "How many blocks it is good for; else 100, or 5760 when others sign too (--out)")
      ->check(CLI::PositiveNumber);
  command.add_flag("--wait", options.wait, "Until it is final");
  add_network_options(command, options.network);
}

Exit show_end(Program& program, neo::NodePool& pool, const neo::Transaction& transaction) {
  const auto what = fmt::format("cannot follow {}", transaction.hash().display());
  const auto node = pool.pin();
  if (!node) return refuse(program, node.error(), what);
  const auto version = neo::NeoClient(**node).version();
  if (!version) return refuse(program, version.error(), what);
  const std::chrono::milliseconds poll{std::clamp<std::uint32_t>(version->ms_per_block / 2, 50, 5'000)};
  const auto outcome = neo::wait_until_final(**node, transaction, {.poll = poll});
  if (!outcome) return refuse(program, outcome.error(), what);
  const auto* log = std::get_if<neo::ApplicationLog>(&*outcome);
  if (log == nullptr) {
    return report(program, {.what = fmt::format("{} expired", transaction.hash().display()),
                            .why = fmt::format("it was not included up to block {}, and never will be",
                                               transaction.valid_until_block),
                            .next = "send it again"});
  }
  if (program.console.json()) program.console.json_text(json::serialize(end_json(*log)));
  if (log->execution.state == neo::ExecutionState::kFault) {
    return report(program, {.what = fmt::format("{} faulted", transaction.hash().display()),
                            .why = log->execution.exception,
                            .code = "conflict"});
  }
  if (!program.console.json()) {
    program.console.line(fmt::format("final, {} GAS used", log->execution.gas_consumed.text()));
  }
  return Exit::kOk;
}

Exit send_complete(Program& program, neo::NodePool& pool, const neo::Transaction& transaction,
                   const NeoSendOptions& options) {
  const auto hash = neo::NeoClient(pool).send(transaction);
  if (!hash) return refuse(program, hash.error(), "cannot send the transaction");
  if (options.wait) {
    if (!program.console.json()) program.console.line(hash->display());
    return show_end(program, pool, transaction);
  }
  if (program.console.json()) program.console.json_text(json::serialize(json::object{{"hash", hash->display()}}));
  else program.console.line(hash->display());
  return Exit::kOk;
}

Exit carry_out(Program& program, const NeoSendOptions& options, const Undertaking& undertaking) {
  const auto pool = connect_neo(options.network, program.profile);
  if (!pool) return refuse(program, pool.error(), undertaking.what);
  const auto context = sign(**pool, options, undertaking,
                            {.name = options.from,
                             .wallet = options.wallet,
                             .passphrase_file = options.passphrase_file,
                             .profile = program.profile});
  if (!context) return refuse(program, context.error(), undertaking.what);
  if (!options.out.empty()) {
    const auto written = write_private_file(options.out, json::serialize(context->to_json()));
    if (!written) return refuse(program, written.error(), fmt::format("cannot write {}", options.out));
    for (const auto& account : context->missing()) {
      program.console.note(fmt::format("missing: {} (nsl neo sign {})", neo::to_address(account), options.out));
    }
    if (program.console.json()) {
      program.console.json_text(json::serialize(json::object{{"hash", context->transaction().hash().display()}}));
    } else {
      program.console.line(context->transaction().hash().display());
    }
    return Exit::kOk;
  }
  const auto transaction = context->complete();
  if (transaction) return send_complete(program, **pool, *transaction, options);
  auto failure = failure_from(transaction.error(), undertaking.what);
  failure.next = "write it with --out FILE, let the others sign it (nsl neo sign), and send it (nsl neo send)";
  return report(program, failure);
}

}  // namespace nsl::app
