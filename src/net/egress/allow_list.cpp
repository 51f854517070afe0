#include "net/egress/allow_list.h"

#include "net/egress/address.h"
#include "net/egress/egress.h"

#include <algorithm>
#include <charconv>

namespace nsl::net {

namespace {

std::unexpected<Error> refuse(std::string_view entry, const std::string& why) {
  return fail(ErrorCode::kInvalidArgument, "The allow-list entry '" + std::string(entry.substr(0, 300)) +
                                               "' cannot be used: " + why +
                                               " Write api.example.com, api.example.com:8443 or *.example.com.");
}

// Where the port's colon is, npos without a port. Colons in brackets belong to an IPv6 address.
std::size_t port_colon(std::string_view text) {
  const auto bracket = text.rfind(']');
  return text.find(':', bracket == text.npos ? 0 : bracket);
}

std::optional<std::uint16_t> read_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto* end = digits.data() + digits.size();
  const auto [parsed_to, error] = std::from_chars(digits.data(), end, port);
  if (error != std::errc{} || parsed_to != end || port == 0 || digits.starts_with('0')) return std::nullopt;
  return port;
}

}  // namespace

Result<AllowEntry> AllowEntry::parse(std::string_view text) {
  if (text.find("://") != text.npos || text.find('/') != text.npos) {
    return refuse(text, "it is the host alone, without scheme and path.");
  }
  if (std::ranges::count(text, ':') > 1 && !text.starts_with('[')) {
    return refuse(text, "an IPv6 address goes in [brackets].");
  }
  AllowEntry entry;
  const auto colon = port_colon(text);
  if (colon != text.npos) {
    entry.port = read_port(text.substr(colon + 1));
    if (!entry.port) return refuse(text, "the port is a number from 1 to 65535.");
  }

  auto host_text = text.substr(0, colon);
  if (host_text.starts_with("*.")) {
    entry.match = Match::kBelow;
    host_text.remove_prefix(2);
  }
  auto host = read_host(host_text);
  if (!host) return refuse(text, host.error().message);
  entry.host = *std::move(host);

  if (entry.match == Match::kBelow) {
    if (entry.host.starts_with('[') || IpAddress::parse(entry.host)) {
      return refuse(text, "there is nothing below an address.");
    }
    // Whole top-level domains are as good as no list at all.
    if (entry.host.find('.') == std::string::npos) return refuse(text, "a name with a dot must follow '*.'.");
  }
  return entry;
}

bool AllowEntry::allows(const Target& target) const {
  const bool port_fits = port ? target.port == *port : target.port == 443 || target.port == 80;
  if (!port_fits) return false;
  if (match == Match::kHost) return target.host == host;
  return target.host.size() > host.size() + 1 && target.host.ends_with(host) &&
         target.host[target.host.size() - host.size() - 1] == '.';
}

Result<AllowList> AllowList::create(const std::vector<std::string>& entries) {
  AllowList list;
  for (const auto& text : entries) {
    NSL_TRY(auto entry, AllowEntry::parse(text));
    list.entries_.push_back(std::move(entry));
  }
  return list;
}

bool AllowList::allows(const Target& target) const {
  return std::ranges::any_of(entries_, [&](const AllowEntry& entry) { return entry.allows(target); });
}

Status check_allow_host(std::string_view entry) {
  NSL_TRY([[maybe_unused]] const auto parsed, AllowEntry::parse(entry));
  return {};
}

}  // namespace nsl::net
