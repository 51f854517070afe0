#include "net/http/response_head.h"

#include "net/http/text.h"

#include <ostream>  // status.hpp of Boost 1.81 needs it and does not include it

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <charconv>

namespace nsl::net {
namespace {

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_status_line(std::string& out, int status) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(status));
  out.push_back(' ');
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  out.append(reason.data(), reason.size());
}

bool names_cache_control(std::span<const std::pair<std::string, std::string>> headers) {
  return std::ranges::any_of(headers, [](const auto& header) { return header.first == "Cache-Control"; });
}

}  // namespace

void HeadWriter::append(std::string& out, const ResponseHead& head) {
  append_status_line(out, head.status);
  if (!head.content_type.empty()) out.append("\r\nContent-Type: ").append(head.content_type);
  if (!may_have_body(head.status)) {
    // no length, no coding
  } else if (head.content_length) {
    out.append("\r\nContent-Length: ");
    append_number(out, *head.content_length);
  } else {
    out.append("\r\nTransfer-Encoding: chunked");
  }
  out.append("\r\nRequest-Id: ");
  head.request.append_text(out);
  out.append("\r\nDate: ").append(date());
  if (!names_cache_control(head.headers)) out.append("\r\nCache-Control: no-store");
  out.append("\r\nX-Content-Type-Options: nosniff");
  if (head.after == AfterAnswer::kClose) out.append("\r\nConnection: close");
  for (const auto& [name, value] : head.headers) out.append("\r\n").append(name).append(": ").append(value);
  out.append("\r\n\r\n");
}

std::string_view HeadWriter::date() {
  const std::time_t now = std::time(nullptr);
  if (now != second_) {
    second_ = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[40];
    // The program never leaves the "C" locale, so these are the English names that RFC 9110 section 5.6.7 asks for.
    date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
  }
  return date_;
}

bool is_header_field(std::string_view name, std::string_view value) {
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; };
  return is_token(name) && std::ranges::none_of(value, is_control);
}

}  // namespace nsl::net
