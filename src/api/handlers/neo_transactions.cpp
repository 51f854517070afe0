#include "api/handlers/neo_transactions.h"

#include "api/handlers/convert.h"
#include "api/handlers/secrets.h"
#include "api/schema/write.h"
#include "functions/cursor.h"
#include "neo/rpc/node_socket.h"
#include "outbox/outbox.h"
#include "outbox/sender.h"

namespace nsl::api {
namespace {

using outbox::TransactionRecord;

std::unexpected<Error> no_node() {
  return fail(ErrorCode::kUnavailable, "This service has no Neo node; its setting neo.rpc names one.");
}

std::optional<std::string> present(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

NeoTransaction to_wire(const TransactionRecord& record) {
  const bool in_block =
      record.state == outbox::TransactionState::kFinal || record.state == outbox::TransactionState::kFailed;
  return {.hash = record.hash.display(),
          .account = record.account,
          .state = std::string(to_string(record.state)),
          .valid_until_block = record.valid_until,
          .system_fee = record.system_fee.text(),
          .network_fee = record.network_fee.text(),
          .function = present(record.function),
          .execution = present(record.execution),
          .contract = present(record.contract),
          .method = present(record.method),
          .replaces = record.replaces ? std::optional(record.replaces->display()) : std::nullopt,
          .created_at = to_rfc3339(record.created_at),
          .ended_at = record.ended_at ? std::optional(to_rfc3339(*record.ended_at)) : std::nullopt,
          .block = in_block ? std::optional<std::uint64_t>(record.block) : std::nullopt,
          .gas_consumed = in_block ? std::optional(record.gas_consumed.text()) : std::nullopt,
          .reason = present(record.reason)};
}

// A call that is answered when its transaction has ended, or when its time is over.
struct Waiting {  // shared by the timer and the watch, of which the first answers
  std::shared_ptr<Call> call;
  neo::UInt256 hash;
  std::unique_ptr<outbox::Outbox::Watch> watch;
  std::unique_ptr<EventLoop::Timer> timer;
};

enum class Patience : std::uint8_t { kWaits, kIsOver };

void look(const std::shared_ptr<Waiting>& waiting, Patience patience) {
  if (!waiting->call) return;
  auto read = [call = waiting->call, hash = waiting->hash] {
    return call->context().outbox->store().get(call->principal()->owner, hash);
  };
  waiting->call->offload(std::move(read), [waiting, patience](const Result<TransactionRecord>& record) {
    if (!waiting->call) return;
    if (record && !has_ended(record->state) && patience == Patience::kWaits) return;
    const auto answered = std::exchange(waiting->call, nullptr);
    waiting->timer.reset();
    if (record) answered->send_json(200, to_json(to_wire(*record)));
    else answered->refuse(record.error());
  });
}

}  // namespace

Result<Reply<NeoTransactionPage>> list_transactions(Call& call, Input<Nothing, TransactionsQuery> input) {
  if (call.context().outbox == nullptr) return no_node();
  NSL_TRY(const auto from,
          functions::read_cursor(functions::CursorKind::kNeoTransactions, input.query.cursor.value_or("")));
  outbox::TransactionFilter filter{.before = from.key == functions::kFromNewest ? 0 : from.key,
                                   .limit = to_page(input.query).limit};
  if (input.query.state) filter.state = outbox::parse_transaction_state(*input.query.state);
  NSL_TRY(const auto records, call.context().outbox->store().list(call.principal()->owner, filter));
  NeoTransactionPage page;
  for (const auto& record : records) page.data.push_back(to_wire(record));
  if (records.size() == filter.limit && records.back().seq > 1) {
    page.next_cursor =
        functions::make_cursor(functions::CursorKind::kNeoTransactions, {.key = records.back().seq, .index = 0});
  }
  return reply(200, page);
}

void get_transaction(std::shared_ptr<Call> call, Input<TransactionPath, TransactionQuery> input) {
  auto* const outbox = call->context().outbox;
  if (outbox == nullptr) return call->refuse(no_node().error());
  EventLoop& loop = call->context().loop;
  const auto hash = neo::UInt256::parse(input.path.hash);
  if (!hash) return call->refuse(hash.error());
  auto waiting = std::make_shared<Waiting>(std::move(call), *hash, nullptr, nullptr);
  const std::chrono::seconds patience(input.query.wait_seconds.value_or(0));
  if (patience.count() == 0) return look(waiting, Patience::kIsOver);
  // Watched first and looked at then, so that an end between the two is not missed.
  waiting->watch = outbox->watch(*hash, [&loop, weak = std::weak_ptr(waiting)] {
    loop.post([weak] {
      if (const auto ended = weak.lock()) look(ended, Patience::kWaits);
    });
  });
  waiting->timer = loop.after(patience, [waiting] { look(waiting, Patience::kIsOver); });
  look(waiting, waiting->watch ? Patience::kWaits : Patience::kIsOver);
}

Result<Reply<NeoTransaction>> cancel_transaction(Call& call, Input<TransactionPath> input) {
  if (call.context().sender == nullptr) return no_node();
  NSL_TRY(const auto hash, neo::UInt256::parse(input.path.hash));
  NSL_TRY(const auto record, call.context().sender->cancel(caller_of(call), hash));
  auto answer = reply(202, to_wire(record));
  answer.response.headers.emplace_back("Location", "/v1/neo/transactions/" + record.hash.display());
  return answer;
}

Result<Reply<NeoNodeList>> list_nodes(Call& call, Input<>) {
  if (call.context().outbox == nullptr) return no_node();
  const auto& new_blocks = call.context().about.new_blocks;
  const auto news = new_blocks ? new_blocks() : NewBlocks{};
  NeoNodeList list{
      .data = {}, .announced_by = present(news.announced_by), .announcement_problem = present(news.problem)};
  for (const auto& node : call.context().outbox->nodes().probe()) {
    list.data.push_back({.url = node.url,
                         .health = std::string(neo::health_name(node.health)),
                         .network = node.network,
                         .user_agent = node.user_agent,
                         .height = node.height,
                         .latency_us = static_cast<std::uint64_t>(node.latency.count()),
                         .announces = !news.announced_by.empty() && neo::web_socket_url(node.url) == news.announced_by,
                         .problem = present(node.problem)});
  }
  return reply(200, list);
}

}  // namespace nsl::api
