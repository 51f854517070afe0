#include "base/check.h"
#include "net/egress/address.h"

#include <vector>

namespace nsl::net {

namespace {

struct Row {
  const char* network;
  AddressClass address_class;
};

// The first row that contains the address decides.
constexpr Row kRows[] = {
    {"0.0.0.0/8", AddressClass::kUnspecified},
    {"10.0.0.0/8", AddressClass::kPrivate},
    {"100.100.100.200/32", AddressClass::kMetadata},  // Alibaba Cloud
    {"100.64.0.0/10", AddressClass::kShared},
    {"127.0.0.0/8", AddressClass::kLoopback},
    {"168.63.129.16/32", AddressClass::kMetadata},    // Azure's wire server, although the range is public
    {"169.254.169.254/32", AddressClass::kMetadata},  // AWS, Google, Azure, OpenStack and more
    {"169.254.170.2/32", AddressClass::kMetadata},    // AWS containers
    {"169.254.0.0/16", AddressClass::kLinkLocal},
    {"172.16.0.0/12", AddressClass::kPrivate},
    {"192.0.0.192/32", AddressClass::kMetadata},  // Oracle Cloud
    {"192.0.0.0/24", AddressClass::kReserved},
    {"192.0.2.0/24", AddressClass::kDocumentation},
    {"192.88.99.0/24", AddressClass::kReserved},  // relays of 6to4, withdrawn by RFC 7526
    {"192.168.0.0/16", AddressClass::kPrivate},
    {"198.18.0.0/15", AddressClass::kBenchmark},
    {"198.51.100.0/24", AddressClass::kDocumentation},
    {"203.0.113.0/24", AddressClass::kDocumentation},
    {"224.0.0.0/4", AddressClass::kMulticast},
    {"255.255.255.255/32", AddressClass::kBroadcast},
    {"240.0.0.0/4", AddressClass::kReserved},
    {"0.0.0.0/0", AddressClass::kPublic},

    {"::/128", AddressClass::kUnspecified},
    {"::1/128", AddressClass::kLoopback},
    {"::/96", AddressClass::kTranslated},            // IPv4-compatible, withdrawn by RFC 4291
    {"::ffff:0:0/96", AddressClass::kTranslated},    // IPv4-mapped
    {"::ffff:0:0:0/96", AddressClass::kTranslated},  // IPv4-translated (RFC 2765)
    {"64:ff9b::/96", AddressClass::kTranslated},     // NAT64 (RFC 6052)
    {"64:ff9b:1::/48", AddressClass::kTranslated},   // NAT64 in one's own network (RFC 8215)
    {"2001::/32", AddressClass::kTranslated},        // Teredo
    {"2001:2::/48", AddressClass::kBenchmark},
    {"2001:db8::/32", AddressClass::kDocumentation},
    {"2001::/23", AddressClass::kReserved},
    {"2002::/16", AddressClass::kTranslated},  // 6to4
    {"3fff::/20", AddressClass::kDocumentation},
    {"fd00:ec2::254/128", AddressClass::kMetadata},  // AWS
    {"fd20:ce::254/128", AddressClass::kMetadata},   // Google
    {"fc00::/7", AddressClass::kPrivate},
    {"fe80::/10", AddressClass::kLinkLocal},
    {"fec0::/10", AddressClass::kPrivate},
    {"ff00::/8", AddressClass::kMulticast},
    {"2000::/3", AddressClass::kPublic},  // all that IANA gives out for global use
    {"::/0", AddressClass::kReserved},
};

struct Entry {
  Network network;
  AddressClass address_class;
};

const std::vector<Entry>& entries() {
  static const auto parsed = [] {
    std::vector<Entry> out;
    for (const auto& row : kRows) {
      const auto network = Network::parse(row.network);
      NSL_CHECK(network.has_value());
      out.push_back({*network, row.address_class});
    }
    return out;
  }();
  return parsed;
}

}  // namespace

AddressClass classify(const IpAddress& address) {
  for (const auto& entry : entries()) {
    if (entry.network.contains(address)) return entry.address_class;
  }
  return AddressClass::kReserved;
}

std::string_view describe(AddressClass address_class) {
  switch (address_class) {
    case AddressClass::kPublic: return "a public address";
    case AddressClass::kUnspecified: return "the unspecified address";
    case AddressClass::kLoopback: return "a loopback address";
    case AddressClass::kPrivate: return "a private address";
    case AddressClass::kShared: return "an address shared by a provider's customers";
    case AddressClass::kLinkLocal: return "a link-local address";
    case AddressClass::kMetadata: return "a cloud metadata address";
    case AddressClass::kMulticast: return "a multicast address";
    case AddressClass::kBroadcast: return "a broadcast address";
    case AddressClass::kDocumentation: return "an address reserved for documentation";
    case AddressClass::kBenchmark: return "an address reserved for benchmarks";
    case AddressClass::kTranslated: return "an IPv6 address that stands for an IPv4 address";
    case AddressClass::kReserved: return "a reserved address";
  }
  NSL_CHECK(false);
}

}  // namespace nsl::net
