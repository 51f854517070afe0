#include "follower/block_signal.h"

#include "base/log.h"
#include "neo/rpc/answers.h"

#include <algorithm>

namespace nsl::follower {

BlockSignal::Counters::Counters(Metrics& metrics)
    : up(metrics.gauge({"nsl_neo_websocket_up", "Whether a Neo node announces blocks on a WebSocket: 1 or 0."})),
      blocks(metrics.counter({"nsl_neo_websocket_blocks_total", "Blocks that Neo nodes announced."})),
      missed(
          metrics.counter({"nsl_neo_websocket_missed_total", "Times a Neo node said that it left announcements out."})),
      connections(metrics.counter({"nsl_neo_websocket_connections_total",
                                   "Attempts to have blocks announced, by result.",
                                   {{"result", "ok"}}})),
      failures(metrics.counter({"nsl_neo_websocket_connections_total",
                                "Attempts to have blocks announced, by result.",
                                {{"result", "failed"}}})) {}

BlockSignal::BlockSignal(Parts parts, Options options)
    : parts_(std::move(parts)), options_(std::move(options)), counters_(parts_.metrics) {
  thread_ = std::thread([this] { run(); });
}

BlockSignal::~BlockSignal() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (socket_ != nullptr) socket_->interrupt();
  }
  stopped_.notify_all();
  thread_.join();
}

BlockSignal::Status BlockSignal::status() const {
  return status_.with([](const Status& status) { return status; });
}

void BlockSignal::run() {
  auto time = options_.pause_first;
  for (;;) {
    bool heard = false;
    for (const auto& url : options_.urls) {
      heard = lose(listen(url)) || heard;
      if (!pause(std::chrono::milliseconds(0))) return;
    }
    time = heard ? options_.pause_first : std::min(time * 2, options_.pause_most);
    if (!pause(time)) return;
  }
}

// Whether there was anything to lose.
bool BlockSignal::lose(const Error& reason) {
  const auto before =
      status_.with([&](Status& status) { return std::exchange(status, {.url = {}, .problem = reason.message}); });
  if (before.url.empty()) return false;
  counters_.up.set(0);
  log::info("blocks are no longer announced", {{"reason", reason.message}});
  parts_.on_signal();  // for what the node did not come to announce
  return true;
}

// False: it is time to end.
bool BlockSignal::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, time, [this] { return stopping_; });
}

// Until there is something wrong.
Error BlockSignal::listen(const std::string& url) {
  neo::NodeSocket socket(url);
  {
    const std::lock_guard lock(mutex_);
    socket_ = &socket;
    if (stopping_) socket.interrupt();
  }
  const auto height = subscribe(socket);
  (height ? counters_.connections : counters_.failures).add();
  Error out{};
  if (height) {
    status_.with([&](Status& status) { status = {.url = url, .problem = {}}; });
    counters_.up.set(1);
    log::info("blocks are announced", {{"node", url}});
    parts_.on_signal();  // for what came before it was subscribed to
    out = hear(socket, *height);
  } else {
    out = height.error();
  }
  const std::lock_guard lock(mutex_);
  socket_ = nullptr;
  return out;
}

// The height at which the node is.
Result<std::uint32_t> BlockSignal::subscribe(neo::NodeSocket& socket) {
  NSL_TRY(const auto network, parts_.nodes.network());
  NSL_TRY_VOID(socket.open());
  const auto answer = socket.call("getversion", {});
  if (!answer) return std::unexpected(to_error(answer.error()));
  NSL_TRY(const auto version, neo::read_version(*answer));
  if (version.network != network)
    return fail(ErrorCode::kConflict, "The node with the WebSocket is of another network.");
  // Headers are small; nodes of some years ago announce whole blocks only.
  auto subscribed = socket.subscribe("header_of_added_block");
  if (!subscribed) subscribed = socket.subscribe("block_added");
  if (!subscribed) return std::unexpected(to_error(subscribed.error()));
  const auto count = socket.call("getblockcount", {});
  if (!count) return std::unexpected(to_error(count.error()));
  const auto* number = count->if_int64();
  if (number == nullptr || *number < 1 || *number > 0xffff'ffff) {
    return fail(ErrorCode::kUnavailable, "The node with the WebSocket gives no height.");
  }
  return static_cast<std::uint32_t>(*number - 1);
}

Error BlockSignal::hear(neo::NodeSocket& socket, std::uint32_t height) {
  for (;;) {
    auto event = socket.next(options_.look_every);
    if (!event) return std::move(event).error();
    if (!pause(std::chrono::milliseconds(0))) return {ErrorCode::kUnavailable, "It is being stopped.", {}};
    if (!*event) {
      if (highest() <= height + options_.lag_blocks_max) continue;
      return {ErrorCode::kUnavailable, "The node with the WebSocket has fallen behind.", {}};
    }
    if ((*event)->missed()) {
      counters_.missed.add();
    } else {
      const auto announced = neo::announced_height(**event);
      if (!announced) return announced.error();
      height = *announced;
      counters_.blocks.add();
    }
    parts_.on_signal();
  }
}

std::uint32_t BlockSignal::highest() const {
  std::uint32_t out = 0;
  for (const auto& node : parts_.nodes.statuses()) {
    if (node.health == neo::NodeStatus::Health::kGood) out = std::max(out, node.height);
  }
  return out;
}

std::vector<std::string> signal_urls(const std::vector<std::string>& setting, const std::vector<std::string>& nodes) {
  std::vector<std::string> out;
  for (const auto& entry : setting) {
    if (entry == "off") return {};
    if (entry != "auto") out.push_back(entry);
    for (const auto& node : nodes) {
      if (auto url = entry == "auto" ? neo::web_socket_url(node) : std::nullopt) out.push_back(*std::move(url));
    }
  }
  return out;
}

}  // namespace nsl::follower
