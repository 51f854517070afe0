#include "functions/accounting.h"

#include "storage/row.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace nsl::functions {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

struct QuotaRow {
  std::string owner;
  std::int64_t concurrent = 0;
  std::int64_t cpu_seconds = 0;
  std::int64_t stored_bytes = 0;
  std::int64_t functions = 0;
};
BOOST_DESCRIBE_STRUCT(QuotaRow, (), (owner, concurrent, cpu_seconds, stored_bytes, functions))

struct UseRow {
  std::string owner;
  std::int64_t month = 0;
  std::int64_t executions = 0;
  std::int64_t cpu_us = 0;
};
BOOST_DESCRIBE_STRUCT(UseRow, (), (owner, month, executions, cpu_us))

std::int64_t month_of(WallTime time) {
  const year_month_day day(floor<days>(time));
  return std::int64_t{int{day.year()}} * 100 + unsigned{day.month()};
}

sys_days next_month(WallTime time) {
  const year_month_day day(floor<days>(time));
  return sys_days((day.year() / day.month() + std::chrono::months(1)) / 1);
}

}  // namespace

Result<std::unique_ptr<Accounting>> Accounting::create(storage::Database& database, const Clock& clock, Quota standard,
                                                       const Holdings* holdings) {
  std::unique_ptr<Accounting> accounting(new Accounting(database, clock, standard, holdings));
  NSL_TRY_VOID(accounting->load());
  return accounting;
}

Status Accounting::load() {
  NSL_TRY(auto transaction, database_.read());
  NSL_TRY(const auto quotas, transaction.query<QuotaRow>("SELECT " + storage::columns<QuotaRow>() + " FROM owner_quotas"));
  const std::int64_t month = month_of(clock_.wall());
  NSL_TRY(const auto uses, transaction.query<UseRow>(
                               "SELECT owner, month, executions, cpu_us FROM owner_uses WHERE month = :month", month));
  owners_.with([&](Owners& owners) {
    for (const QuotaRow& row : quotas) {
      of(owners, row.owner, month).quota = Quota{.concurrent = static_cast<std::uint32_t>(row.concurrent),
                                                 .cpu_per_month = std::chrono::seconds(row.cpu_seconds),
                                                 .stored = {static_cast<std::uint64_t>(row.stored_bytes)},
                                                 .functions = static_cast<std::uint64_t>(row.functions)};
    }
    for (const UseRow& row : uses) {
      Owned& its = of(owners, row.owner, month);
      its.executions = static_cast<std::uint64_t>(row.executions);
      its.cpu = microseconds(row.cpu_us);
    }
  });
  return {};
}

// The owner's figures, from the beginning in a new month.
Accounting::Owned& Accounting::of(Owners& owners, std::string_view owner, std::int64_t month) const {
  auto found = owners.find(owner);
  if (found == owners.end()) found = owners.emplace(std::string(owner), Owned{}).first;
  Owned& its = found->second;
  if (its.month != month) {
    its.month = month;
    its.executions = 0;
    its.cpu = {};
  }
  return its;
}

Status Accounting::admit(std::string_view owner, Wanted wanted, ByteCount input) {
  const WallTime now = clock_.wall();
  Quota quota;
  NSL_TRY_VOID(owners_.with([&](Owners& owners) -> Status {
    const Owned& its = of(owners, owner, month_of(now));
    quota = its.quota.value_or(standard_);
    if (wanted == Wanted::kNow && quota.concurrent != 0 && its.running >= quota.concurrent) {
      return fail(ErrorCode::kTooManyRequests,
                  fmt::format("{} executions of {} are under way, as many as its quota allows; try again in a moment",
                              its.running, owner));
    }
    if (quota.cpu_per_month.count() != 0 && its.cpu >= quota.cpu_per_month) {
      return fail(ErrorCode::kQuotaExceeded,
                  fmt::format("{} has used the {} s of computing time of this month; the next begins on {:%Y-%m-%d}", owner,
                              quota.cpu_per_month.count(), next_month(now)));
    }
    return {};
  }));
  return check_room(owner, quota, input);
}

Status Accounting::admit_bytes(std::string_view owner, ByteCount more) {
  return check_room(owner, look(owner).quota, more);
}

