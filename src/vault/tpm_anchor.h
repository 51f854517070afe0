#pragma once
// TpmAnchor: an anchor that nobody can put back, a counter in a TPM. Every so often the database notes the counter's
// next value in a transaction, and then the counter counts; a database that notes an older value than the chip has is
// an older copy of itself. The chip's memory wears out, so it does not count at every change: those since it last
// counted can be taken back unnoticed, at most `pause` of them in time.
//
// The database goes first. Killed between the two it is one ahead of the chip, which the next check() makes good.

#include "base/clock.h"
#include "base/error.h"
#include "vault/anchor.h"
#include "vault/tpm2/device.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace nsl::vault {

class Ledger;

// One thread at a time. Calls take some tenths of a second.
class TpmAnchor {
 public:
  struct Options {
    Tpm2Device device;
    std::uint32_t index = 0;  // NV index of the counter; 0: there is no such anchor
    std::chrono::microseconds pause = std::chrono::minutes(5);
  };

  explicit TpmAnchor(Options options) : options_(std::move(options)) {}

  bool exists() const { return options_.index != 0; }

  // Whether the database is as new as the counter says, and makes the counter at the first time. kVaultDamaged with the
  // reason; kUnavailable when the chip is not there, kForbidden when something else is at the index. kMake: begins anew
  // from the database as it is.
  Status check(const Ledger& ledger, MissingAnchor missing);

  // Counts when something changed since it did and the pause is over.
  Status move(const Ledger& ledger, SteadyTime now);
  // Counts when something changed since it did, and says whether it counted.
  Result<bool> move_now(const Ledger& ledger);

 private:
  // nullopt: it is not there, or never counted.
  Result<std::optional<std::int64_t>> read(const Ledger& ledger) const;
  Result<std::int64_t> count(const Ledger& ledger) const;
  Status make(const Ledger& ledger) const;
  // Brings the chip to the value that the database notes.
  Status settle(const Ledger& ledger, std::int64_t noted) const;

  const Options options_;
  std::optional<SteadyTime> moved_at_;
};

}  // namespace nsl::vault
