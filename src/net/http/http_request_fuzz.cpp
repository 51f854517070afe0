// Any bytes: the parser must not break, must read the same requests however the bytes are cut, and must never accept
// what another reader would cut differently. The other readers here are simple ones, strict and careless, that
// share no code with the parser.
#include "base/check.h"
#include "net/http/compression.h"
#include "net/http/request_parser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using nsl::net::RequestParser;

struct Taken {
  std::size_t bytes = 0;  // from the beginning of the input to the end of the request
  std::string body;
  bool operator==(const Taken&) const = default;
};

struct Outcome {
  std::vector<Taken> requests;
  bool failed = false;
};

Outcome parse(std::string_view bytes, std::size_t piece) {
  RequestParser parser({});
  Outcome outcome;
  std::size_t begin = 0;
  std::size_t end = 0;
  while (end < bytes.size()) {
    end = std::min(bytes.size(), end + piece);
    while (begin < end) {
      const auto taken = parser.put(bytes.substr(begin, end - begin));
      if (!taken) {
        outcome.failed = true;
        return outcome;
      }
      NSL_CHECK(*taken <= end - begin);
      begin += *taken;
      if (parser.state() != RequestParser::State::kDone) break;
      const nsl::net::Request request = parser.request();
      NSL_CHECK(request.path.starts_with('/') && !request.method.empty());
      for (const auto& [name, value] : request.headers) {
        // Any value may stand in Accept-Encoding.
        static_cast<void>(nsl::net::coding_for(value));
        NSL_CHECK(!name.empty() && value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
      }
      outcome.requests.push_back({begin, std::string(request.body)});
      parser.reset();
    }
  }
  return outcome;
}

// How another reader may see things. Every combination is tried.
enum class LineEnd { kCrLf, kAnyLf };
enum class WhichLength { kFirst, kLast };
enum class WhichFraming { kCodingWins, kLengthWins };

struct Reader {
  LineEnd line_end;
  WhichLength which_length;
  WhichFraming which_framing;

  std::size_t end_of_line(std::string_view text) const {
    const std::size_t end = text.find(line_end == LineEnd::kCrLf ? "\r\n" : "\n");
    return end == text.npos ? end : end + (line_end == LineEnd::kCrLf ? 2 : 1);
  }

  // Takes a line off the front, without its end; nullopt when there is no whole line.
  std::optional<std::string_view> line(std::string_view& text) const {
    const std::size_t end = end_of_line(text);
    if (end == text.npos) return std::nullopt;
    std::string_view taken = text.substr(0, end);
    text.remove_prefix(end);
    while (!taken.empty() && (taken.back() == '\n' || taken.back() == '\r')) taken.remove_suffix(1);
    return taken;
  }

  std::optional<Taken> read(std::string_view input) const {
    std::string_view rest = input;
    if (rest.starts_with("\r\n")) rest.remove_prefix(2);
    std::optional<std::string> length;
    bool chunked = false;
    if (!line(rest)) return std::nullopt;
    for (;;) {
      const auto field = line(rest);
      if (!field) return std::nullopt;
      if (field->empty()) break;
      std::string lower(*field);
      std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      // Careless on purpose: white space before the colon, anything that says "chunked" somewhere.
      const std::size_t colon = lower.find(':');
      if (colon == lower.npos) continue;
      std::string name = lower.substr(0, colon);
      std::erase_if(name, [](char c) { return c == ' ' || c == '\t'; });
      if (name == "content-length" && (!length || which_length == WhichLength::kLast)) length = lower.substr(colon + 1);
      if (name == "transfer-encoding" && lower.contains("chunked")) chunked = true;
    }
    Taken taken;
    if (chunked && !(length && which_framing == WhichFraming::kLengthWins)) {
      if (!read_chunks(rest, taken.body)) return std::nullopt;
    } else if (length) {
      const std::size_t size = std::strtoull(length->c_str(), nullptr, 0);
      if (size > rest.size()) return std::nullopt;
      taken.body = rest.substr(0, size);
      rest.remove_prefix(size);
    }
    taken.bytes = input.size() - rest.size();
    return taken;
  }

  bool read_chunks(std::string_view& rest, std::string& body) const {
    for (;;) {
      const auto head = line(rest);
      if (!head) return false;
      const std::size_t size = std::strtoull(std::string(*head).c_str(), nullptr, 16);
      if (size == 0) break;
      if (size > rest.size()) return false;
      body.append(rest.substr(0, size));
      rest.remove_prefix(size);
      if (!line(rest)) return false;
    }
    for (;;) {
      const auto trailer = line(rest);
      if (!trailer) return false;
      if (trailer->empty()) return true;
    }
  }
};

// Lengths with leading zeros are decimal for us and octal for a reader that lets C decide. No proxy does that.
bool has_leading_zero_length(std::string_view bytes) {
  std::string lower(bytes);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::size_t at = 0; (at = lower.find("content-length:", at)) != lower.npos; ++at) {
    const std::size_t digit = lower.find_first_not_of(" \t", at + 15);
    if (digit != lower.npos && lower[digit] == '0') return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // On the heap and exactly as long, so that a sanitizer sees every read beyond it.
  const auto copy = std::make_unique<char[]>(size);
  std::copy_n(data, size, copy.get());
  const std::string_view bytes(copy.get(), size);

  const Outcome whole = parse(bytes, std::max<std::size_t>(size, 1));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, size / 2 + 1}) {
    const Outcome pieces = parse(bytes, piece);
    NSL_CHECK(pieces.requests == whole.requests);
    NSL_CHECK(pieces.failed == whole.failed);
  }

  if (has_leading_zero_length(bytes)) return 0;
  std::size_t begin = 0;
  for (const Taken& request : whole.requests) {
    for (const LineEnd end : {LineEnd::kCrLf, LineEnd::kAnyLf}) {
      for (const WhichLength length : {WhichLength::kFirst, WhichLength::kLast}) {
        for (const WhichFraming framing : {WhichFraming::kCodingWins, WhichFraming::kLengthWins}) {
          const auto other = Reader{end, length, framing}.read(bytes.substr(begin));
          NSL_CHECK(other && begin + other->bytes == request.bytes && other->body == request.body);
        }
      }
    }
    begin = request.bytes;
  }
  return 0;
}
