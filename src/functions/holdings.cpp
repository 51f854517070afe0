#include "functions/holdings.h"

#include "storage/row.h"

namespace nsl::functions {
namespace {

struct HoldingsRow {
  std::string owner;
  std::int64_t bytes = 0;
  std::int64_t functions = 0;
};
BOOST_DESCRIBE_STRUCT(HoldingsRow, (), (owner, bytes, functions))

}  // namespace

Result<std::unique_ptr<Holdings>> Holdings::create(storage::Database& database) {
  NSL_TRY(auto transaction, database.read());
  NSL_TRY(const auto rows, transaction.query<HoldingsRow>("SELECT owner, bytes, functions FROM owner_holdings"));
  Owners owners;
  for (const HoldingsRow& row : rows) owners[row.owner] = {.bytes = row.bytes, .functions = row.functions};
  return std::unique_ptr<Holdings>(new Holdings(std::move(owners)));
}

Held Holdings::of(std::string_view owner) const {
  return owners_.with([&](const Owners& owners) {
    const auto found = owners.find(owner);
    return found == owners.end() ? Held{} : found->second;
  });
}

void Holdings::Change::add(std::string_view owner, Held more) {
  if (holdings_ == nullptr || more == Held{}) return;
  auto found = owners_.find(owner);
  if (found == owners_.end()) found = owners_.emplace(std::string(owner), Held{}).first;
  found->second.bytes += more.bytes;
  found->second.functions += more.functions;
}

Status Holdings::Change::commit(storage::Transaction& transaction) {
  for (const auto& [owner, more] : owners_) {
    NSL_TRY_VOID(transaction.execute(
        "INSERT INTO owner_holdings (owner, bytes, functions) VALUES (:owner, :bytes, :functions) ON CONFLICT (owner) "
        "DO UPDATE SET bytes = owner_holdings.bytes + excluded.bytes, functions = owner_holdings.functions + excluded.functions",
        owner, more.bytes, more.functions));
  }
  NSL_TRY_VOID(transaction.commit());
  if (owners_.empty()) return {};
  holdings_->owners_.with([&](Owners& owners) {
    for (const auto& [owner, more] : owners_) {
      Held& its = owners[owner];
      its.bytes += more.bytes;
      its.functions += more.functions;
    }
  });
  return {};
}

}  // namespace nsl::functions
