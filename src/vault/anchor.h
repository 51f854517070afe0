#pragma once
// Anchor: a small file outside the database that remembers the newest epoch. A database that is older than it was
// rolled back. It helps as far as it lies where whoever can put back a database cannot also put back the file.
//
// The file may lag behind by what was committed in the moment of a crash, never run ahead.

#include "base/error.h"
#include "base/guarded.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::vault {

class Authenticator;

enum class MissingAnchor : std::uint8_t { kRefuse, kMake };

// Thread-safe.
class Anchor {
 public:
  // Empty path: no anchor, and every call succeeds.
  explicit Anchor(std::string path) : path_(std::move(path)) {}

  bool exists() const { return !path_.empty(); }

  // Whether a database of this vault, at this epoch, is as new as the file says. kVaultDamaged with the reason.
  Status check(const Authenticator& authenticator, std::string_view vault, std::uint64_t epoch, MissingAnchor missing);

  // Remembers the epoch; on disk when it returns. Smaller ones than before change nothing.
  Status advance(const Authenticator& authenticator, std::string_view vault, std::uint64_t epoch);

 private:
  const std::string path_;
  Guarded<std::uint64_t> written_{0};
};

}  // namespace nsl::vault
