#pragma once
// What NeoVM allows. Source: neo-vm, ExecutionEngineLimits.cs. Part of the protocol: not to be tuned.

#include <cstddef>
#include <cstdint>

namespace nsl::neovm {

inline constexpr std::uint32_t kShiftMax = 256;                // SHL, SHR, and the exponent of POW
inline constexpr std::int64_t kReferencesMax = 2'048;          // ReferenceCounter::count()
inline constexpr std::size_t kItemBytesMax = 131'070;          // of a byte string or buffer
inline constexpr std::size_t kComparableBytesMax = 65'536;     // EQUAL
inline constexpr std::size_t kFramesMax = 1'024;               // the invocation stack
inline constexpr std::size_t kTryNestingMax = 16;              // in one frame

}  // namespace nsl::neovm
