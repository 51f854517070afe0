#include "net/egress/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace nsl::net {

namespace {

using Family = IpAddress::Family;

unsigned bits_of(Family family) { return family == Family::kV4 ? 32 : 128; }

bool bit(const IpAddress& address, unsigned index) { return (address.bytes[index / 8] >> (7 - index % 8) & 1) != 0; }

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.size() != std::strlen(terminated.c_str())) return std::nullopt;
  IpAddress out;
  if (inet_pton(AF_INET, terminated.c_str(), out.bytes.data()) == 1) return out;
  out.family = Family::kV6;
  if (inet_pton(AF_INET6, terminated.c_str(), out.bytes.data()) == 1) return out;
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::from(const sockaddr& address) {
  IpAddress out;
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    std::memcpy(out.bytes.data(), &v4.sin_addr, 4);
    return out;
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    out.family = Family::kV6;
    std::memcpy(out.bytes.data(), &v6.sin6_addr, 16);
    return out;
  }
  return std::nullopt;
}

std::string IpAddress::text() const {
  char buffer[INET6_ADDRSTRLEN];
  return inet_ntop(family == Family::kV4 ? AF_INET : AF_INET6, bytes.data(), buffer, sizeof buffer);
}

Result<Network> Network::parse(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::kInvalidArgument, "'" + std::string(text) + "' is not a network: " + std::string(why) +
                                                 ". Write it as 10.0.0.0/8 or fd00::/8.");
  };
  const auto slash = text.find('/');
  const auto base = IpAddress::parse(text.substr(0, slash));
  if (!base) return refuse("it does not begin with an IP address");

  auto prefix = bits_of(base->family);
  if (slash != text.npos) {
    const auto digits = text.substr(slash + 1);
    const auto* end = digits.data() + digits.size();
    const auto [parsed_to, error] = std::from_chars(digits.data(), end, prefix);
    if (error != std::errc{} || parsed_to != end || prefix > bits_of(base->family)) {
      return refuse("the number after the slash does not fit");
    }
  }
  for (auto index = prefix; index < bits_of(base->family); ++index) {
    if (bit(*base, index)) return refuse("bits after the prefix must be zero");
  }
  return Network{*base, static_cast<std::uint8_t>(prefix)};
}

std::string Network::text() const { return base.text() + "/" + std::to_string(prefix_bits); }

bool Network::contains(const IpAddress& address) const {
  if (address.family != base.family) return false;
  const auto whole = prefix_bits / 8u;
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + whole, address.bytes.begin())) return false;
  for (auto index = whole * 8; index < prefix_bits; ++index) {
    if (bit(base, index) != bit(address, index)) return false;
  }
  return true;
}

}  // namespace nsl::net
