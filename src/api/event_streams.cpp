#include "api/event_streams.h"

#include <fmt/format.h>

namespace nsl::api {

namespace {

// After the log could not be read for once.
constexpr std::chrono::seconds kReadAgain{1};

}  // namespace

std::string neo_event_json(const follower::EventPage::Entry& entry) {
  return json::serialize(follower::event_json(entry.event, entry.time_ms));
}

void EventStreams::follow(const std::shared_ptr<Call>& call, follower::EventLog& log, follower::EventQuery query) {
  if (closed_) return call->refuse({ErrorCode::kUnavailable, "The service is stopping.", {}});
  if (streams_.size() == kMax) {
    return call->refuse({ErrorCode::kTooManyRequests, fmt::format("{} clients follow events already.", kMax), {}});
  }
  const Key key = ++last_key_;
  Stream& stream = streams_[key];
  stream.call = call;
  stream.log = &log;
  stream.query = std::move(query);
  stream.query.limit = kReadMax;
  stream.from_now = !stream.query.from && !stream.query.cursor;
  call->on_abort([this, key] { end(key); });
  read(key);
}

void EventStreams::read(Key key) {
  const auto found = streams_.find(key);
  if (found == streams_.end()) return;
  Stream& stream = found->second;
  stream.grown = true;
  if (stream.reading) return;
  stream.again.reset();
  auto task = [this, key, log = stream.log, query = stream.query] {
    loop_.post([this, key, page = log->find(query)]() mutable { take(key, std::move(page)); });
  };
  if (pool_.submit(std::move(task)) == Pool::Submitted::kQueueFull) return read_later(key);
  stream.reading = true;
  stream.grown = false;
}

void EventStreams::read_later(Key key) {
  streams_.at(key).again = loop_.after(kReadAgain, [this, key] { read(key); });
}

void EventStreams::take(Key key, Result<follower::EventPage> page) {
  const auto found = streams_.find(key);
  if (found == streams_.end()) return;
  Stream& stream = found->second;
  stream.reading = false;
  if (!page) {
    if (stream.exchange != nullptr) return read_later(key);
    const auto call = std::move(stream.call);
    streams_.erase(found);
    return call->refuse(page.error());
  }
  if (std::exchange(stream.from_now, false)) {
    page->events.clear();
    page->more = false;
    page->cursor = {page->height + 1, 0};
  }
  if (stream.exchange == nullptr) begin(key);
  std::string text;
  for (const auto& entry : page->events) {
    const auto& place = entry.event.place;
    text += fmt::format("event: event\nid: {}\ndata: {}\n\n", follower::Place{place.height, place.index + 1}.text(),
                        neo_event_json(entry));
  }
  if (!text.empty()) stream.exchange->write_chunk(text);
  stream.query.from.reset();
  stream.query.cursor = page->cursor;
  if (stream.query.to && !page->more && page->height >= *stream.query.to) {
    const auto ended = std::move(stream);  // finish() may lead back here
    streams_.erase(found);
    return ended.exchange->finish();
  }
  if (page->more || stream.grown) read(key);
}

void EventStreams::begin(Key key) {
  Stream& stream = streams_.at(key);
  stream.exchange = &stream.call->start_stream({.content_type = "text/event-stream", .headers = {}, .body = {}});
  stream.exchange->write_chunk(": following\n\n");
  stream.heartbeat = loop_.after(kHeartbeat, [this, key] { beat(key); });
}

void EventStreams::beat(Key key) {
  const auto stream = streams_.find(key);
  if (stream == streams_.end()) return;
  stream->second.exchange->write_chunk(": still here\n\n");
  stream->second.heartbeat = loop_.after(kHeartbeat, [this, key] { beat(key); });
}

// Soon: the client can leave while something is being written to it.
void EventStreams::end(Key key) {
  loop_.post([this, key] { streams_.erase(key); });
}

void EventStreams::notice() {
  for (const auto& [key, stream] : streams_) read(key);
}

void EventStreams::close() {
  closed_ = true;
  // Taken out first: finish() may lead back here.
  const auto ending = std::move(streams_);
  streams_.clear();
  for (const auto& [key, stream] : ending) {
    if (stream.exchange != nullptr) stream.exchange->finish();
    else stream.call->refuse({ErrorCode::kUnavailable, "The service is stopping.", {}});
  }
}

}  // namespace nsl::api
