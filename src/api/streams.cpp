#include "api/streams.h"

#include "api/execution_json.h"

#include <fmt/format.h>

namespace nsl::api {

void Streams::follow_logs(const std::shared_ptr<Call>& call, FunctionId function) {
  if (closed_) {
    call->refuse({ErrorCode::kUnavailable, "The service is stopping.", {}});
    return;
  }
  if (streams_.size() == kMax) {
    call->refuse({ErrorCode::kTooManyRequests, fmt::format("{} logs are being followed already.", kMax), {}});
    return;
  }
  const Key key = ++last_key_;
  Stream& stream = streams_[key];
  stream.call = call;
  call->on_abort([this, key] { drop_soon(key); });
  stream.exchange = &call->start_stream({.content_type = "text/event-stream", .headers = {}, .body = {}});
  stream.exchange->write_chunk(": following\n\n");
  stream.subscription =
      functions_.follow(function, [this, key](const functions::LogLine& line) { send_line(key, line); });
  stream.heartbeat = loop_.after(kHeartbeat, [this, key] { beat(key); });
}

void Streams::send_line(Key key, const functions::LogLine& line) {
  const auto stream = streams_.find(key);
  if (stream == streams_.end()) return;
  std::string event = fmt::format("event: log\nid: {}/{}\ndata: ", line.execution.text(), ++stream->second.events);
  append_log_line(event, line);
  event.append("\n\n");
  stream->second.exchange->write_chunk(event);
}

void Streams::beat(Key key) {
  const auto stream = streams_.find(key);
  if (stream == streams_.end()) return;
  stream->second.exchange->write_chunk(": still here\n\n");
  stream->second.heartbeat = loop_.after(kHeartbeat, [this, key] { beat(key); });
}

// The client can leave while a line is being written; the subscription must not be destroyed inside its own callback.
void Streams::drop_soon(Key key) {
  loop_.post([this, key] { streams_.erase(key); });
}

void Streams::close() {
  closed_ = true;
  // Taken out first: finish() may lead back here.
  const auto ending = std::move(streams_);
  streams_.clear();
  for (const auto& [key, stream] : ending) stream.exchange->finish();
}

}  // namespace nsl::api
