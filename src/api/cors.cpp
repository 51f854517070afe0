#include "api/cors.h"

#include "net/http/text.h"

#include <algorithm>

namespace nsl::api {
namespace {

// Pages may read these besides the few that Fetch lets through. Kept in step with what handlers send.
constexpr std::string_view kExposedHeaders =
    "Deprecation, ETag, Idempotent-Replayed, Location, Preference-Applied, RateLimit, RateLimit-Policy, Request-Id, "
    "Retry-After, Sunset";
constexpr std::string_view kAllowedHeaders =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, NSL-Owner, Prefer";
constexpr std::string_view kAllowedMethods = "GET, PUT, POST, PATCH, DELETE";
// Browsers ask again after this many seconds; the most that any of them keeps to is 7,200.
constexpr std::string_view kPreflightMaxAge = "600";

// Scheme, host and port as a browser writes them (RFC 6454 section 6.2), so that texts can be compared.
bool is_origin(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  const std::string_view host = text.substr(scheme);
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("-.:[]").contains(c);
  };
  return scheme != 0 && !host.empty() && !host.ends_with(':') && std::ranges::all_of(host, allowed);
}

// Lets the page at `origin` read the answers.
class ReadableExchange final : public net::Exchange {
 public:
  ReadableExchange(std::shared_ptr<net::Exchange> exchange, std::string_view origin)
      : exchange_(std::move(exchange)), origin_(origin) {}

  const net::Request& request() const override { return exchange_->request(); }
  void send(net::Response response) override { exchange_->send(readable(std::move(response))); }
  void send_json(int status, std::string_view body) override {
    send({.status = status, .headers = {}, .body = std::string(body)});
  }
  void start_stream(net::Response head) override { exchange_->start_stream(readable(std::move(head))); }
  void write_chunk(std::string_view bytes) override { exchange_->write_chunk(bytes); }
  void finish() override { exchange_->finish(); }
  void on_abort(std::move_only_function<void()> callback) override { exchange_->on_abort(std::move(callback)); }

 private:
  net::Response readable(net::Response response) const {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin_);
    response.headers.emplace_back("Access-Control-Expose-Headers", kExposedHeaders);
    response.headers.emplace_back("Vary", "Origin");
    return response;
  }

  std::shared_ptr<net::Exchange> exchange_;
  std::string origin_;
};

}  // namespace

Result<Cors> Cors::create(std::vector<std::string> origins) {
  for (const std::string& origin : origins) {
    if (origin == "*" || is_origin(origin)) continue;
    return fail(
        ErrorCode::kInvalidArgument,
        "\"" + origin + "\" is no origin; write it like https://app.example.com, in lower case and without a path.",
        "api.cors_origins");
  }
  Cors cors;
  cors.origins_ = std::move(origins);
  return cors;
}

bool Cors::allows(std::string_view origin) const {
  return std::ranges::any_of(origins_, [&](const std::string& allowed) { return allowed == "*" || allowed == origin; });
}

bool Cors::is_preflight(const net::Request& request) {
  return request.method == "OPTIONS" && request.has_header("origin") &&
         request.has_header("access-control-request-method");
}

net::Response Cors::preflight_answer(const net::Request& request) const {
  net::Response response{.status = 204, .content_type = "", .headers = {{"Vary", "Origin"}}, .body = {}};
  const std::string_view origin = request.header("origin");
  if (!allows(origin)) return response;
  response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  response.headers.emplace_back("Access-Control-Allow-Methods", kAllowedMethods);
  response.headers.emplace_back("Access-Control-Allow-Headers", kAllowedHeaders);
  response.headers.emplace_back("Access-Control-Max-Age", kPreflightMaxAge);
  return response;
}

std::shared_ptr<net::Exchange> Cors::guard(std::shared_ptr<net::Exchange> exchange) const {
  const std::string_view origin = exchange->request().header("origin");
  if (origin.empty() || !allows(origin)) return exchange;
  return std::make_shared<ReadableExchange>(std::move(exchange), origin);
}

}  // namespace nsl::api
