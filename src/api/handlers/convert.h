#pragma once
// Between the types of the wire (api/types) and those of the service (functions/types.h).

#include "api/types.h"
#include "engine/limits.h"
#include "functions/service.h"

#include <optional>

namespace nsl::api {

Function to_wire(const functions::Function& function);
Version to_wire(const functions::Version& version);
Limits to_wire(const engine::Limits& limits);
Replay to_wire(ExecutionId execution, functions::ReplayResult result);

// What is not asked for is taken from `defaults`.
engine::Limits to_limits(const std::optional<LimitsRequest>& request, const engine::Limits& defaults);

// From any query with limit and cursor.
template <typename Query>
functions::Page to_page(const Query& query) {
  functions::Page page;
  if (query.limit) page.limit = static_cast<std::uint32_t>(*query.limit);
  if (query.cursor) page.cursor = *query.cursor;
  return page;
}

inline std::optional<std::string> next_cursor(const std::string& cursor) {
  return cursor.empty() ? std::nullopt : std::optional(cursor);
}

template <typename Wire, typename T>
Wire to_wire_page(const functions::Listing<T>& listing) {
  Wire page;
  for (const T& item : listing.items) page.data.push_back(to_wire(item));
  page.next_cursor = next_cursor(listing.next_cursor);
  return page;
}

}  // namespace nsl::api
