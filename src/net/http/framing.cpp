#include "net/http/framing.h"

#include "net/http/text.h"

#include <algorithm>
#include <charconv>

namespace nsl::net {
namespace {

// The fields that decide about framing, with how often each came.
struct Found {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t codings = 0;
  std::string_view host;
  std::string_view length;
  std::string_view coding;
  std::string_view expect;
};

// Names of other lengths are passed over at the cost of one comparison.
Found find_fields(std::span<const HeaderView> headers) {
  Found found;
  for (const HeaderView& field : headers) {
    switch (field.name.size()) {
      case 4:
        if (equals_ignoring_case(field.name, "host")) ++found.hosts, found.host = field.value;
        break;
      case 6:
        if (equals_ignoring_case(field.name, "expect")) found.expect = field.value;
        break;
      case 14:
        if (equals_ignoring_case(field.name, "content-length")) ++found.lengths, found.length = field.value;
        break;
      case 17:
        if (equals_ignoring_case(field.name, "transfer-encoding")) ++found.codings, found.coding = field.value;
        break;
      default: break;
    }
  }
  return found;
}

constexpr bool is_host_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~:[]%!$&'()*+,;=").contains(c);
}

Status check_host(const Found& found) {
  if (found.hosts == 0) return fail(ErrorCode::kMalformedRequest, "The request has no Host field.", "Host");
  if (found.hosts > 1) return fail(ErrorCode::kMalformedRequest, "The request has several Host fields.", "Host");
  if (found.host.empty() || !std::ranges::all_of(found.host, is_host_char)) {
    return fail(ErrorCode::kMalformedRequest, "The Host field does not name a host.", "Host");
  }
  return {};
}

Result<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t length = 0;
  // from_chars takes a minus sign for no unsigned type, no plus sign, no space and no overflow.
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return fail(ErrorCode::kMalformedRequest, "Content-Length must be one decimal number.", "Content-Length");
  }
  return length;
}

// "gzip, chunked": well-formed, but not understood here (RFC 9112 section 6.1 asks for 501). Everything else that is
// not just "chunked" leaves the end of the body open (section 6.3 asks for 400).
bool is_chunked_over_another(std::string_view coding) {
  const std::size_t comma = coding.rfind(',');
  if (comma == std::string_view::npos) return false;
  return equals_ignoring_case(trim(coding.substr(comma + 1)), "chunked") &&
         !equals_ignoring_case(trim(coding.substr(0, comma)), "chunked");
}

Status check_coding(const Found& found) {
  if (found.codings > 1) {
    return fail(ErrorCode::kMalformedRequest, "The request has several Transfer-Encoding fields.", "Transfer-Encoding");
  }
  if (found.lengths > 0) {
    return fail(ErrorCode::kMalformedRequest, "The request has both Content-Length and Transfer-Encoding.",
                "Transfer-Encoding");
  }
  if (equals_ignoring_case(found.coding, "chunked")) return {};
  if (is_chunked_over_another(found.coding)) {
    return fail(ErrorCode::kNotImplemented, "The only transfer coding understood is chunked.", "Transfer-Encoding");
  }
  return fail(ErrorCode::kMalformedRequest, "Transfer-Encoding must be exactly: chunked.", "Transfer-Encoding");
}

}  // namespace

Result<Framing> check_framing(std::span<const HeaderView> headers) {
  const Found found = find_fields(headers);
  NSL_TRY_VOID(check_host(found));
  Framing framing;
  framing.expects_continue = equals_ignoring_case(found.expect, "100-continue");
  if (found.codings > 0) {
    NSL_TRY_VOID(check_coding(found));
    framing.body = BodyFraming::kChunked;
    return framing;
  }
  if (found.lengths > 1) {
    return fail(ErrorCode::kMalformedRequest, "The request has several Content-Length fields.", "Content-Length");
  }
  if (found.lengths == 1) {
    NSL_TRY(framing.length, parse_length(found.length));
    if (framing.length > 0) framing.body = BodyFraming::kLength;
  }
  return framing;
}

}  // namespace nsl::net
