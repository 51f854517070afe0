#pragma once
// The System.* services that scripts call with SYSCALL.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace nsl::neo {

// The first four bytes of the SHA-256 of the service's name, in the order in which they follow SYSCALL.
using InteropId = std::array<std::uint8_t, 4>;

struct InteropService {
  std::string_view name;    // "System.Contract.Call"
  std::uint32_t price = 0;  // times the execution fee factor; 0: the service charges by itself
  InteropId id{};
};

std::span<const InteropService> interop_services();

// null when there is none with this id. Static data; logarithmic.
const InteropService* find_interop(InteropId id);

// The id of a service by its name, whether or not it exists.
InteropId interop_id(std::string_view name);

}  // namespace nsl::neo
