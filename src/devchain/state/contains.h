#pragma once
// Whether a range holds a value: std::ranges::contains, which the standard library of this compiler does not have yet
// (libstdc++ 12).

#include <algorithm>
#include <functional>
#include <ranges>

namespace nsl::devchain {

template <std::ranges::input_range R, typename T, typename Projection = std::identity>
bool contains(const R& range, const T& value, Projection projection = {}) {
  return std::ranges::find(range, value, projection) != std::ranges::end(range);
}

}  // namespace nsl::devchain
