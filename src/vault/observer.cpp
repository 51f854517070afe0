#include "vault/observer.h"

#include <array>

namespace nsl::vault {

std::string_view to_string(Action action) {
  static constexpr std::array<std::string_view, 22> kNames{"set",           "update",           "read",
                                                           "reveal",        "inspect",          "list",
                                                           "roll_back",     "disable",          "enable",
                                                           "delete",        "restore",          "destroy",
                                                           "export",        "import",           "unseal",
                                                           "seal",          "rotate_owner_key", "rotate_root_key",
                                                           "destroy_owner", "add_provider",     "remove_provider",
                                                           "verify"};
  static_assert(kNames.size() == static_cast<std::size_t>(Action::kVerify) + 1);
  return kNames[static_cast<std::size_t>(action)];
}

}  // namespace nsl::vault
