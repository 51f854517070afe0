#pragma once
// The root keys under a key in a file: for development, and where the file lies on a medium of its own. Whoever has the
// file and the database has everything.

#include "vault/provider.h"

namespace nsl::vault {

enum class MissingKeyFile : std::uint8_t { kRefuse, kMake };

// The file is "nsl-root-key 1 HEX\n". kForbidden when others may read it, kInvalidArgument when it is no key file,
// kUnavailable when it is missing (kRefuse) or cannot be made.
Result<std::unique_ptr<RootKeyProvider>> open_file_provider(const std::string& path, MissingKeyFile missing);

}  // namespace nsl::vault
