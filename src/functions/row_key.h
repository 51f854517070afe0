#pragma once
// The key of a row is the upper half of its id (storage/schema.cpp says why).

#include "base/id.h"

#include <cstdint>

namespace nsl::functions {

template <typename Tag>
std::int64_t key_of(const Id<Tag>& id) {
  return static_cast<std::int64_t>(id.uuid.high);
}

template <typename Tag>
std::int64_t low_of(const Id<Tag>& id) {
  return static_cast<std::int64_t>(id.uuid.low);
}

}  // namespace nsl::functions
