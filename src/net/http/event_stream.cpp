#include "net/http/event_stream.h"

#include <utility>

namespace nsl::net {

Status EventStreamParser::feed(std::string_view bytes, std::vector<ServerSentEvent>& events) {
  for (const char byte : bytes) {
    const bool ends_pair = after_cr_ && byte == '\n';
    after_cr_ = byte == '\r';
    if (ends_pair) continue;
    if (byte == '\r' || byte == '\n') {
      take_line(line_, events);
      line_.clear();
      continue;
    }
    line_.push_back(byte);
    if (line_.size() + data_.size() > kEventBytesMax) {
      return fail(ErrorCode::kPayloadTooLarge,
                  "The service sent an event above " + to_string(ByteCount{kEventBytesMax}) + ".");
    }
  }
  return {};
}

void EventStreamParser::take_line(std::string_view line, std::vector<ServerSentEvent>& events) {
  if (std::exchange(at_start_, false) && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  if (!line.empty()) {
    const auto colon = line.find(':');
    auto value = colon == line.npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    take_field(line.substr(0, colon), value);
    return;
  }
  if (has_data_) {
    data_.pop_back();  // the line end behind the last line of data
    events.push_back({.event = event_.empty() ? "message" : event_, .data = data_, .id = id_});
  }
  has_data_ = false;
  data_.clear();
  event_.clear();
}

void EventStreamParser::take_field(std::string_view name, std::string_view value) {
  if (name == "data") {
    has_data_ = true;
    data_.append(value).push_back('\n');
  } else if (name == "event") {
    event_ = value;
  } else if (name == "id" && value.find('\0') == value.npos) {
    id_ = value;
  }
}

}  // namespace nsl::net
