#pragma once
// The six comparisons as functions of how one number stands to another. Inside ops/ only.

#include <compare>

namespace nsl::neovm::ordering {

using Predicate = bool (*)(std::strong_ordering);

inline bool equal(std::strong_ordering o) { return o == 0; }
inline bool not_equal(std::strong_ordering o) { return o != 0; }
inline bool less(std::strong_ordering o) { return o < 0; }
inline bool less_equal(std::strong_ordering o) { return o <= 0; }
inline bool greater(std::strong_ordering o) { return o > 0; }
inline bool greater_equal(std::strong_ordering o) { return o >= 0; }

}  // namespace nsl::neovm::ordering
