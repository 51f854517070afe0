#include "net/egress/address_policy.h"

namespace nsl::net {

Result<AddressPolicy> AddressPolicy::create(const std::vector<std::string>& allow_networks) {
  AddressPolicy policy;
  for (const auto& text : allow_networks) {
    NSL_TRY(const auto network, Network::parse(text));
    policy.allowed_.push_back(network);
  }
  return policy;
}

bool AddressPolicy::allows(const IpAddress& address) const {
  const auto address_class = classify(address);
  if (address_class == AddressClass::kPublic) return true;
  for (const auto& network : allowed_) {
    if (!network.contains(address)) continue;
    if (address_class != AddressClass::kMetadata || network.is_single_address()) return true;
  }
  return false;
}

}  // namespace nsl::net
