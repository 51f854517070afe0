#pragma once
// Comparison that takes as long for a near miss as for a wild guess: for tokens, tags and keys.

#include "base/bytes.h"

namespace nsl::crypto {

// Whether both are the same bytes. The time depends on the lengths only; different lengths are unequal at once.
bool constant_time_equal(ByteView a, ByteView b);

}  // namespace nsl::crypto
