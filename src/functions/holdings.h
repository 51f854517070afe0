#pragma once
// Holdings: how much the service keeps for each owner. What counts:
//   code and source maps of all versions of functions that are there (each version for itself)
//   input, output, error, logs and journal of executions: the input of a queued one from the start, all when it has ended
// Secrets, accounts and the audit log have limits of their own and do not.
//
// The figures are in the database, changed by the same transaction that changes what is kept, so that they are right after
// a kill too; a copy in memory says at once what an owner has.
//
//   Holdings::Change change(holdings_);
//   ... transaction.execute(…); change.add(owner, {.bytes = 120});
//   return change.commit(transaction);

#include "base/error.h"
#include "base/guarded.h"
#include "storage/database.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace nsl::functions {

struct Held {
  std::int64_t bytes = 0;
  std::int64_t functions = 0;
  bool operator==(const Held&) const = default;
};

// Thread-safe.
class Holdings {
 public:
  // Blocks on the database; of() never does.
  static Result<std::unique_ptr<Holdings>> create(storage::Database& database);

  Held of(std::string_view owner) const;

  // What one transaction changes. One thread.
  class Change {
   public:
    explicit Change(Holdings* holdings) : holdings_(holdings) {}  // null: nobody counts

    void add(std::string_view owner, Held more);  // less than nothing for what goes
    // Writes the change, commits the transaction, and then knows it in memory.
    Status commit(storage::Transaction& transaction);

   private:
    Holdings* holdings_;
    std::map<std::string, Held, std::less<>> owners_;
  };

 private:
  using Owners = std::map<std::string, Held, std::less<>>;

  explicit Holdings(Owners owners) : owners_(std::move(owners)) {}

  Guarded<Owners> owners_;
};

}  // namespace nsl::functions
