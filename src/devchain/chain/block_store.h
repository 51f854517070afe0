#pragma once
// BlockStore: where the blocks are kept over restarts. The state is not: it follows from the blocks, which are run
// again at the start. So nothing can be half written but the last block, and a change in how state is kept needs no
// migration.

#include "base/error.h"
#include "neo/block/block.h"
#include "storage/database.h"

#include <functional>
#include <memory>

namespace nsl::devchain {

class BlockStore {
 public:
  // Makes the file if there is none. `url` as Database::create() takes it.
  static Result<std::unique_ptr<BlockStore>> create(std::string_view url);

  // Calls `take` for each block from 1 on, in order; the first error ends it.
  Status load(const std::function<Status(neo::Block)>& take);
  Status append(const neo::Block& block);

 private:
  explicit BlockStore(std::unique_ptr<storage::Database> database) : database_(std::move(database)) {}
  std::unique_ptr<storage::Database> database_;
};

}  // namespace nsl::devchain
