#include "net/http/request_parser.h"

#include "base/check.h"
#include "net/http/beast_parser.h"
#include "net/http/framing.h"
#include "net/http/text.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>

namespace nsl::net {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

Error to_error(const error_code& error) {
  if (error == http::error::bad_version) {
    return {ErrorCode::kHttpVersion, "The request line does not say HTTP/1.1.", {}};
  }
  if (error == http::error::header_limit) {
    return {ErrorCode::kHeadersTooLarge, "The request has too many or too large header fields.", {}};
  }
  if (error == http::error::body_limit) return {ErrorCode::kPayloadTooLarge, "The body is too large.", {}};
  return {ErrorCode::kMalformedRequest, "The request cannot be parsed: " + error.message() + ".", {}};
}

// Where the header section ends, or npos. `seen` bytes were looked through before.
std::size_t find_header_end(std::string_view input, std::size_t seen) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t from = seen < kEnd.size() ? 0 : seen - kEnd.size() + 1;
  const std::size_t found = input.find(kEnd, from);
  return found == std::string_view::npos ? found : found + kEnd.size();
}

// Splits an origin-form or absolute-form target (RFC 9112 section 3.2). Asterisk and authority form, and what no URL
// may contain, give false.
bool split_target(std::string_view target, Request& request) {
  const auto is_visible_ascii = [](char c) { return c > 0x20 && c < 0x7F && c != '#'; };
  if (!std::ranges::all_of(target, is_visible_ascii)) return false;
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view name = target.substr(0, scheme);
    if (!equals_ignoring_case(name, "http") && !equals_ignoring_case(name, "https")) return false;
    target.remove_prefix(scheme + 3);
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
    if (!target.starts_with('/')) return false;
  }
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  request.query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  return true;
}

}  // namespace

struct RequestParser::Impl {
  explicit Impl(ParserLimits chosen) : limits(chosen) {
    parts.body = &collected;
    parts.chunk_extension_bytes_max = limits.chunk_extension_bytes_max;
  }

  Result<std::size_t> put(std::string_view input);
  Result<std::size_t> put_header(std::string_view input);
  Result<std::size_t> put_sized_body(std::string_view input);
  Result<std::size_t> put_chunks(std::string_view input);
  Status read_header(std::string_view section);
  // 16 digits hold every size; the line ends are the one of the chunk before and the line's own.
  std::size_t chunk_line_bytes_max() const { return 2 + 16 + limits.chunk_extension_bytes_max + 2; }
  void reset();

  ParserLimits limits;
  State state = State::kHeader;
  std::size_t header_size = 0;
  std::size_t seen = 0;  // bytes of an incomplete header section that hold no end of it
  std::optional<BeastParser> beast;
  RequestParts parts;
  Framing framing;
  Request request;
  std::string collected;  // a body that did not come in one piece
};

Result<std::size_t> RequestParser::Impl::put(std::string_view input) {
  std::size_t taken = 0;
  if (state == State::kHeader) {
    NSL_TRY(taken, put_header(input));
    if (state != State::kBody) return taken;
    input.remove_prefix(taken);
  }
  NSL_TRY(const std::size_t body, framing.body == BodyFraming::kLength ? put_sized_body(input) : put_chunks(input));
  return taken + body;
}

Result<std::size_t> RequestParser::Impl::put_header(std::string_view input) {
  // An empty line before the request is skipped, as RFC 9112 section 2.2 asks for.
  const std::size_t skipped = input.starts_with("\r\n") ? 2 : 0;
  const std::string_view rest = input.substr(skipped);
  const std::size_t end = find_header_end(rest, std::min(seen, rest.size()));
  if (end == std::string_view::npos ? rest.size() >= limits.header_bytes_max : end > limits.header_bytes_max) {
    return fail(ErrorCode::kHeadersTooLarge, "The header section is too large.");
  }
  if (end == std::string_view::npos) {
    // Not even the beginning of a method: another protocol, such as TLS, which would wait for us forever.
    if (!rest.empty() && rest.front() != '\r' && (rest.front() < '!' || rest.front() > '~')) {
      return fail(ErrorCode::kMalformedRequest, "This is not an HTTP request.");
    }
    seen = rest.size();
    return std::size_t{0};
  }
  NSL_TRY_VOID(read_header(rest.substr(0, end)));
  header_size = skipped + end;
  return header_size;
}

