#pragma once
// IP addresses, networks, and what each address is good for. Pure functions; no name is resolved here.

#include "base/error.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace nsl::net {

struct IpAddress {
  enum class Family : std::uint8_t { kV4, kV6 };

  Family family = Family::kV4;
  std::array<std::uint8_t, 16> bytes{};  // network order; IPv4 in the first four

  bool operator==(const IpAddress&) const = default;

  // "192.0.2.1" or "2001:db8::1", without brackets and zone. Only four decimal numbers are an IPv4 address here;
  // 0x7f.1 and 2130706433 are not.
  static std::optional<IpAddress> parse(std::string_view text);
  static std::optional<IpAddress> from(const sockaddr& address);  // nullopt for other families

  std::string text() const;  // canonical (RFC 5952)
};

// A range of addresses as CIDR.
struct Network {
  IpAddress base;
  std::uint8_t prefix_bits = 0;

  // "127.0.0.0/8", "::1/128", or one address. kInvalidArgument says what is wrong, also for bits after the prefix.
  static Result<Network> parse(std::string_view text);

  std::string text() const;  // "127.0.0.0/8"

  bool contains(const IpAddress& address) const;
  bool is_single_address() const { return prefix_bits == (base.family == IpAddress::Family::kV4 ? 32 : 128); }
};

// What an address is for, by the IANA special-purpose address registries (RFC 6890) and what clouds use.
enum class AddressClass : std::uint8_t {
  kPublic,
  kUnspecified,  // 0.0.0.0/8, ::
  kLoopback,
  kPrivate,  // RFC 1918, unique local (RFC 4193), site-local
  kShared,   // carrier-grade NAT (RFC 6598)
  kLinkLocal,
  kMetadata,  // instance metadata of clouds: credentials for whoever asks
  kMulticast,
  kBroadcast,
  kDocumentation,
  kBenchmark,
  kTranslated,  // IPv6 that stands for an IPv4 address: mapped, compatible, NAT64, 6to4, Teredo
  kReserved,    // everything else that is not assigned for the public internet
};

AddressClass classify(const IpAddress& address);

// "a loopback address": for messages. Says the class and never the address.
std::string_view describe(AddressClass address_class);

}  // namespace nsl::net
