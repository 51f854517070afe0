#include "functions/neo_reads.h"

#include "neo/contract/native.h"
#include "neo/rpc/block_cache.h"
#include "neo/rpc/iterators.h"
#include "neo/rpc/pool.h"
#include "neo/types/json_in.h"

#include <algorithm>
#include <array>

namespace nsl::functions {
namespace {

using neo::JsonIn;
using neo::NeoClient;

constexpr std::size_t kArgumentsMax = 64;

neo::UInt160 contract_of(const JsonIn& in) {
  const auto contract = neo::parse_contract(in.text());
  if (!contract) in.fail(contract.error().message);
  return contract.value_or(neo::UInt160{});
}

// The node's answer as it is, or null for what the chain does not have.
Result<json::value> ask(NeoClient& client, std::string_view method, json::array parameters) {
  auto answer = client.rpc().call(method, parameters);
  if (answer) return *std::move(answer);
  if (neo::is_unknown(answer.error())) return json::value();
  return std::unexpected(neo::to_error(answer.error()));
}

Result<json::value> read_height(const NeoSources& sources, const JsonIn&) {
  NSL_TRY(const auto height, sources.client.height());
  return json::value(height);
}

Result<json::value> read_call(const NeoSources& sources, const JsonIn& in) {
  neo::ContractCall call{.contract = contract_of(in["contract"]), .method = in["name"].text(), .arguments = {}};
  for (const auto& element : in["args"].elements(kArgumentsMax)) {
    auto argument = neo::ContractParameter::from_json(element.value());
    if (!argument) element.fail(argument.error().message);
    else call.arguments.push_back(*std::move(argument));
  }
  if (!in.ok()) return json::value();
  NSL_TRY(const auto invocation, sources.client.call(call));
  if (invocation.state == neo::ExecutionState::kFault) {
    return fail(ErrorCode::kConflict, "The call of " + call.method + " faulted: " + invocation.exception);
  }
  json::array stack;
  for (const auto& item : invocation.stack) {
    const auto* iterator = std::get_if<neo::StackItem::Interop>(&item.value);
    if (iterator != nullptr && iterator->truncated) {
      return fail(ErrorCode::kConflict, "The iterator that " + call.method + " returns has more than " +
                                            std::to_string(iterator->items.size()) + " items. Ask for a part of them.");
    }
    stack.push_back(item.to_json());
  }
  return json::object{{"gas", invocation.gas_consumed.datoshi_text()}, {"stack", std::move(stack)}};
}

Result<json::value> read_balance(const NeoSources& sources, const JsonIn& in) {
  const auto account = in["account"].account();
  const auto token = contract_of(in["token"]);
  if (!in.ok()) return json::value();
  NSL_TRY(const auto amount, sources.client.balance_of(token, account));
  return json::value(amount.decimal());
}

Result<json::value> read_block(const NeoSources& sources, const JsonIn& in) {
  const auto block = in["block"];
  const auto which = block.is_text() ? json::value(block.hash256().display()) : json::value(block.u32());
  if (!in.ok()) return json::value();
  return ask(sources.client, "getblock", {which, true});
}

Result<json::value> read_transaction(const NeoSources& sources, const JsonIn& in) {
  const auto hash = in["hash"].hash256();
  if (!in.ok()) return json::value();
  return ask(sources.client, "getrawtransaction", {json::value(hash.display()), true});
}

Result<json::value> read_application_log(const NeoSources& sources, const JsonIn& in) {
  const auto hash = in["hash"].hash256();
  if (!in.ok()) return json::value();
  return ask(sources.client, "getapplicationlog", {json::value(hash.display())});
}

Result<json::value> read_storage(const NeoSources& sources, const JsonIn& in) {
  const auto contract = contract_of(in["contract"]);
  const auto key = in["key"].base64();
  if (!in.ok()) return json::value();
  return ask(sources.client, "getstorage", {json::value(contract.display()), json::value(to_base64(key))});
}

Result<json::value> read_events(const NeoSources& sources, const JsonIn& in) {
  follower::EventQuery query;
  if (const auto contract = in.find("contract")) query.filter.contract = contract_of(*contract);
  if (const auto name = in.find("event")) query.filter.name = name->text();
  if (const auto account = in.find("account")) query.filter.account = account->account();
  if (const auto from = in.find("from")) query.from = from->u32();
  if (const auto to = in.find("to")) query.to = to->u32();
  if (const auto limit = in.find("limit")) {
    query.limit = static_cast<std::size_t>(limit->number(1, follower::EventQuery::kLimitMax));
  }
  if (const auto cursor = in.find("cursor")) {
    const auto place = follower::Place::parse(cursor->text());
    if (!place) cursor->fail(place.error().message);
    else query.cursor = *place;
  }
  if (!in.ok()) return json::value();
  if (sources.events == nullptr) return fail(ErrorCode::kUnavailable, "This service does not follow the chain.");
  NSL_TRY(const auto page, sources.events->find(query));
  return follower::page_json(page);
}

struct Method {
  std::string_view name;
  // Gives anything when the question is not of the right form; the document knows.
  Result<json::value> (*read)(const NeoSources& sources, const JsonIn& in);
};

constexpr std::array<Method, 8> kMethods{{{"height", read_height},
                                          {"call", read_call},
                                          {"balance", read_balance},
                                          {"block", read_block},
                                          {"transaction", read_transaction},
                                          {"application_log", read_application_log},
                                          {"storage", read_storage},
                                          {"events", read_events}}};

}  // namespace

Result<json::value> answer_neo_read(const NeoSources& sources, const json::value& arguments) {
  neo::JsonDocument document(arguments, "question to the chain");
  const auto root = document.root();
  const auto name = root["method"].text();
  const auto* method = std::ranges::find(kMethods, name, &Method::name);
  if (method == kMethods.end()) root["method"].fail("there is no such question.");
  NSL_TRY_VOID(document.status());
  auto answer = method->read(sources, root);
  NSL_TRY_VOID(document.status());
  return answer;
}

struct NeoReads::Parts {
  Parts(std::unique_ptr<neo::NodePool> nodes_in, const Options& options)
      : nodes(std::move(nodes_in)),
        reader(*nodes),
        cache(reader, {}),
        client(cache),
        events(options.events),
        pool({.threads = options.threads, .queue_max = 1024}) {}

