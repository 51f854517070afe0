#include "net/egress/hop.h"

#include "net/egress/request_rules.h"
#include "net/http/text.h"

#include <sys/socket.h>

#include <algorithm>

namespace nsl::net {

namespace {

bool has_field(const HeaderList& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const auto& field) { return equals_ignoring_case(field.first, name); });
}

}  // namespace

Hop::Hop(const HopRequest& request, const HopOptions& options, SteadyTime now, SteadyTime deadline)
    : request_(request), addresses_(options.addresses), body_bytes_max_(options.response_max.bytes), easy_(new_easy()) {
  set_rules(options);
  set_request();
  set_time(now, deadline);
}

void Hop::set_rules(const HopOptions& options) {
  auto* easy = easy_.get();
  // Nothing but HTTP, and nothing from the environment, the disk or earlier requests. Cookies, Alt-Svc and HSTS are off
  // as long as nobody switches them on.
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0);
  set_option(easy, CURLOPT_PROXY, "");
  set_option(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED);
  set_option(easy, CURLOPT_HTTP09_ALLOWED, 0);
  set_option(easy, CURLOPT_NOSIGNAL, 1);
  set_option(easy, CURLOPT_PATH_AS_IS, 1);  // the path is normalised already
  set_option(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!options.ca_file.empty()) set_option(easy, CURLOPT_CAINFO, options.ca_file.c_str());

  set_option(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
  set_option(easy, CURLOPT_ACCEPT_ENCODING, "");  // all that this libcurl can decode
  set_option(easy, CURLOPT_USERAGENT, options.user_agent.c_str());

  set_option(easy, CURLOPT_OPENSOCKETFUNCTION, &Hop::open_socket);
  set_option(easy, CURLOPT_OPENSOCKETDATA, this);
  set_option(easy, CURLOPT_HEADERFUNCTION, &Hop::take_head);
  set_option(easy, CURLOPT_HEADERDATA, this);
  set_option(easy, CURLOPT_WRITEFUNCTION, &Hop::take_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
}

void Hop::set_request() {
  auto* easy = easy_.get();
  set_option(easy, CURLOPT_URL, request_.target.url.c_str());
  const auto& method = request_.method;
  const bool sends_body = !request_.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  if (sends_body) {
    set_option(easy, CURLOPT_POST, 1);
    set_option(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, request_.body.size());
  } else if (method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1);
  } else {
    set_option(easy, CURLOPT_HTTPGET, 1);
  }
  set_option(easy, CURLOPT_CUSTOMREQUEST, method.c_str());

  for (const auto& [name, value] : request_.headers) headers_.add(name, value);
  headers_.suppress("Expect");
  // libcurl would claim that the body is a form.
  if (!has_field(request_.headers, "content-type")) headers_.suppress("Content-Type");
  set_option(easy, CURLOPT_HTTPHEADER, headers_.get());

  if (authenticates_connection(request_.headers)) {
    set_option(easy, CURLOPT_FRESH_CONNECT, 1);
    set_option(easy, CURLOPT_FORBID_REUSE, 1);
  }
}

void Hop::set_time(SteadyTime now, SteadyTime deadline) {
  using std::chrono::milliseconds;
  auto* easy = easy_.get();
  // libcurl reads 0 as "no limit".
  const auto left = std::max(std::chrono::ceil<milliseconds>(deadline - now), milliseconds(1));
  set_option(easy, CURLOPT_TIMEOUT_MS, left.count());
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(left, kConnectTimeout).count());
  // A name is looked up on a thread of its own. Without this, giving up would wait for that thread, and with it all
  // other transfers (libcurl from 7.87).
  set_option(easy, CURLOPT_QUICK_EXIT, 1);
}

// Here, after the name has been resolved and before the connection, stands the actual address: libcurl connects to
// `address` and to nothing else, so there is no second look-up that could say something different.
curl_socket_t Hop::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& hop = *static_cast<Hop*>(self);
  const auto ip = IpAddress::from(address->addr);
  if (!ip || !hop.addresses_.allows(*ip)) {
    hop.refused_ = ip ? classify(*ip) : AddressClass::kReserved;
    return CURL_SOCKET_BAD;
  }
  hop.reached_out_ = true;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t Hop::take_head(char* data, std::size_t, std::size_t size, void* self) {
  auto& hop = *static_cast<Hop*>(self);
  if (hop.head_.add({data, size})) return size;
  hop.too_large_ = "header fields above " + to_string(ByteCount{kResponseHeadBytesMax});
  return 0;
}

std::size_t Hop::take_body(char* data, std::size_t, std::size_t size, void* self) {
  auto& hop = *static_cast<Hop*>(self);
  if (size > hop.body_bytes_max_ - hop.body_.size()) {
    hop.too_large_ = "a body above " + to_string(ByteCount{hop.body_bytes_max_});
    return 0;
  }
  hop.body_.append(data, size);
  return size;
}

Result<HopResponse> Hop::finish(CURLcode code) {
  if (code != CURLE_OK || !head_.complete()) return std::unexpected(explain(code));
  return HopResponse{
      .status = head_.status(), .status_text = head_.status_text(), .headers = head_.take(), .body = std::move(body_)};
}

Error Hop::explain(CURLcode code) const {
  const auto place = request_.target.place();
  if (too_large_) return {ErrorCode::kEgressTooLarge, place + " sent " + *too_large_ + ".", {}};
  if (refused_ && !reached_out_) {
    return {ErrorCode::kEgressDenied,
            place + " is " + std::string(describe(*refused_)) + ", which functions may not reach.",
            {}};
  }
  switch (code) {
    case CURLE_OK:  // the connection ended in the middle of the head
    case CURLE_GOT_NOTHING: return {ErrorCode::kEgressFailed, place + " closed the connection without a response.", {}};
    case CURLE_OPERATION_TIMEDOUT: return {ErrorCode::kEgressTimeout, place + " did not answer in time.", {}};
    case CURLE_COULDNT_RESOLVE_HOST: return {ErrorCode::kEgressFailed, "There is no address for " + place + ".", {}};
    case CURLE_COULDNT_CONNECT: return {ErrorCode::kEgressFailed, place + " does not accept connections.", {}};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorCode::kEgressFailed, place + " has no certificate that is trusted.", {}};
    default:
      return {ErrorCode::kEgressFailed, "The request to " + place + " failed: " + curl_easy_strerror(code) + ".", {}};
  }
}

}  // namespace nsl::net
