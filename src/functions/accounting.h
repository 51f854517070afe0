#pragma once
// Accounting: what each owner uses of the service, and how much each may.
//
// Use is counted in memory and written from time to time by save(); a service that is killed forgets what came since. Months
// are those of UTC.
//
//   NSL_TRY_VOID(accounting.admit(owner, Accounting::Wanted::kNow, input));   // before an execution is taken on
//   accounting.started(owner);               // … and each time one starts
//   accounting.ended(owner, cpu);

#include "base/clock.h"
#include "base/error.h"
#include "base/guarded.h"
#include "base/units.h"
#include "functions/holdings.h"
#include "storage/database.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace nsl::functions {

// 0: as much as there is.
struct Quota {
  std::uint32_t concurrent = 0;           // executions under way when one more is to begin now
  std::chrono::seconds cpu_per_month{0};  // computing time
  ByteCount stored;                       // that the service keeps for it; holdings.h says what counts
  std::uint64_t functions = 0;
  bool operator==(const Quota&) const = default;
};

struct Account {
  Quota quota;
  bool standard = true;  // the quota is everybody's
  std::uint32_t running = 0;
  std::uint64_t executions = 0;      // that ended this month
  std::chrono::microseconds cpu{0};  // they took
  Held held;
  WallTime month_ends;
};

// Thread-safe. Only create(), set() and save() block on the database.
class Accounting {
 public:
  // `standard` holds for owners that have no quota of their own. `holdings` may be null: nobody has anything then.
  static Result<std::unique_ptr<Accounting>> create(storage::Database& database, const Clock& clock, Quota standard,
                                                    const Holdings* holdings = nullptr);

  // kTooManyRequests: as many executions as the owner may have are under way. kQuotaExceeded: the month's computing time is
  // used up, or there is no room for `input`. Asynchronous executions wait for their turn, so they do not ask for the first.
  enum class Wanted : std::uint8_t { kNow, kLater };
  Status admit(std::string_view owner, Wanted wanted, ByteCount input);
  // kQuotaExceeded: with so many bytes more the owner would have more stored than it may.
  Status admit_bytes(std::string_view owner, ByteCount more);
  // How many executions more the owner may have under way.
  std::uint32_t room(std::string_view owner);
  void started(std::string_view owner);
  void ended(std::string_view owner, std::chrono::microseconds cpu);

  Account look(std::string_view owner);
  // On disk when it returns. Absent: the standard again.
  Status set(std::string_view owner, std::optional<Quota> quota);

  // Writes what was used since the last time.
  Status save();

 private:
  struct Owned {
    std::optional<Quota> quota;
    std::uint32_t running = 0;
    std::int64_t month = 0;  // 202611: which the figures below are of
    std::uint64_t executions = 0;
    std::chrono::microseconds cpu{0};
    bool changed = false;  // since save()
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Owners = std::unordered_map<std::string, Owned, Hash, std::equal_to<>>;

  Accounting(storage::Database& database, const Clock& clock, Quota standard, const Holdings* holdings)
      : database_(database), clock_(clock), standard_(standard), holdings_(holdings) {}
  Status load();
  Held held(std::string_view owner) const { return holdings_ == nullptr ? Held{} : holdings_->of(owner); }
  Status check_room(std::string_view owner, const Quota& quota, ByteCount more) const;
  Owned& of(Owners& owners, std::string_view owner, std::int64_t month) const;

  storage::Database& database_;
  const Clock& clock_;
  const Quota standard_;
  const Holdings* holdings_;
  Guarded<Owners> owners_;
};

}  // namespace nsl::functions
