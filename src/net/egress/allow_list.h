#pragma once
// AllowList: which hosts a function may talk to. Deny is the default.
//
//   api.example.com        this host, ports 443 and 80
//   api.example.com:8443   this host, this port alone
//   *.example.com          every host below example.com, at any depth, but not example.com itself
//   203.0.113.7, [2001:db8::1]:8080   addresses; a name never matches an address it resolves to, nor the reverse
//
// Names are compared without case, in ASCII (IDNA A-labels). The path, the scheme and the query do not matter.

#include "base/error.h"
#include "net/egress/target.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::net {

struct AllowEntry {
  enum class Match : std::uint8_t { kHost, kBelow };

  Match match = Match::kHost;
  std::string host;                   // as read_host() gives it; for kBelow without "*."
  std::optional<std::uint16_t> port;  // absent: 443 and 80

  static Result<AllowEntry> parse(std::string_view text);
  bool allows(const Target& target) const;
};

// Immutable, so thread-safe.
class AllowList {
 public:
  // kInvalidArgument names the entry that cannot be understood.
  static Result<AllowList> create(const std::vector<std::string>& entries);
  bool allows(const Target& target) const;

 private:
  std::vector<AllowEntry> entries_;
};

}  // namespace nsl::net
