#include "neo/rpc/node.h"

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

}  // namespace

RpcResult parse_rpc_response(std::string_view text, std::int64_t id) {
  auto parsed = json::parse(text);
  if (!parsed) return not_json_rpc("the answer is " + parsed.error().message);
  auto* object = parsed->if_object();
  if (object == nullptr) return not_json_rpc("the answer is no JSON-RPC");
  const auto* error = object->if_contains("error");
  if (error != nullptr && error->is_object()) return std::unexpected(read_error(error->get_object()));
  const auto* answered = object->if_contains("id");
  if (answered == nullptr || *answered != json::value(id)) return not_json_rpc("the answer is to another request");
  auto* result = object->if_contains("result");
  if (result == nullptr) return not_json_rpc("the answer has no result");
  return std::move(*result);
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
  auto client = take_client();
  if (!client) return std::unexpected(no_answer(client.error().message));
  const auto id = next_id_.fetch_add(1, std::memory_order_relaxed);
  const json::object request{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", parameters}};
  const auto response =
      client->send({.method = "POST", .path = "/", .body = json::serialize(request), .timeout = options_.timeout});
  if (!response) return std::unexpected(no_answer(response.error().message));
  keep(*std::move(client));
  return read(*response, id);
}

RpcResult Node::read(const net::ClientResponse& response, std::int64_t id) const {
  auto result = parse_rpc_response(response.body, id);
  if (result) return result;
  auto error = std::move(result).error();
  if (error.code == rpc_code::kNoAnswer && response.status != 200) {
    error.message = "HTTP status " + std::to_string(response.status);
  }
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
