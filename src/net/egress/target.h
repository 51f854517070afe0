#pragma once
// Target: a URL that egress can go to, taken apart once. There is one interpretation of a URL, libcurl's: what the
// allow-list is compared with is what libcurl connects to.

#include "base/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::net {

inline constexpr std::size_t kUrlBytesMax = 8192;  // what servers commonly take

struct Target {
  std::string url;     // normalised, without fragment and default port; parsing it again gives the same target
  std::string scheme;  // "http" or "https"
  std::string host;    // as read_host() gives it
  std::uint16_t port = 0;

  bool operator==(const Target&) const = default;
  bool same_origin(const Target& other) const {
    return scheme == other.scheme && host == other.host && port == other.port;
  }
  // "api.example.com:8443", without a port that the scheme implies: how messages name it.
  std::string place() const;
};

// kInvalidArgument: not a URL, or one with user or password. kEgressDenied: not http or https.
Result<Target> parse_target(std::string_view url);

// The target of a redirect: `location` may be relative, and may have characters that need percent-encoding.
Result<Target> resolve_target(const Target& base, std::string_view location);

// A host in the one form we compare: a name in lower case and ASCII (IDNA A-labels), a dotted IPv4 address, or an
// IPv6 address in brackets in its shortest form. kInvalidArgument for anything else, also for names that some
// resolvers take for numbers ("0x7f.1") and names that end in a dot.
Result<std::string> read_host(std::string_view text);

}  // namespace nsl::net
