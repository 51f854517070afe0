#include "net/http/client.h"

#include "base/clock.h"
#include "net/curl.h"
#include "net/egress/address.h"
#include "net/http/event_stream.h"
#include "net/http/header_lines.h"
#include "net/http/text.h"

#include <algorithm>
#include <optional>

namespace nsl::net {

namespace {

// Ours sends far less; a proxy in between may add some.
constexpr std::size_t kHeadBytesMax = std::size_t{256} << 10;

}  // namespace

struct Client::State {
  ClientOptions options;
  std::string host;
  CurlEasy easy;
};

namespace {

// What comes back of one request.
struct Incoming {
  CURL* easy = nullptr;
  std::size_t response_bytes_max = 0;
  const Client::OnEvent* on_event = nullptr;
  const Client::OnIdle* on_idle = nullptr;
  SteadyTime head_deadline = SteadyTime::max();

  HeaderLines head{kHeadBytesMax};
  std::string body{};
  EventStreamParser events{};
  std::optional<Error> error{};
  bool stopped = false;  // by the caller's own wish

  bool is_event_stream() const {
    return on_event != nullptr && head.status() == 200 && head.find("content-type").starts_with("text/event-stream");
  }

  bool take_body(std::string_view bytes) {
    if (is_event_stream()) return take_events(bytes);
    if (bytes.size() > response_bytes_max - body.size()) {
      error = Error{ErrorCode::kPayloadTooLarge,
                    "The service sent more than " + to_string(ByteCount{response_bytes_max}) + ".",
                    {}};
      return false;
    }
    body.append(bytes);
    return true;
  }

  bool take_events(std::string_view bytes) {
    std::vector<ServerSentEvent> complete;
    if (auto status = events.feed(bytes, complete); !status) {
      error = std::move(status).error();
      return false;
    }
    for (const auto& event : complete) {
      if ((*on_event)(event) == Next::kContinue) continue;
      stopped = true;
      return false;
    }
    return true;
  }

