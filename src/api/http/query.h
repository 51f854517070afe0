#pragma once
// Query strings: "limit=10&cursor=abc" into names and values.

#include "base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsl::api {

struct QueryParameter {
  std::string name;
  std::string value;  // empty without "="
};

inline constexpr std::size_t kQueryParametersMax = 32;

// kMalformedRequest when an escape is broken, a parameter has no name, or there are too many.
Result<std::vector<QueryParameter>> parse_query(std::string_view query);

}  // namespace nsl::api
