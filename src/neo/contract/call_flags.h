#pragma once
// CallFlags: what a called contract may do.

#include <cstdint>

namespace nsl::neo {

enum class CallFlags : std::uint8_t {
  kNone = 0x00,
  kReadStates = 0x01,
  kWriteStates = 0x02,
  kAllowCall = 0x04,
  kAllowNotify = 0x08,
  kStates = kReadStates | kWriteStates,
  kReadOnly = kReadStates | kAllowCall,
  kAll = 0x0f,
};

}  // namespace nsl::neo
