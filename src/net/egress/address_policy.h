#pragma once
// AddressPolicy: which addresses functions may reach. Public ones, and what the operator opens on purpose.

#include "base/error.h"
#include "net/egress/address.h"

#include <string>
#include <vector>

namespace nsl::net {

// Immutable, so thread-safe.
class AddressPolicy {
 public:
  // Networks as CIDR. kInvalidArgument names the one that is none.
  static Result<AddressPolicy> create(const std::vector<std::string>& allow_networks);

  // A cloud's metadata address is opened only by an entry for exactly this address: a wide network must not hand out
  // the machine's credentials by accident.
  bool allows(const IpAddress& address) const;

 private:
  std::vector<Network> allowed_;
};

}  // namespace nsl::net
