#include "devchain/chain/block_store.h"

#include <array>

namespace nsl::devchain {
namespace {

constexpr std::int64_t kBatch = 256;  // blocks read at once

std::span<const storage::Migration> block_schema() {
  static const std::array<storage::Migration, 1> migrations{
      {{.number = 1,
        .name = "blocks",
        .statements = {"CREATE TABLE blocks (height {integer} PRIMARY KEY, block TEXT NOT NULL) {table}"}}}};
  return migrations;
}

}  // namespace

Result<std::unique_ptr<BlockStore>> BlockStore::create(std::string_view url) {
  NSL_TRY(auto database, storage::Database::create(url, {.schema = block_schema()}));
  return std::unique_ptr<BlockStore>(new BlockStore(std::move(database)));
}

Status BlockStore::load(const std::function<Status(neo::Block)>& take) {
  for (std::int64_t from = 1;;) {
    std::vector<std::string> rows;
    {
      NSL_TRY(auto transaction, database_->read());
      NSL_TRY(rows, transaction.query<std::string>(
                        "SELECT block FROM blocks WHERE height >= :from ORDER BY height LIMIT :count", from, kBatch));
    }
    if (rows.empty()) return {};
    for (const std::string& row : rows) {
      const auto bytes = from_base64(row);
      if (!bytes) return fail(ErrorCode::kStorageFailed, "a stored block of the development chain is damaged");
      NSL_TRY(neo::Block block, neo::Block::decode(*bytes));
      NSL_TRY_VOID(take(std::move(block)));
      ++from;
    }
  }
}

Status BlockStore::append(const neo::Block& block) {
  NSL_TRY(auto transaction, database_->write(storage::Durability::kGrouped));
  const std::string encoded = to_base64(block.encode());
  NSL_TRY_VOID(transaction.execute("INSERT INTO blocks (height, block) VALUES (:height, :block)",
                                   std::int64_t{block.header.index}, encoded));
  return transaction.commit();
}

}  // namespace nsl::devchain