Status Accounting::check_room(std::string_view owner, const Quota& quota, ByteCount more) const {
  if (quota.stored.bytes == 0) return {};
  const std::uint64_t there = static_cast<std::uint64_t>(std::max<std::int64_t>(held(owner).bytes, 0));
  if (there + more.bytes <= quota.stored.bytes) return {};
  return fail(ErrorCode::kQuotaExceeded,
              fmt::format("{} has {} of {} bytes stored that its quota allows, which leaves no room for {} more: code of functions, "
                          "and what is kept of executions", owner, there, quota.stored.bytes, more.bytes));
}

std::uint32_t Accounting::room(std::string_view owner) {
  const std::int64_t month = month_of(clock_.wall());
  return owners_.with([&](Owners& owners) {
    const Owned& its = of(owners, owner, month);
    const std::uint32_t most = its.quota.value_or(standard_).concurrent;
    if (most == 0) return std::numeric_limits<std::uint32_t>::max();
    return most - std::min(most, its.running);
  });
}

void Accounting::started(std::string_view owner) {
  const std::int64_t month = month_of(clock_.wall());
  owners_.with([&](Owners& owners) { ++of(owners, owner, month).running; });
}

void Accounting::ended(std::string_view owner, microseconds cpu) {
  const std::int64_t month = month_of(clock_.wall());
  owners_.with([&](Owners& owners) {
    Owned& its = of(owners, owner, month);
    --its.running;
    ++its.executions;
    its.cpu += cpu;
    its.changed = true;
  });
}

Account Accounting::look(std::string_view owner) {
  const WallTime now = clock_.wall();
  return owners_.with([&](Owners& owners) {
    const Owned& its = of(owners, owner, month_of(now));
    return Account{.quota = its.quota.value_or(standard_),
                   .standard = !its.quota,
                   .running = its.running,
                   .executions = its.executions,
                   .cpu = its.cpu,
                   .held = held(owner),
                   .month_ends = next_month(now)};
  });
}

Status Accounting::set(std::string_view owner, std::optional<Quota> quota) {
  NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
  NSL_TRY_VOID(transaction.execute("DELETE FROM owner_quotas WHERE owner = :owner", owner));
  if (quota) {
    NSL_TRY_VOID(transaction.execute(
        "INSERT INTO owner_quotas (owner, concurrent, cpu_seconds, stored_bytes, functions) "
        "VALUES (:owner, :concurrent, :cpu_seconds, :stored_bytes, :functions)", owner, quota->concurrent,
        std::int64_t{quota->cpu_per_month.count()}, static_cast<std::int64_t>(quota->stored.bytes),
        static_cast<std::int64_t>(quota->functions)));
  }
  NSL_TRY_VOID(transaction.commit());
  const std::int64_t month = month_of(clock_.wall());
  owners_.with([&](Owners& owners) { of(owners, owner, month).quota = quota; });
  return {};
}

Status Accounting::save() {
  std::vector<UseRow> changed;
  owners_.with([&](Owners& owners) {
    for (auto& [owner, its] : owners) {
      if (!std::exchange(its.changed, false)) continue;
      changed.push_back({owner, its.month, static_cast<std::int64_t>(its.executions), its.cpu.count()});
    }
  });
  if (changed.empty()) return {};
  const auto write = [&]() -> Status {
    NSL_TRY(auto transaction, database_.write(storage::Durability::kGrouped));
    for (const UseRow& row : changed) {
      NSL_TRY_VOID(transaction.execute(
          "INSERT INTO owner_uses (owner, month, executions, cpu_us) VALUES (:owner, :month, :executions, :cpu_us) "
          "ON CONFLICT (owner, month) DO UPDATE SET executions = excluded.executions, cpu_us = excluded.cpu_us",
          row.owner, row.month, row.executions, row.cpu_us));
    }
    return transaction.commit();
  };
  const Status written = write();
  if (!written) {  // the next time, then
    owners_.with([&](Owners& owners) {
      for (const UseRow& row : changed) owners.find(row.owner)->second.changed = true;
    });
  }
  return written;
}

}  // namespace nsl::functions
