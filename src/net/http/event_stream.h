#pragma once
// Reads a text/event-stream (HTML standard, section 9.2.6) that comes in pieces.

#include "base/error.h"
#include "net/http/client.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsl::net {

// An event may be this long; a log line of a function with all its limits open fits several times.
inline constexpr std::size_t kEventBytesMax = std::size_t{16} << 20;

class EventStreamParser {
 public:
  // Takes the next bytes and appends the events they complete. kPayloadTooLarge for an endless line or event.
  Status feed(std::string_view bytes, std::vector<ServerSentEvent>& events);

 private:
  void take_line(std::string_view line, std::vector<ServerSentEvent>& events);
  void take_field(std::string_view name, std::string_view value);

  std::string line_;       // what has come of the current line
  bool after_cr_ = false;  // the last byte was CR, so a LF now belongs to it
  bool at_start_ = true;   // a byte order mark may still come
  bool has_data_ = false;
  std::string event_;
  std::string data_;
  std::string id_;
};

}  // namespace nsl::net
