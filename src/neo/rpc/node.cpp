#include "neo/rpc/node.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nsl::neo {

namespace {

constexpr std::size_t kIdleConnectionsMax = 16;
constexpr std::size_t kMessageBytesMax = 512;

net::ClientOptions client_options(const std::string& url) {
  return {.base_url = url, .user_agent = "nsl", .response_max = kRpcResponseMax};
}

std::unexpected<RpcError> not_json_rpc(std::string message) {
  return std::unexpected(RpcError{rpc_code::kNoAnswer, std::move(message), {}});
}

// neo-go puts the reason into "data", C# nodes into "message" or "data".
RpcError read_error(const json::object& error) {
  RpcError out;
  if (const auto* code = error.if_contains("code"); code != nullptr && code->is_int64()) out.code = code->get_int64();
  if (const auto* message = error.if_contains("message"); message != nullptr && message->is_string()) {
    out.message = json::view(message->get_string());
  }
  if (const auto* data = error.if_contains("data"); data != nullptr && data->is_string()) {
    out.message += (out.message.empty() ? "" : ": ") + std::string(json::view(data->get_string()));
  }
  if (out.message.empty()) out.message = "no reason given";
  if (out.message.size() > kMessageBytesMax) out.message.resize(kMessageBytesMax);
  // Nothing may take an answer for none.
  if (out.code == rpc_code::kNoAnswer) out.code = rpc_code::kInternal;
  return out;
}

RpcResult read_answer(json::value& answer, std::int64_t id) {
  auto* object = answer.if_object();
  if (object == nullptr) return not_json_rpc("the answer is no JSON-RPC");
  const auto* error = object->if_contains("error");
  if (error != nullptr && error->is_object()) return std::unexpected(read_error(error->get_object()));
  const auto* answered = object->if_contains("id");
  if (answered == nullptr || *answered != json::value(id)) return not_json_rpc("the answer is to another request");
  auto* result = object->if_contains("result");
  if (result == nullptr) return not_json_rpc("the answer has no result");
  return std::move(*result);
}

json::object request_of(std::string_view method, const json::array& parameters, std::int64_t id) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", parameters}};
}

}  // namespace

RpcResult parse_rpc_response(std::string_view text, std::int64_t id) {
  auto parsed = json::parse(text);
  if (!parsed) return not_json_rpc("the answer is " + parsed.error().message);
  return read_answer(*parsed, id);
}

std::optional<std::vector<RpcResult>> parse_rpc_batch(std::string_view text, std::int64_t first_id, std::size_t count) {
  auto parsed = json::parse(text);
  auto* list = parsed ? parsed->if_array() : nullptr;
  if (list == nullptr) return std::nullopt;
  std::vector<json::value*> answers(count, nullptr);
  std::vector<bool> twice(count, false);
  for (auto& answer : *list) {
    const auto* object = answer.if_object();
    const auto* id = object != nullptr ? object->if_contains("id") : nullptr;
    const auto* number = id != nullptr ? id->if_int64() : nullptr;
    if (number == nullptr || *number < first_id || static_cast<std::size_t>(*number - first_id) >= count) continue;
    const auto index = static_cast<std::size_t>(*number - first_id);
    twice[index] = twice[index] || answers[index] != nullptr;
    answers[index] = &answer;
  }
  std::vector<RpcResult> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (answers[i] == nullptr) out.emplace_back(not_json_rpc("the batch has no answer to this request"));
    else if (twice[i]) out.emplace_back(not_json_rpc("the batch has two answers to this request"));
    else out.push_back(read_answer(*answers[i], first_id + static_cast<std::int64_t>(i)));
  }
  return out;
}

Result<std::unique_ptr<Node>> Node::create(Options options) {
  while (options.url.ends_with('/')) options.url.pop_back();
  // Finds out now what is wrong with the URL.
  NSL_TRY(auto client, net::Client::create(client_options(options.url)));
  std::unique_ptr<Node> node(new Node(std::move(options)));
  node->keep(std::move(client));
  return node;
}

RpcResult Node::call(std::string_view method, const json::array& parameters) {
  const auto id = next_id_.fetch_add(1, std::memory_order_relaxed);
  const auto response = post(request_of(method, parameters, id));
  if (!response) return std::unexpected(no_answer(response.error().message));
  return with_origin(parse_rpc_response(response->body, id), response->status);
}

std::vector<RpcResult> Node::batch(std::span<const RpcCall> calls) {
  std::vector<RpcResult> out;
  out.reserve(calls.size());
  while (!calls.empty()) {
    if (calls.size() == 1 || !takes_batches_) {
      std::ranges::move(Rpc::batch(calls), std::back_inserter(out));
      break;
    }
    const auto now = calls.first(std::min(calls.size(), kRpcBatchMax));
    auto answers = batch_at_once(now);
    takes_batches_ = answers.has_value();
    if (!answers) continue;
    std::ranges::move(*answers, std::back_inserter(out));
    calls = calls.subspan(now.size());
  }
  return out;
}

std::optional<std::vector<RpcResult>> Node::batch_at_once(std::span<const RpcCall> calls) {
  const auto count = static_cast<std::int64_t>(calls.size());
  const auto first_id = next_id_.fetch_add(count, std::memory_order_relaxed);
  json::array requests;
  for (const auto& [method, parameters] : calls) {
    requests.push_back(request_of(method, parameters, first_id + static_cast<std::int64_t>(requests.size())));
  }
  const auto response = post(requests);
  if (!response) return std::vector<RpcResult>(calls.size(), std::unexpected(no_answer(response.error().message)));
  auto answers = parse_rpc_batch(response->body, first_id, calls.size());
  if (!answers) {
    // An error of JSON-RPC, or of HTTP on the client's side: the node is there, and takes no batches.
    const auto whole = parse_rpc_response(response->body, first_id);
    const bool refused = !whole && whole.error().code != rpc_code::kNoAnswer;
    if (refused || (response->status >= 400 && response->status < 500)) return std::nullopt;
    answers.emplace(calls.size(), not_json_rpc("the answer is no batch of JSON-RPC"));
  }
  for (auto& answer : *answers) answer = with_origin(std::move(answer), response->status);
  return answers;
}

Result<net::ClientResponse> Node::post(const json::value& request) {
  NSL_TRY(auto client, take_client());
  NSL_TRY(auto response,
          client.send({.method = "POST", .path = "/", .body = json::serialize(request), .timeout = options_.timeout}));
  keep(std::move(client));
  return response;
}

RpcResult Node::with_origin(RpcResult result, int status) const {
  if (result) return result;
  auto error = std::move(result).error();
  if (error.code == rpc_code::kNoAnswer && status != 200) error.message = "HTTP status " + std::to_string(status);
  error.node = options_.url;
  return std::unexpected(std::move(error));
}

Result<net::Client> Node::take_client() {
  auto kept = idle_.with([](auto& idle) -> std::optional<net::Client> {
    if (idle.empty()) return std::nullopt;
    auto client = std::move(idle.back());
    idle.pop_back();
    return client;
  });
  if (kept) return *std::move(kept);
  return net::Client::create(client_options(options_.url));
}

void Node::keep(net::Client client) {
  idle_.with([&](auto& idle) {
    if (idle.size() < kIdleConnectionsMax) idle.push_back(std::move(client));
  });
}

RpcError Node::no_answer(std::string message) const { return {rpc_code::kNoAnswer, std::move(message), options_.url}; }

}  // namespace nsl::neo
