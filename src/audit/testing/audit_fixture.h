#pragma once
// An audit log on a database of its own. For tests only.

#include "audit/audit_log.h"
#include "audit/reader.h"
#include "audit/verifier.h"
#include "base/check.h"
#include "storage/database.h"
#include "storage/testing/temporary_folder.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nsl::audit::testing {

class AuditFixture {
 public:
  AuditFixture() { open(); }

  // As after a start of the program.
  void open(AuditLog::Options options = {}) {
    close();
    database = storage::Database::create(folder.url(), {}).value();
    options.anchor_file = folder.file("audit.head");
    log = AuditLog::create(*database, *keys, clock, options).value();
    reader.emplace(*database, *keys, clock);
  }
  void close() {
    reader.reset();
    log.reset();
    database.reset();
  }

  void record(std::string owner, std::string secret) {
    NSL_CHECK(log->record({.action = Action::kSecretGet, .owner = std::move(owner), .actor = "token:test", .secret = std::move(secret)})
                  .has_value());
  }

  // The lines of an export of everything.
  std::vector<std::string> lines(const std::string& owner = "") {
    std::vector<std::string> lines;
    const std::string text = reader->export_after({owner}, 0).value().text;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<Keys> keys = Keys::from_seed({7});
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<AuditLog> log;
  std::optional<Reader> reader;
};

inline std::expected<Verified, Break> verify(const std::vector<std::string>& lines, Verifier::Options options = {}) {
  Verifier verifier(std::move(options));
  for (const std::string& line : lines) {
    if (auto broken = verifier.take(line)) return std::unexpected(*std::move(broken));
  }
  return verifier.finish();
}

}  // namespace nsl::audit::testing
