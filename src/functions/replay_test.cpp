#include "functions/replay.h"

#include "functions/testing/gateway_fixture.h"
#include "net/testing/scripted_server.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace nsl::functions {
namespace {

class ReplayTest : public testing::GatewayFixture {
 protected:
  ReplayResult replay(const Execution& record, const std::string& code, const std::string& file_name) {
    std::promise<ReplayResult> result;
    std::unique_ptr<Replay> running;
    on_loop([&] {
      auto image = std::make_shared<const engine::ImageSource>(engine::ImageSource{
          .number = 1'000'000 + ++images_, .code = code, .file_name = file_name, .memory = record.limits.memory});
      auto made = Replay::create(*workers, image, record, [&](ReplayResult r) { result.set_value(std::move(r)); });
      NSL_CHECK(made.has_value());
      running = *std::move(made);
      NSL_CHECK(running->start().has_value());
    });
    ReplayResult got = result.get_future().get();
    on_loop([&] { running.reset(); });
    return got;
  }

  // Runs the code once for real and gives the stored record.
  Execution record_of(const std::string& name, const std::string& code, std::string input, Settings settings = {}) {
    const auto deployed = deploy(name, code, std::move(settings));
    EXPECT_TRUE(deployed) << name << ": " << (deployed ? "" : deployed.error().message);
    const auto invoked = invoke({.function = name, .input = std::move(input), .answer = Answer::kWhenQueued});
    EXPECT_TRUE(invoked);
    ended(invoked->execution.id);
    EXPECT_TRUE(recorder->flush(std::chrono::seconds(5)));
    return *store->get(invoked->execution.id);
  }

 private:
  engine::ImageNumber images_ = 0;
};

TEST_F(ReplayTest, EverythingAFunctionCanSeeIsTheSameAgain) {
  std::atomic<int> answers = 0;
  net::testing::ScriptedServer server(
      [&](net::testing::Conversation& c) { c.answer("200 OK", std::to_string(++answers)); });
  const std::string code = R"(export default async (url, context) => {
    const before = [Date.now(), performance.now(), Math.random(), crypto.randomUUID(), context.execution.id];
    const texts = await Promise.all([1, 2, 3].map(async (n) => { const r = await fetch(url + n); return [await r.text(), Date.now()]; }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new Uint8Array([1, 2, 3]));
    console.log('at', new Date().toISOString(), Math.random());
    return [before, texts, [...new Uint8Array(signature)], Date.now(), String(context.execution.deadline)];
  })";
  Settings settings;
  settings.allow_hosts = {"127.0.0.1:" + std::to_string(server.port())};
  const Execution record =
      record_of("f", code, "\"http://127.0.0.1:" + std::to_string(server.port()) + "/\"", settings);
  ASSERT_EQ(record.status, ExecutionStatus::kSucceeded) << record.error->message;
  const ReplayResult again = replay(record, code, "f.js");
  EXPECT_EQ(again.difference, "");
  EXPECT_EQ(again.output, record.output);
}

TEST_F(ReplayTest, ARecordThatWasChangedShows) {
  const std::string code =
      "export default async (x) => { await new Promise((r) => setTimeout(r, x)); return [x, Date.now()]; }";
  const Execution record = record_of("f", code, "1");
  EXPECT_EQ(replay(record, code, "f.js").difference, "");
  Execution changed = record;
  changed.input = "2";
  EXPECT_EQ(replay(changed, code, "f.js").difference, "host call 1 (timer) has other arguments than in the journal");
  changed = record;
  changed.output = "[1,0]";
  EXPECT_EQ(replay(changed, code, "f.js").difference, "the output differs from the record");
  changed = record;
  changed.journal.clear();
  EXPECT_EQ(replay(changed, code, "f.js").difference, "host call 1 (timer) is not in the journal");
  EXPECT_EQ(replay(record, "export default () => 1", "f.js").difference, "the output differs from the record");
  EXPECT_EQ(replay(record, "export default () => fetch('http://a.example/')", "f.js").difference,
            "host call 1 is fetch, in the journal it is timer");
}

TEST_F(ReplayTest, AFailureFailsAgainInTheSameWay) {
  const std::string code =
      "export default async () => { try { await fetch('http://denied.example/'); } catch (e) { throw new Error('no: ' "
      "+ e.message); } }";
  const Execution record = record_of("f", code, "null");
  ASSERT_EQ(record.status, ExecutionStatus::kFailed);
  const ReplayResult again = replay(record, code, "f.js");
  EXPECT_EQ(again.difference, "");
  ASSERT_TRUE(again.error);
  EXPECT_EQ(again.error->message, record.error->message);
}

// --- the service's own, by id ---

class GatewayReplayTest : public testing::GatewayFixture {
 protected:
  Result<ReplayResult> replay(ExecutionId id) {
    std::promise<Result<ReplayResult>> result;
    on_loop([&] { gateway->replay(kOwner, id, [&](Result<ReplayResult> got) { result.set_value(std::move(got)); }); });
    return result.get_future().get();
  }

