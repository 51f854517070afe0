#pragma once
// Private to src/audit: the chains in the database. All functions work inside a transaction of the caller's; since there
// is one writer at a time, what they read of the heads holds until the commit.

#include "audit/entry.h"
#include "audit/head.h"
#include "audit/keys.h"
#include "storage/transaction.h"

#include <map>
#include <optional>
#include <string>

namespace nsl::audit {

// Adds entries one after the other and writes the heads at the end. One transaction, one use.
class ChainWriter {
 public:
  static Result<ChainWriter> create(storage::Transaction& transaction);

  Status add(Entry entry);
  // Writes the heads. Nothing may be added afterwards.
  Status finish();

  const Head& head() const { return overall_; }

 private:
  explicit ChainWriter(storage::Transaction& transaction) : transaction_(transaction) {}
  Result<Head*> owner_head(const std::string& owner);

  storage::Transaction& transaction_;
  Head overall_;
  std::map<std::string, Head> owners_;
};

// The head of an owner's chain, or with "" of the overall chain.
Result<Head> read_head(storage::Transaction& transaction, std::string_view owner);

// The last signed head of the overall chain; nullopt when nothing was sealed yet.
Result<std::optional<std::string>> last_segment(storage::Transaction& transaction);

// Signs what has come since the last segment, as the next one; nullopt when nothing has.
Result<std::optional<std::string>> seal(storage::Transaction& transaction, const Keys& keys, WallTime now);

// The hash of an entry; nullopt when there is none.
Result<std::optional<Hash>> hash_at(storage::Transaction& transaction, std::uint64_t seq);

}  // namespace nsl::audit
