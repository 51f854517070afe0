#pragma once
// Retention: removes the records of old executions, a little at a time, so that nobody waits for it.
//
// Kept are executions that have not ended and those that an idempotency key still answers for. Everything else goes
// when it is older than `age` or when its function has more than `per_function` newer ones.

#include "base/clock.h"
#include "functions/holdings.h"
#include "storage/database.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace nsl::functions {

class Retention {
 public:
  struct Settings {
    std::chrono::hours age{30 * 24};
    std::uint32_t per_function = 10'000;
  };
  // Executions removed in one transaction: about 5 ms, the longest that a writer waits for it.
  static constexpr std::uint32_t kBatch = 500;
  // Functions looked at in one step.
  static constexpr std::uint32_t kFunctionsAtOnce = 100;

  // `holdings` may be null; nobody counts then.
  Retention(storage::Database& database, const Clock& clock, Settings settings, Holdings* holdings = nullptr)
      : database_(database), clock_(clock), settings_(settings), holdings_(holdings) {}

  enum class Progress : std::uint8_t {
    kMore,  // call step() again soon
    kDone,  // everything has been looked at: call it again in an hour
  };

  // One batch of the work. Blocks on the database; one thread at a time.
  Result<Progress> step();

 private:
  Result<std::int64_t> remove_expired_keys();
  Result<std::int64_t> remove_old();
  Result<Progress> look_at_functions();
  Result<std::int64_t> remove_surplus(std::int64_t function);
  template <typename... Parameters>
  Result<std::int64_t> remove(std::string_view which, const Parameters&... parameters);

  storage::Database& database_;
  const Clock& clock_;
  const Settings settings_;
  Holdings* holdings_;
  std::int64_t last_function_ = 0;  // key: the functions up to here have been looked at
};

}  // namespace nsl::functions
