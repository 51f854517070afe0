#include "storage/transaction.h"

#include "storage/connection.h"

#include <utility>

namespace nsl::storage {
namespace {

std::unexpected<Error> already_over() {
  return fail(ErrorCode::kInternal, "The database transaction has already ended.");
}

}  // namespace

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      hooks_(std::move(other.hooks_)),
      failure_(std::move(other.failure_)) {}

Transaction::~Transaction() {
  if (connection_ == nullptr) return;
  connection_->roll_back();
  end();
}

Result<std::int64_t> Transaction::execute_with(std::string_view sql, std::span<const Value> values) {
  if (connection_ == nullptr) return already_over();
  if (failure_) return std::unexpected(*failure_);
  auto changed = connection_->execute(sql, values);
  if (!changed) failure_ = changed.error();
  return changed;
}

Status Transaction::select(std::string_view sql, std::span<const Value> values, std::span<const ColumnType> types,
                           const RowSink& sink) {
  if (connection_ == nullptr) return already_over();
  if (failure_) return std::unexpected(*failure_);
  auto status = connection_->select(sql, values, types, sink);
  if (!status) failure_ = status.error();
  return status;
}

Status Transaction::commit() {
  if (connection_ == nullptr) return already_over();
  Status status = failure_ ? std::unexpected(*failure_) : connection_->commit();
  if (!status) connection_->roll_back();
  end();
  if (status && hooks_.after_commit) return hooks_.after_commit();
  return status;
}

void Transaction::end() {
  connection_ = nullptr;
  hooks_.release();
}

}  // namespace nsl::storage