Status RequestParser::Impl::read_header(std::string_view section) {
  parts.header_section = section;
  beast.emplace(parts);
  beast->header_limit(static_cast<std::uint32_t>(limits.header_bytes_max) + 1);
  beast->body_limit(limits.body_bytes_max.bytes);
  error_code error;
  const std::size_t taken = beast->put({section.data(), section.size()}, error);
  if (error) return std::unexpected(to_error(error));
  if (taken != section.size() || !beast->is_header_done()) {
    return fail(ErrorCode::kMalformedRequest, "The header section ends in two ways.");
  }
  if (parts.version != 11) {
    return fail(ErrorCode::kHttpVersion, "HTTP/1.0 is not supported; use HTTP/1.1.");
  }
  if (!split_target(parts.target, request)) {
    return fail(ErrorCode::kMalformedRequest, "The request target is not a path on this server.");
  }
  request.method = parts.method;
  request.headers = {parts.fields.data(), parts.field_count};
  NSL_TRY(framing, check_framing(request.headers));
  if (framing.length > limits.body_bytes_max.bytes) {
    return fail(ErrorCode::kPayloadTooLarge,
                "The body is larger than " + to_string(limits.body_bytes_max) + ", the most that is taken.");
  }
  state = framing.body == BodyFraming::kNone ? State::kDone : State::kBody;
  return {};
}

Result<std::size_t> RequestParser::Impl::put_sized_body(std::string_view input) {
  const std::size_t missing = framing.length - collected.size();
  const std::string_view bytes = input.substr(0, missing);
  if (collected.empty() && bytes.size() == missing) {
    request.body = bytes;
    state = State::kDone;
    return bytes.size();
  }
  // Not reserved ahead by what the client promises, but by what it has sent.
  collected.append(bytes);
  if (collected.size() == framing.length) {
    request.body = collected;
    state = State::kDone;
  }
  return bytes.size();
}

Result<std::size_t> RequestParser::Impl::put_chunks(std::string_view input) {
  std::size_t taken = 0;
  while (taken < input.size()) {
    const std::string_view rest = input.substr(taken);
    error_code error;
    parts.chunk_line_read = false;
    const std::size_t step = beast->put({rest.data(), rest.size()}, error);
    taken += step;
    const bool waiting = error == http::error::need_more;
    if (error && !waiting) return std::unexpected(to_error(error));
    const std::size_t line = waiting ? rest.size() - step : parts.chunk_line_read ? step : 0;
    if (line > (waiting || beast->is_done() ? limits.trailer_bytes_max : chunk_line_bytes_max())) {
      return fail(ErrorCode::kMalformedRequest, "The line of a chunk, or the trailer, is too long.");
    }
    if (waiting) return taken;
    if (beast->is_done()) {
      request.body = collected;
      state = State::kDone;
      return taken;
    }
    if (step == 0) return fail(ErrorCode::kMalformedRequest, "The chunked body cannot be parsed.");
  }
  return taken;
}

void RequestParser::Impl::reset() {
  // One large body must not stay with an idle connection.
  constexpr std::size_t kKeptMax = 16 << 10;
  if (collected.capacity() > kKeptMax) std::string{}.swap(collected);
  collected.clear();
  state = State::kHeader;
  seen = 0;
  parts.field_count = 0;
  parts.in_trailer = false;
  request = {};
}

RequestParser::RequestParser(ParserLimits limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;

Result<std::size_t> RequestParser::put(std::string_view input) {
  NSL_CHECK(impl_->state != State::kDone);
  try {
    return impl_->put(input);
  } catch (const std::exception&) {
    return fail(ErrorCode::kMalformedRequest, "The request cannot be parsed.");
  }
}

RequestParser::State RequestParser::state() const { return impl_->state; }
std::size_t RequestParser::header_size() const { return impl_->header_size; }
bool RequestParser::keep_alive() const { return impl_->beast->keep_alive(); }
bool RequestParser::expects_continue() const { return impl_->framing.expects_continue; }
Request RequestParser::request() const { return impl_->request; }

void RequestParser::shift(std::ptrdiff_t distance) {
  NSL_CHECK(impl_->state == State::kBody);
  const auto move = [distance](std::string_view& text) {
    if (text.data() != nullptr) text = {text.data() + distance, text.size()};
  };
  move(impl_->request.method);
  move(impl_->request.path);
  move(impl_->request.query);
  for (HeaderView& field : std::span(impl_->parts.fields).first(impl_->parts.field_count)) {
    move(field.name);
    move(field.value);
  }
}

void RequestParser::reset() { impl_->reset(); }

}  // namespace nsl::net