  bool keep_waiting() {
    if (!head.complete() && std::chrono::steady_clock::now() > head_deadline) {
      error = Error{ErrorCode::kRequestTimeout, "The service did not answer in time.", {}};
      return false;
    }
    if (on_idle != nullptr && *on_idle && (*on_idle)() == Next::kStop) {
      stopped = true;
      return false;
    }
    return true;
  }
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& incoming = *static_cast<Incoming*>(user);
  if (incoming.head.add({data, size})) return size;
  incoming.error = Error{ErrorCode::kPayloadTooLarge, "The service sent too many header fields.", {}};
  return 0;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  return static_cast<Incoming*>(user)->take_body({data, size}) ? size : 0;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Incoming*>(user)->keep_waiting() ? 0 : 1;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  return address && classify(*address) == AddressClass::kLoopback;
}

// The host of a base URL that can be used.
Result<std::string> host_of(const std::string& base_url) {
  const auto unusable = [&] {
    return fail(ErrorCode::kInvalidArgument,
                "The service URL '" + base_url + "' cannot be used: it must look like http://127.0.0.1:8080.");
  };
  const CurlUrl url(curl_url());
  NSL_CHECK(url != nullptr);
  if (curl_url_set(url.get(), CURLUPART_URL, base_url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) return unusable();
  if (!base_url.starts_with("http://") && !base_url.starts_with("https://")) return unusable();
  if (base_url.find_first_of("?#") != base_url.npos) return unusable();
  char* host = nullptr;
  if (curl_url_get(url.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) return unusable();
  std::string out(host);
  curl_free(host);
  return out;
}

void set_method(CURL* easy, const ClientRequest& request) {
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (has_body) {
    set_option(easy, CURLOPT_POST, 1);
    set_option(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, request.body.size());
  } else if (request.method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1);
  } else {
    set_option(easy, CURLOPT_HTTPGET, 1);
  }
  set_option(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void use_files(CURL* easy, const ClientTls& tls) {
  if (!tls.ca_file.empty()) set_option(easy, CURLOPT_CAINFO, tls.ca_file.c_str());
  if (tls.certificate_file.empty()) return;
  set_option(easy, CURLOPT_SSLCERT, tls.certificate_file.c_str());
  set_option(easy, CURLOPT_SSLKEY, (tls.key_file.empty() ? tls.certificate_file : tls.key_file).c_str());
}

CurlHeaders headers_of(const ClientRequest& request, const ClientOptions& options) {
  CurlHeaders headers;
  headers.suppress("Expect");
  if (!request.body.empty()) {
    headers.add("Content-Type", request.content_type);
  } else {
    headers.suppress("Content-Type");
  }
  if (!options.token.empty()) headers.add("Authorization", "Bearer " + options.token);
  for (const auto& [name, value] : options.headers) headers.add(name, value);
  for (const auto& [name, value] : request.headers) headers.add(name, value);
  return headers;
}

Status check_headers(const std::vector<std::pair<std::string, std::string>>& headers) {
  for (const auto& [name, value] : headers) {
    if (!is_token(name) || std::ranges::any_of(value, [](char c) { return c >= '\0' && c < ' ' && c != '\t'; })) {
      return fail(ErrorCode::kInvalidArgument, "The header '" + name + "' cannot be sent.", name);
    }
  }
  return {};
}

Error describe(CURLcode code, const std::string& base_url) {
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return {ErrorCode::kRequestTimeout, "The service at " + base_url + " did not answer in time.", {}};
  }
  return {ErrorCode::kUnavailable,
          "The service at " + base_url + " cannot be reached: " + curl_easy_strerror(code) + ".",
          {}};
}

}  // namespace

std::string_view ClientResponse::header(std::string_view lower_case_name) const {
  const auto found = std::ranges::find(headers, lower_case_name, [](const auto& field) { return field.first; });
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

Result<Client> Client::create(ClientOptions options) {
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  NSL_TRY(auto host, host_of(options.base_url));
  return Client(std::make_unique<State>(std::move(options), std::move(host), new_easy()));
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

namespace {

// Runs the request on a handle that has been reset; connections survive that.
Result<ClientResponse> perform(CURL* easy, const ClientOptions& options, const ClientRequest& request,
                               Incoming& incoming) {
  NSL_TRY_VOID(check_headers(options.headers));
  NSL_TRY_VOID(check_headers(request.headers));
  const auto url = options.base_url + request.path;
  const auto headers = headers_of(request, options);
  set_option(easy, CURLOPT_URL, url.c_str());
  set_option(easy, CURLOPT_PATH_AS_IS, 1);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_NOSIGNAL, 1);
  set_option(easy, CURLOPT_ACCEPT_ENCODING, "");
  set_option(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set_option(easy, CURLOPT_HTTPHEADER, headers.get());
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, options.connect_timeout.count());
  use_files(easy, options.tls);
  set_option(easy, CURLOPT_HEADERFUNCTION, on_header);
  set_option(easy, CURLOPT_HEADERDATA, &incoming);
  set_option(easy, CURLOPT_WRITEFUNCTION, on_body);
  set_option(easy, CURLOPT_WRITEDATA, &incoming);
  set_method(easy, request);

  const auto code = curl_easy_perform(easy);
  if (incoming.error) return std::unexpected(std::move(*incoming.error));
  if (code != CURLE_OK && !incoming.stopped) return std::unexpected(describe(code, options.base_url));
  return ClientResponse{
      .status = incoming.head.status(), .headers = incoming.head.take(), .body = std::move(incoming.body)};
}

}  // namespace

Result<ClientResponse> Client::send(const ClientRequest& request) {
  auto* easy = state_->easy.get();
  curl_easy_reset(easy);
  if (is_loopback(state_->host)) set_option(easy, CURLOPT_PROXY, "");
  set_option(easy, CURLOPT_TIMEOUT_MS, request.timeout.count());
  Incoming incoming{.response_bytes_max = state_->options.response_max.bytes};
  return perform(easy, state_->options, request, incoming);
}

Result<ClientResponse> Client::stream(const ClientRequest& request, const OnEvent& on_event, const OnIdle& on_idle) {
  auto* easy = state_->easy.get();
  curl_easy_reset(easy);
  if (is_loopback(state_->host)) set_option(easy, CURLOPT_PROXY, "");
  Incoming incoming{.response_bytes_max = state_->options.response_max.bytes,
                    .on_event = &on_event,
                    .on_idle = &on_idle,
                    .head_deadline = std::chrono::steady_clock::now() + request.timeout};
  set_option(easy, CURLOPT_NOPROGRESS, 0);
  set_option(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  set_option(easy, CURLOPT_XFERINFODATA, &incoming);
  return perform(easy, state_->options, request, incoming);
}

}  // namespace nsl::net