  std::unique_ptr<neo::NodePool> nodes;
  neo::IteratorReader reader;
  neo::BlockCache cache;
  NeoClient client;
  follower::EventLog* events;
  Pool pool;  // last: its threads use the rest
};

Result<std::unique_ptr<NeoReads>> NeoReads::create(Options options) {
  neo::NodePool::Options nodes;
  nodes.urls = std::move(options.nodes);
  nodes.network = options.network;
  NSL_TRY(auto pool, neo::NodePool::create(std::move(nodes)));
  return std::unique_ptr<NeoReads>(new NeoReads(std::make_unique<Parts>(std::move(pool), options)));
}

NeoReads::NeoReads(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
NeoReads::~NeoReads() = default;

void NeoReads::read(std::string arguments, Done done) {
  // Shared, because a task that is not taken is gone, and its `done` is still needed.
  const auto answer = std::make_shared<Done>(std::move(done));
  const auto submitted = parts_->pool.submit([this, arguments = std::move(arguments), answer] {
    const auto parsed = json::parse(arguments);
    if (!parsed) return (*answer)(std::unexpected(parsed.error()));
    auto result = answer_neo_read({.client = parts_->client, .events = parts_->events}, *parsed);
    if (!result) return (*answer)(std::unexpected(std::move(result).error()));
    (*answer)(json::serialize(*result));
  });
  if (submitted == Pool::Submitted::kQueueFull) {
    (*answer)(fail(ErrorCode::kTooManyRequests, "too many questions wait for Neo nodes"));
  }
}

}  // namespace nsl::functions
