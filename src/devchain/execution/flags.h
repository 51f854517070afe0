#pragma once
// Sets of call flags.

#include "neo/contract/call_flags.h"

#include <cstdint>

namespace nsl::devchain {

using neo::CallFlags;

constexpr CallFlags operator|(CallFlags a, CallFlags b) {
  return static_cast<CallFlags>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr CallFlags operator&(CallFlags a, CallFlags b) {
  return static_cast<CallFlags>(static_cast<std::uint8_t>(a) & static_cast<std::uint8_t>(b));
}
constexpr CallFlags without(CallFlags a, CallFlags b) {
  return static_cast<CallFlags>(static_cast<std::uint8_t>(a) & ~static_cast<std::uint8_t>(b));
}
constexpr bool includes(CallFlags all, CallFlags wanted) { return (all & wanted) == wanted; }

}  // namespace nsl::devchain
