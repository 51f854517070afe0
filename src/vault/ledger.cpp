#include "vault/ledger.h"

#include "base/check.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::vault {

std::unexpected<Error> damaged_row(std::string_view table) {
  return fail(ErrorCode::kVaultDamaged,
              fmt::format("A row of the table {} was changed outside the service. Put back a backup and look into who "
                          "can write to the database.",
                          table));
}

Change::Change(storage::Transaction transaction, const Authenticator& authenticator, Anchor& anchor, StateRow state)
    : transaction_(std::move(transaction)),
      authenticator_(authenticator),
      anchor_(anchor),
      before_(state),
      state_(std::move(state)),
      sum_{} {}

Status Change::commit() {
  ++state_.epoch;
  state_.sum = to_hex(authenticator_.masked(sum_, static_cast<std::uint64_t>(state_.epoch)));
  // The state row is no part of the sum: its own authenticator holds it.
  const Sum sum_of_rows = sum_;
  NSL_TRY_VOID(update(before_, state_));
  sum_ = sum_of_rows;
  const std::string vault = state_.vault;
  const auto epoch = static_cast<std::uint64_t>(state_.epoch);
  NSL_TRY_VOID(transaction_.commit());
  return anchor_.advance(authenticator_, vault, epoch);
}

Result<Change> Ledger::change() const {
  NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
  NSL_TRY(auto state, this->state(transaction));
  NSL_TRY(const Sum sum, remembered_sum(state));
  Change change(std::move(transaction), authenticator_, anchor_, std::move(state));
  change.sum_ = sum;
  return change;
}

Result<Change> Ledger::first_change(StateRow state) const {
  static const std::string sql = storage::insert_into<StateRow>(StateRow::kTable);
  NSL_TRY(auto transaction, database_.write(storage::Durability::kOnDisk));
  NSL_TRY(const auto other, transaction.find<StateRow>(select_from<StateRow>() + "WHERE id = 1"));
  if (other) return fail(ErrorCode::kConflict, "The vault was made by somebody else just now.");
  state.mac = authenticator_.row_mac(authenticated_bytes(state));
  NSL_TRY_VOID(transaction.execute_with(sql, storage::values_of(state)));
  return Change(std::move(transaction), authenticator_, anchor_, std::move(state));
}

Result<StateRow> Ledger::state(storage::Transaction& transaction) const {
  NSL_TRY(auto state, find<StateRow>(transaction, select_from<StateRow>() + "WHERE id = 1"));
  if (!state) return damaged_row(StateRow::kTable);
  return *std::move(state);
}

Result<Sum> Ledger::remembered_sum(const StateRow& state) const {
  const auto bytes = from_hex(state.sum);
  if (!bytes || bytes->size() != Sum{}.size()) return damaged_row(StateRow::kTable);
  Sum sum;
  std::ranges::copy(*bytes, sum.begin());
  return authenticator_.masked(sum, static_cast<std::uint64_t>(state.epoch));
}

}  // namespace nsl::vault
