#include "auth/failed_sign_ins.h"

#include "audit/reader.h"
#include "storage/testing/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace nsl::auth {
namespace {

using namespace std::chrono_literals;

class FailedSignInsTest : public ::testing::Test {
 protected:
  void fail_from(std::string_view address, std::string_view way = "bearer") {
    failed->note({.address = address, .way = way, .code = ErrorCode::kUnauthenticated, .request = "req_last"});
  }
  // "actor: detail" of what is recorded once all that was noted is written.
  std::vector<std::string> written() {
    failed.reset();
    log.reset();
    audit::Reader reader(*database, *keys, clock);
    std::vector<std::string> lines;
    for (const auto& entry : reader.list({.owner = "dev", .action = "sign_in"}, 0, 100).value().entries) {
      EXPECT_EQ(entry.outcome, "refused");
      EXPECT_EQ(entry.request, "req_last");
      lines.push_back(entry.actor + ": " + entry.detail);
    }
    std::ranges::sort(lines);
    return lines;
  }

  storage::testing::TemporaryFolder folder;
  FakeClock clock;
  EventLoop loop{{.spin = 0us}};
  std::unique_ptr<audit::Keys> keys = audit::Keys::from_seed({7});
  std::unique_ptr<storage::Database> database = storage::Database::create(folder.url(), {}).value();
  std::unique_ptr<audit::AuditLog> log = audit::AuditLog::create(*database, *keys, clock, {}).value();
  std::unique_ptr<FailedSignIns> failed = std::make_unique<FailedSignIns>(
      FailedSignIns::Parts{.loop = loop, .audit = *log, .clock = clock}, FailedSignIns::Options{.owner = "dev"});
};

TEST_F(FailedSignInsTest, NothingIsWrittenWhenNobodyFails) { EXPECT_TRUE(written().empty()); }

TEST_F(FailedSignInsTest, AMillionTriesOfOneAddressAreOneEntry) {
  for (int i = 0; i < 1'000'000; ++i) fail_from("192.0.2.1");
  fail_from("192.0.2.1", "wallet");
  const auto lines = written();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], "address:192.0.2.1: 1000001 tries since 2026-01-01T00:00:00.000Z: bearer 1000000, wallet 1");
}

TEST_F(FailedSignInsTest, WithTooManyAddressesTheRestShareOne) {
  for (int i = 0; i < 1'000; ++i) fail_from(fmt::format("192.0.{}.{}", i / 200, i % 200));
  const auto lines = written();
  ASSERT_EQ(lines.size(), FailedSignIns::kAddressesMax + 1);
  EXPECT_TRUE(lines.back().starts_with("address:others: 968 tries")) << lines.back();
}

TEST_F(FailedSignInsTest, AnIPv6AddressStandsForItsNetwork) {
  fail_from("2001:db8:1:2::1");
  fail_from("2001:db8:1:2:ffff::7");
  fail_from("2001:db8:1:3::1");
  fail_from("::ffff:192.0.2.1");
  const auto lines = written();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0].starts_with("address:2001:db8:1:2::/64: 2 tries")) << lines[0];
  EXPECT_TRUE(lines[2].starts_with("address:::ffff:192.0.2.1: 1 try")) << lines[2];
}

TEST_F(FailedSignInsTest, EachWindowIsAnEntry) {
  fail_from("192.0.2.1");
  failed->write();
  failed->write();
  fail_from("192.0.2.1");
  EXPECT_EQ(written().size(), 2u);
}

TEST_F(FailedSignInsTest, TheWindowEndsByItself) {
  failed.reset();
  failed = std::make_unique<FailedSignIns>(FailedSignIns::Parts{.loop = loop, .audit = *log, .clock = clock},
                                           FailedSignIns::Options{.owner = "dev", .window = 1ms});
  fail_from("192.0.2.1");
  std::unique_ptr<EventLoop::Timer> look;
  std::function<void()> again = [&] {
    if (log->counts().recorded == 1) loop.stop();
    else look = loop.after(1ms, again);
  };
  again();
  loop.run();
  EXPECT_EQ(written().size(), 1u);
}

}  // namespace
}  // namespace nsl::auth
