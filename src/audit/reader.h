#pragma once
// Reader: looks into the audit log: pages of entries, the signed head of a chain, and exports that can be verified without
// the service (verifier.h).

#include "audit/head.h"
#include "audit/keys.h"
#include "base/clock.h"
#include "base/error.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::audit {

// What to look for in an owner's chain. An empty text stands for everything; others must match exactly.
struct Filter {
  std::string owner;
  std::string action = {};
  std::string outcome = {};
  std::string secret = {};
  std::string function = {};
  std::string execution = {};
  std::optional<WallTime> since = {};  // from here
  std::optional<WallTime> until = {};  // to before here
};

struct EntryPage {
  std::vector<Entry> entries;  // newest first
  // Where to go on: entries with a smaller owner_seq. 0: there are no more. A page may be empty and still have one,
  // since it looks at kScanMax entries only.
  std::uint64_t next_before = 0;
};

// Which chain: that of an owner, or with an empty name the one over all.
struct ChainName {
  std::string owner;
};

// Every call blocks on the database. Thread-safe.
class Reader {
 public:
  static constexpr std::uint32_t kPageMax = 200;
  // Entries that one page looks at: some 20 ms.
  static constexpr std::uint64_t kScanMax = 20'000;
  // Entries in one piece of an export: about 4 MiB.
  static constexpr std::uint32_t kExportMax = 8'192;

  Reader(storage::Database& database, const Keys& keys, const Clock& clock)
      : database_(database), keys_(keys), clock_(clock) {}

  // `before` 0: from the newest. kInvalidArgument for a limit that is not 1 ... kPageMax.
  Result<EntryPage> list(const Filter& filter, std::uint64_t before, std::uint32_t limit);

  struct Piece {
    std::string text;        // entries and signed heads, a line each, as docs/reference/audit-format.md says
    std::uint64_t last = 0;  // number of the last entry in it
    bool complete = false;   // it reaches the head
  };
  // The entries of a chain after number `after`, between two signed heads. Pieces that follow each other can be put into
  // one file. 0: from the first entry that is there, which is not number 1 when older ones were pruned. kInvalidArgument
  // when the chain does not reach `after`, or begins later; kStorageFailed when entries are missing that were not pruned.
  Result<Piece> export_after(const ChainName& chain, std::uint64_t after);

  // The head of a chain, signed, for keeping somewhere else.
  Result<std::string> signed_head(const ChainName& chain);

 private:
  storage::Database& database_;
  const Keys& keys_;
  const Clock& clock_;
};

}  // namespace nsl::audit
