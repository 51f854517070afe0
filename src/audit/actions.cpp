#include "audit/actions.h"

#include <algorithm>
#include <array>

namespace nsl::audit {
namespace {

constexpr auto kNames = std::to_array<std::string_view>({
#define NSL_AUDIT_NAME(enumerator, name) name,
    NSL_AUDIT_ACTIONS(NSL_AUDIT_NAME)
#undef NSL_AUDIT_NAME
});

}  // namespace

std::string_view to_string(Action action) { return kNames[static_cast<std::size_t>(action)]; }

std::optional<Action> parse_action(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Action>(found - kNames.begin());
}

}  // namespace nsl::audit
