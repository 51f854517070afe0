#include "net/egress/target.h"

#include "net/curl.h"
#include "net/egress/address.h"
#include "net/http/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace nsl::net {

namespace {

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

std::optional<std::string> part(const CurlUrl& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string out(text);
  curl_free(text);
  return out;
}

Result<Target> take_apart(const CurlUrl& url) {
  const auto scheme = part(url, CURLUPART_SCHEME);
  if (!scheme || (*scheme != "http" && *scheme != "https")) {
    return fail(ErrorCode::kEgressDenied, "Functions can fetch http and https URLs only.");
  }
  const auto host = part(url, CURLUPART_HOST);
  const auto port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const auto path = part(url, CURLUPART_PATH);
  if (!host || !port || !path || part(url, CURLUPART_ZONEID)) {
    return fail(ErrorCode::kInvalidArgument, "The URL has no host that can be used.");
  }

  Target target{.url = {}, .scheme = *scheme, .host = {}, .port = 0};
  NSL_TRY(target.host, read_host(*host));
  std::from_chars(port->data(), port->data() + port->size(), target.port);
  if (target.port == 0) return fail(ErrorCode::kInvalidArgument, "The URL has a port that cannot be used.");

  target.url = *scheme + "://" + target.place() + *path;
  if (const auto query = part(url, CURLUPART_QUERY)) target.url += "?" + *query;
  if (target.url.size() > kUrlBytesMax) return fail(ErrorCode::kInvalidArgument, "The URL is too long.");
  return target;
}

Error explain(CURLUcode code) {
  if (code == CURLUE_UNSUPPORTED_SCHEME) {
    return {ErrorCode::kEgressDenied, "Functions can fetch http and https URLs only.", {}};
  }
  if (code == CURLUE_USER_NOT_ALLOWED) {
    return {ErrorCode::kInvalidArgument, "The URL has a user or password in it: send an Authorization header.", {}};
  }
  return {ErrorCode::kInvalidArgument, std::string("The URL cannot be used: ") + curl_url_strerror(code) + ".", {}};
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_label_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

// Whether the last label is a number in one of the notations that resolvers understand.
bool ends_in_number(std::string_view name) {
  const auto label = name.substr(name.rfind('.') + 1);
  if (std::ranges::all_of(label, [](char c) { return c >= '0' && c <= '9'; })) return true;
  return label.starts_with("0x") && label.find_first_not_of("0123456789abcdef", 2) == label.npos;
}

}  // namespace

std::string Target::place() const { return port == default_port(scheme) ? host : host + ":" + std::to_string(port); }

Result<Target> parse_target(std::string_view url) {
  if (url.size() > kUrlBytesMax) return fail(ErrorCode::kInvalidArgument, "The URL is too long.");
  if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f; })) {
    return fail(ErrorCode::kInvalidArgument,
                "The URL has spaces, control characters or characters outside ASCII: percent-encode them.");
  }
  const CurlUrl parsed(curl_url());
  NSL_CHECK(parsed != nullptr);
  const std::string terminated(url);
  const auto code = curl_url_set(parsed.get(), CURLUPART_URL, terminated.c_str(), CURLU_DISALLOW_USER);
  if (code != CURLUE_OK) return std::unexpected(explain(code));
  return take_apart(parsed);
}

Result<Target> resolve_target(const Target& base, std::string_view location) {
  location = trim(location);
  if (location.size() > kUrlBytesMax || std::ranges::any_of(location, is_control)) {
    return fail(ErrorCode::kInvalidArgument, "The URL is too long or has control characters in it.");
  }
  const CurlUrl parsed(curl_url());
  NSL_CHECK(parsed != nullptr);
  NSL_CHECK(curl_url_set(parsed.get(), CURLUPART_URL, base.url.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK);
  const std::string terminated(location);
  const auto code =
      curl_url_set(parsed.get(), CURLUPART_URL, terminated.c_str(), CURLU_DISALLOW_USER | CURLU_URLENCODE);
  if (code != CURLUE_OK) return std::unexpected(explain(code));
  return take_apart(parsed);
}

Result<std::string> read_host(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::kInvalidArgument, "The host '" + std::string(text.substr(0, 300)) + "' " + std::string(why));
  };
  if (text.starts_with('[') && text.ends_with(']')) {
    const auto address = IpAddress::parse(text.substr(1, text.size() - 2));
    if (!address || address->family != IpAddress::Family::kV6) return refuse("is not an IPv6 address.");
    return "[" + address->text() + "]";
  }
  if (text.empty()) return refuse("is empty.");
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return refuse("is not ASCII: write it in its encoded form (xn--...).");
  }
  auto host = to_lower(text);
  if (const auto address = IpAddress::parse(host)) {
    if (address->family == IpAddress::Family::kV6) return refuse("is an IPv6 address: put it in [brackets].");
    return host;
  }
  if (host.size() > 253) return refuse("is longer than 253 characters.");
  for (std::string_view rest = host;;) {
    const auto label = rest.substr(0, rest.find('.'));
    if (label.empty() || label.size() > 63) return refuse("has an empty or overlong part between its dots.");
    if (!std::ranges::all_of(label, is_label_character)) return refuse("has a character that no host name has.");
    if (label.size() == rest.size()) break;
    rest.remove_prefix(label.size() + 1);
  }
  if (ends_in_number(host)) return refuse("is neither a name nor an IPv4 address of four decimal numbers.");
  return host;
}

}  // namespace nsl::net
