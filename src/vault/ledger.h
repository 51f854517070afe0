#pragma once
// Ledger: the vault's rows, written with their authenticators and read only when these are right. It also keeps one sum
// over all rows and the number of changes so far (the epoch), so that rows that were removed or put back from an older
// copy are found as well (verify), and an older copy of the whole database too (anchor.h). Private to src/vault.

#include "storage/database.h"
#include "vault/anchor.h"
#include "vault/authenticator.h"
#include "vault/rows.h"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace nsl::vault {

std::unexpected<Error> damaged_row(std::string_view table);

// One transaction that changes rows. Undone unless committed. One thread.
class Change {
 public:
  storage::Transaction& transaction() { return transaction_; }

  // Sets row.mac.
  template <typename Row>
  Status insert(Row& row);
  // `before` as it was read in this transaction.
  template <typename Row>
  Status update(const Row& before, Row& after);
  template <typename Row>
  Status erase(const Row& row);

  template <typename Row, typename... Parameters>
  Result<std::optional<Row>> find(std::string_view sql, const Parameters&... parameters);
  template <typename Row, typename... Parameters>
  Result<std::vector<Row>> query(std::string_view sql, const Parameters&... parameters);

  StateRow& state() { return state_; }

  // On disk, and the anchor moved, when it returns.
  Status commit();

 private:
  friend class Ledger;
  Change(storage::Transaction transaction, const Authenticator& authenticator, Anchor& anchor, StateRow state);

  storage::Transaction transaction_;
  const Authenticator& authenticator_;
  Anchor& anchor_;
  StateRow before_;
  StateRow state_;
  Sum sum_;
};

// Thread-safe.
class Ledger {
 public:
  Ledger(storage::Database& database, Authenticator authenticator, Anchor& anchor)
      : database_(database), authenticator_(std::move(authenticator)), anchor_(anchor) {}

  const Authenticator& authenticator() const { return authenticator_; }

  Result<storage::Transaction> read() const { return database_.read(); }
  Result<Change> change() const;

  template <typename Row, typename... Parameters>
  Result<std::optional<Row>> find(storage::Transaction& transaction, std::string_view sql,
                                  const Parameters&... parameters) const {
    NSL_TRY(auto row, transaction.find<Row>(sql, parameters...));
    if (row) NSL_TRY_VOID(check(*row));
    return row;
  }
  template <typename Row, typename... Parameters>
  Result<std::vector<Row>> query(storage::Transaction& transaction, std::string_view sql,
                                 const Parameters&... parameters) const {
    NSL_TRY(auto rows, transaction.query<Row>(sql, parameters...));
    for (const Row& row : rows) NSL_TRY_VOID(check(row));
    return rows;
  }

  template <typename Row>
  Status check(const Row& row) const {
    if (authenticator_.row_is_authentic(authenticated_bytes(row), row.mac)) return {};
    return damaged_row(Row::kTable);
  }

  // The transaction that makes a new vault: writes `state` first. kConflict when there is one already.
  Result<Change> first_change(StateRow state) const;
  Result<StateRow> state(storage::Transaction& transaction) const;
  // The sum that the state row remembers.
  Result<Sum> remembered_sum(const StateRow& state) const;

 private:
  storage::Database& database_;
  Authenticator authenticator_;
  Anchor& anchor_;
};

namespace detail {

// "UPDATE secrets SET name = :name, ... WHERE id = :id"
template <typename Row>
std::string update_sql() {
  std::string set, where;
  storage::for_each_member<Row>([&](auto member, std::size_t index) {
    std::string& part = index < Row::kKeys ? where : set;
    if (!part.empty()) part.append(index < Row::kKeys ? " AND " : ", ");
    part.append(member.name).append(" = :").append(member.name);
  });
  return "UPDATE " + std::string(Row::kTable) + " SET " + set + " WHERE " + where;
}

template <typename Row>
std::string delete_sql() {
  std::string where;
  storage::for_each_member<Row>([&](auto member, std::size_t index) {
    if (index >= Row::kKeys) return;
    where.append(where.empty() ? "" : " AND ").append(member.name).append(" = :").append(member.name);
  });
  return "DELETE FROM " + std::string(Row::kTable) + " WHERE " + where;
}

}  // namespace detail

template <typename Row>
Status Change::insert(Row& row) {
  static const std::string sql = storage::insert_into<Row>(Row::kTable);
  row.mac = authenticator_.row_mac(authenticated_bytes(row));
  NSL_TRY_VOID(transaction_.execute_with(sql, storage::values_of(row)));
  add_to(sum_, authenticator_.term(row.mac));
  return {};
}

template <typename Row>
Status Change::update(const Row& before, Row& after) {
  static const std::string sql = detail::update_sql<Row>();
  after.mac = authenticator_.row_mac(authenticated_bytes(after));
  auto values = storage::values_of(after);
  // The statement names the key last.
  std::ranges::rotate(values, values.begin() + Row::kKeys);
  NSL_TRY(const auto changed, transaction_.execute_with(sql, values));
  if (changed != 1) return damaged_row(Row::kTable);
  subtract_from(sum_, authenticator_.term(before.mac));
  add_to(sum_, authenticator_.term(after.mac));
  return {};
}

template <typename Row>
Status Change::erase(const Row& row) {
  static const std::string sql = detail::delete_sql<Row>();
  const auto values = storage::values_of(row);
  NSL_TRY(const auto changed, transaction_.execute_with(sql, std::span(values).first(Row::kKeys)));
  if (changed != 1) return damaged_row(Row::kTable);
  subtract_from(sum_, authenticator_.term(row.mac));
  return {};
}

template <typename Row, typename... Parameters>
Result<std::optional<Row>> Change::find(std::string_view sql, const Parameters&... parameters) {
  NSL_TRY(auto row, transaction_.find<Row>(sql, parameters...));
  if (row && !authenticator_.row_is_authentic(authenticated_bytes(*row), row->mac)) return damaged_row(Row::kTable);
  return row;
}

template <typename Row, typename... Parameters>
Result<std::vector<Row>> Change::query(std::string_view sql, const Parameters&... parameters) {
  NSL_TRY(auto rows, transaction_.query<Row>(sql, parameters...));
  for (const Row& row : rows) {
    if (!authenticator_.row_is_authentic(authenticated_bytes(row), row.mac)) return damaged_row(Row::kTable);
  }
  return rows;
}

}  // namespace nsl::vault
