#include "neo/rpc/node_socket.h"

#include "base/clock.h"
#include "neo/rpc/node.h"

namespace nsl::neo {

namespace {

std::unexpected<RpcError> no_answer(std::string why) {
  return std::unexpected(RpcError{rpc_code::kNoAnswer, std::move(why), {}});
}

}  // namespace

std::optional<NodeEvent> parse_node_event(std::string_view text) {
  auto parsed = json::parse(text);
  auto* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr || object->contains("id")) return std::nullopt;
  const auto* method = object->if_contains("method");
  if (method == nullptr || !method->is_string()) return std::nullopt;
  NodeEvent out{.stream = std::string(json::view(method->get_string())), .body = nullptr};
  auto* params = object->if_contains("params");
  auto* list = params != nullptr ? params->if_array() : nullptr;
  if (list != nullptr && !list->empty()) out.body = std::move(list->front());
  if (out.body.is_null() && !out.missed()) return std::nullopt;
  return out;
}

Result<std::uint32_t> announced_height(const NodeEvent& event) {
  const auto* object = event.body.if_object();
  const auto* index = object != nullptr ? object->if_contains("index") : nullptr;
  const auto* number = index != nullptr ? index->if_int64() : nullptr;
  if (number != nullptr && *number >= 0 && *number <= 0xffff'ffff) return static_cast<std::uint32_t>(*number);
  return fail(ErrorCode::kInvalidArgument, "The event of a block has no height.", "index");
}

std::optional<std::string> web_socket_url(std::string_view rpc_url) {
  const bool secure = rpc_url.starts_with("https://");
  if (!secure && !rpc_url.starts_with("http://")) return std::nullopt;
  rpc_url.remove_prefix(rpc_url.find("//") + 2);
  while (rpc_url.ends_with('/')) rpc_url.remove_suffix(1);
  return (secure ? "wss://" : "ws://") + std::string(rpc_url) + "/ws";
}

RpcResult NodeSocket::call(std::string_view method, const json::array& parameters) {
  const auto id = next_id_++;
  const json::object request{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", parameters}};
  if (const auto sent = socket_.send(json::serialize(request)); !sent) return no_answer(sent.error().message);
  const auto deadline = system_clock().steady() + timeout_;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - system_clock().steady());
    const auto message = left.count() > 0 ? socket_.receive(left) : std::optional<std::string>();
    if (!message) return no_answer(message.error().message);
    if (!*message) return no_answer("it took too long");
    auto event = parse_node_event(**message);
    if (!event) return parse_rpc_response(**message, id);
    keep(*std::move(event));
  }
}

RpcResult NodeSocket::subscribe(std::string_view stream, json::object filter) {
  json::array parameters{stream};
  if (!filter.empty()) parameters.emplace_back(std::move(filter));
  return call("subscribe", parameters);
}

// For next(). When too many wait, those that come are forgotten, and that is said after the ones that wait.
void NodeSocket::keep(NodeEvent event) {
  if (events_.size() < kEventsWaitingMax) events_.push_back(std::move(event));
  else if (events_.size() == kEventsWaitingMax)
    events_.push_back({.stream = std::string(NodeEvent::kMissed), .body = nullptr});
}

Result<std::optional<NodeEvent>> NodeSocket::next(std::chrono::milliseconds at_most) {
  if (!events_.empty()) {
    auto event = std::move(events_.front());
    events_.pop_front();
    return event;
  }
  const auto deadline = system_clock().steady() + at_most;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - system_clock().steady());
    NSL_TRY(const auto message, socket_.receive(std::max(left, std::chrono::milliseconds(0))));
    if (!message) return std::nullopt;
    // What is no event is an answer that nobody waits for any more.
    if (auto event = parse_node_event(*message)) return event;
  }
}

}  // namespace nsl::neo