  // Changes the record in the database, once it is only there.
  void forge(ExecutionId id, const std::string& assignment) {
    ASSERT_TRUE(recorder->flush(std::chrono::seconds(5)));
    while (recorder->find(id)) std::this_thread::yield();
    auto transaction = database->write(storage::Durability::kGrouped).value();
    ASSERT_TRUE(transaction.execute("UPDATE executions SET " + assignment));
    ASSERT_TRUE(transaction.commit());
  }
};

TEST_F(GatewayReplayTest, TellsTheSameFromTheDifferent) {
  ASSERT_TRUE(deploy("f",
                     "export default async (x) => { await new Promise((r) => setTimeout(r, 1)); console.log(x); return "
                     "Date.now(); }"));
  const auto invoked = invoke({.function = "f", .input = "1"});
  ASSERT_TRUE(invoked);
  const auto same = replay(invoked->execution.id);
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(same->difference, "");
  EXPECT_EQ(same->output, invoked->execution.output);
  EXPECT_EQ(same->host_calls, 1u);
  ASSERT_EQ(same->logs.size(), 1u);
  EXPECT_EQ(same->logs[0].message, "1");

  forge(invoked->execution.id, "input = '2'");
  const auto different = replay(invoked->execution.id);
  ASSERT_TRUE(different) << different.error().message;
  EXPECT_EQ(different->difference, "the log differs from the record");
}

TEST_F(GatewayReplayTest, WorksForAnOldVersionOfAFunctionThatIsGone) {
  ASSERT_TRUE(deploy("f", "export default () => 'first'"));
  const auto invoked = invoke({.function = "f", .input = "null"});
  ASSERT_TRUE(invoked);
  ASSERT_TRUE(deploy("f", "export default () => 'second'"));
  ASSERT_TRUE(gateway->remove({kOwner, "f"}));
  const auto again = replay(invoked->execution.id);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->difference, "");
  EXPECT_EQ(again->output, "\"first\"");
}

TEST_F(GatewayReplayTest, RefusesWhatDidNotEndByItself) {
  EXPECT_EQ(replay(ExecutionId::generate()).error().code, ErrorCode::kExecutionNotFound);
  ASSERT_TRUE(deploy("waits", "export default () => new Promise((r) => setTimeout(r, 100000))"));
  const auto invoked = invoke({.function = "waits", .input = "null", .answer = Answer::kWhenQueued});
  ASSERT_TRUE(invoked);
  EXPECT_EQ(replay(invoked->execution.id).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(gateway->cancel(kOwner, invoked->execution.id));
  EXPECT_EQ(ended(invoked->execution.id).status, ExecutionStatus::kCancelled);
  EXPECT_EQ(replay(invoked->execution.id).error().code, ErrorCode::kConflict);
  Settings settings;
  settings.limits.cpu = std::chrono::milliseconds(20);
  ASSERT_TRUE(deploy("loops", "export default () => { for (;;); }", settings));
  const auto looped = invoke({.function = "loops", .input = "null"});
  ASSERT_TRUE(looped);
  EXPECT_EQ(looped->execution.status, ExecutionStatus::kTimedOut);
  EXPECT_EQ(replay(looped->execution.id).error().code, ErrorCode::kConflict);
}

TEST_F(GatewayReplayTest, ADamagedJournalIsAnErrorOfTheStorage) {
  ASSERT_TRUE(deploy("f", "export default () => 1"));
  const auto invoked = invoke({.function = "f", .input = "1"});
  ASSERT_TRUE(invoked);
  forge(invoked->execution.id, "journal = '{'");
  EXPECT_EQ(replay(invoked->execution.id).error().code, ErrorCode::kStorageFailed);
}

// Every example that is plain JavaScript runs twice: for real, and from its record.
TEST_F(ReplayTest, EveryExampleRepeatsByteForByte) {
  net::testing::ScriptedServer server([](net::testing::Conversation& c) {
    c.answer("200 OK", R"({"price": 12.5})", "Content-Type: application/json\r\n");
  });
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(NSL_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".js") continue;
    std::ifstream file(entry.path());
    const std::string code{std::istreambuf_iterator<char>(file), {}};
    const std::string name = entry.path().stem().string();
    const std::string input = name == "hello"
                                  ? R"({"name":"neo","x":21})"
                                  : R"({"sources":["http://)" + host + R"(/a","http://)" + host + R"(/b"]})";
    Settings settings;
    settings.allow_hosts = {host};
    const Execution record = record_of(name, code, input, settings);
    const ReplayResult again = replay(record, code, name + ".js");
    EXPECT_EQ(again.difference, "") << name;
    EXPECT_EQ(again.output, record.output) << name;
    ++examples;
  }
  EXPECT_GE(examples, 3);
}

}  // namespace
}  // namespace nsl::functions
