#include "functions/testing/gateway_fixture.h"

#include "base/json.h"
#include "functions/trace_context.h"
#include "net/testing/scripted_server.h"

#include <gmock/gmock.h>

#include <csignal>

namespace nsl::functions {
namespace {

using ::testing::HasSubstr;
using testing::GatewayFixture;

class GatewayTest : public GatewayFixture {};

TEST_F(GatewayTest, AnswersWithWhatTheFunctionReturns) {
  ASSERT_TRUE(deploy("hello", "export default async (i) => ({ hello: i.name, n: i.x * 2 })"));
  const auto invoked = invoke({.function = "hello", .input = R"({"name":"neo","x":21})"});
  ASSERT_TRUE(invoked) << invoked.error().message;
  const Execution& execution = invoked->execution;
  EXPECT_EQ(execution.status, ExecutionStatus::kSucceeded);
  EXPECT_EQ(execution.output, R"({"hello":"neo","n":42})");
  EXPECT_EQ(execution.version, 1u);
  EXPECT_GT(execution.usage.cpu.count(), 0);
  EXPECT_FALSE(invoked->replayed);
}

TEST_F(GatewayTest, ATraceGoesIntoTheRecordAndOnToTheHostsThatAreAsked) {
  const std::string trace = trace_from("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  net::testing::ScriptedServer server(
      [](net::testing::Conversation& c) { c.answer("200 OK", c.header("traceparent")); });
  DeployRequest wanted{.owner = kOwner, .name = "f", .code = R"(export default async (url) => [
      await (await fetch(url)).text(), await (await fetch(url, { headers: { Traceparent: 'mine' } })).text()])"};
  wanted.settings.allow_hosts = {server.authority()};
  ASSERT_TRUE(gateway->deploy(wanted));
  const auto invoked = invoke({.function = "f", .input = '"' + server.url() + '"', .trace = trace});
  ASSERT_TRUE(invoked);
  const auto read = gateway->get_execution(kOwner, invoked->execution.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->trace, trace);
  const json::value heard = json::parse(read->output).value();
  const std::string sent(json::view(heard.at(0).as_string()));
  EXPECT_EQ(trace_id_of(trace_from(sent)), trace_id_of(trace));
  EXPECT_NE(sent, trace) << "it has a span of its own";
  EXPECT_EQ(heard.at(1).as_string(), "mine");
}

TEST_F(GatewayTest, TheRecordCanBeReadAtOnceAndListed) {
  ASSERT_TRUE(deploy("hello", "export default () => 1"));
  const auto invoked = invoke({.function = "hello", .input = "null"});
  ASSERT_TRUE(invoked);
  const auto read = gateway->get_execution(kOwner, invoked->execution.id);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->output, "1");
  const auto listed = gateway->list_executions({kOwner, "hello"}, {}, {});
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->items.size(), 1u);
  EXPECT_EQ(listed->items[0].id, invoked->execution.id);
}

// A recorder that writes only when it is asked to, with room for three.
TEST_F(GatewayTest, SlowsCallersDownToTheSpeedOfTheDatabase) {
  close();
  recorder_options = {.rows_max = 4, .interval = std::chrono::hours(1)};
  open();
  ASSERT_TRUE(deploy("f", "export default () => 1"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(invoke({.function = "f", .input = "null"}));
  auto waits = begin({.function = "f", .input = "null"});
  auto waits_too = begin({.function = "f", .input = "null"});
  EXPECT_EQ(waits.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  ASSERT_TRUE(recorder->flush(std::chrono::seconds(20)));
  EXPECT_TRUE(waits.get());
  EXPECT_TRUE(waits_too.get());
}

TEST_F(GatewayTest, RefusesCallersWhenTheDatabaseStaysBehind) {
  close();
  recorder_options = {.rows_max = 4, .interval = std::chrono::hours(1)};
  open();
  ASSERT_TRUE(deploy("f", "export default () => 1"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(invoke({.function = "f", .input = "null"}));
  const auto refused = invoke({.function = "f", .input = "null"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
}

TEST_F(GatewayTest, NamesTheLineOfASyntaxErrorAndMakesNoVersion) {
  const auto deployed = deploy("broken", "export default async () => {\n  return 1 +;\n}");
  ASSERT_FALSE(deployed);
  EXPECT_EQ(deployed.error().code, ErrorCode::kInvalidFunction);
  EXPECT_THAT(deployed.error().message, HasSubstr("broken.js:2:"));
  EXPECT_EQ(gateway->get_function({kOwner, "broken"}).error().code, ErrorCode::kFunctionNotFound);
}

TEST_F(GatewayTest, RefusesWhatCannotBeAFunction) {
  EXPECT_EQ(deploy("Bad Name", "export default () => 1").error().code, ErrorCode::kInvalidName);
  EXPECT_EQ(deploy("f", "export const a = 1").error().code, ErrorCode::kInvalidFunction);
  EXPECT_EQ(deploy("f", "export default 5").error().code, ErrorCode::kInvalidFunction);
  EXPECT_EQ(deploy("f", "export default () => 1; fetch('http://a.example')").error().code, ErrorCode::kInvalidFunction);
  EXPECT_EQ(deploy("f", "for (;;);").error().code, ErrorCode::kInvalidFunction);
  EXPECT_EQ(deploy("f", "\xff\xfe").error().code, ErrorCode::kInvalidFunction);
  Settings settings;
  settings.limits.memory = 4_GiB;
  EXPECT_EQ(deploy("f", "export default () => 1", settings).error().code, ErrorCode::kLimitTooHigh);
  settings = {};
  settings.allow_hosts = {"http://a.example/"};
  EXPECT_EQ(deploy("f", "export default () => 1", settings).error().pointer, "/network/allow_hosts/0");
  EXPECT_TRUE(deploy("f", "export default () => 1"));
}

TEST_F(GatewayTest, OwnersHaveFunctionsAndExecutionsOfTheirOwn) {
  ASSERT_TRUE(deploy("f", "export default () => 'alice'"));
  ASSERT_TRUE(gateway->deploy({.owner = "bob", .name = "f", .code = "export default () => 'bob'"}));
  const auto of_alice = invoke({.function = "f", .input = "null"});
  const auto of_bob = invoke({.owner = "bob", .function = "f", .input = "null"});
  EXPECT_EQ(of_alice->execution.output, "\"alice\"");
  EXPECT_EQ(of_bob->execution.output, "\"bob\"");
  EXPECT_EQ(invoke({.owner = "carol", .function = "f", .input = "null"}).error().code, ErrorCode::kFunctionNotFound);

  const ExecutionId id = of_bob->execution.id;
  EXPECT_TRUE(gateway->get_execution("bob", id));
  EXPECT_EQ(gateway->get_execution(kOwner, id).error().code, ErrorCode::kExecutionNotFound);
  EXPECT_EQ(gateway->get_execution(kOwner, id).error().message,
            "There is no execution " + id.text() + ".") << "in the words for one that is not there";
  EXPECT_EQ(gateway->cancel(kOwner, id).error().code, ErrorCode::kExecutionNotFound);
  EXPECT_EQ(gateway->list_executions({kOwner, "f"}, {}, {})->items.size(), 1u);

  ASSERT_TRUE(gateway->remove({"bob", "f"}));
  EXPECT_EQ(invoke({.function = "f", .input = "null"})->execution.output, "\"alice\"");
}

TEST_F(GatewayTest, AnotherOwnersRunningExecutionCannotBeSeenOrCancelled) {
  ASSERT_TRUE(deploy("f", "export default async () => { await new Promise((r) => setTimeout(r, 20000)); }"));
  const auto queued = invoke({.function = "f", .input = "null", .answer = Answer::kWhenQueued});
  ASSERT_TRUE(queued);
  const ExecutionId id = queued->execution.id;
  EXPECT_EQ(gateway->cancel("bob", id).error().code, ErrorCode::kExecutionNotFound);
  while (gateway->get_execution(kOwner, id)->status == ExecutionStatus::kQueued) std::this_thread::yield();
  EXPECT_EQ(gateway->cancel("bob", id).error().code, ErrorCode::kExecutionNotFound);
  EXPECT_EQ(gateway->get_execution("bob", id).error().code, ErrorCode::kExecutionNotFound);
  ASSERT_TRUE(gateway->cancel(kOwner, id));
  EXPECT_EQ(ended(id).status, ExecutionStatus::kCancelled);
}

TEST_F(GatewayTest, CountsWhatOwnersUseAndKeepsThemToTheirQuotas) {
  ASSERT_TRUE(deploy("f", "export default async (ms) => { await new Promise((r) => setTimeout(r, ms)); }"));
  ASSERT_TRUE(accounting->set(kOwner, Quota{.concurrent = 1}));
  auto first = begin({.function = "f", .input = "20000"});
  while (accounting->look(kOwner).running == 0) std::this_thread::yield();
  EXPECT_EQ(invoke({.function = "f", .input = "0"}).error().code, ErrorCode::kTooManyRequests);
  ASSERT_TRUE(accounting->set(kOwner, std::nullopt));
  EXPECT_TRUE(invoke({.function = "f", .input = "0"}));

  ASSERT_TRUE(accounting->set(kOwner, Quota{.cpu_per_month = std::chrono::seconds(1)}));
  accounting->started(kOwner);
  accounting->ended(kOwner, std::chrono::seconds(1));
  EXPECT_EQ(invoke({.function = "f", .input = "0"}).error().code, ErrorCode::kQuotaExceeded);
  EXPECT_EQ(invoke({.function = "f", .input = "0", .answer = Answer::kWhenQueued}).error().code,
            ErrorCode::kQuotaExceeded);
  EXPECT_EQ(accounting->look(kOwner).running, 1u);
  EXPECT_GE(accounting->look(kOwner).executions, 2u);
}

TEST_F(GatewayTest, ANewVersionAnswersAndARollBackBringsTheOldOneBack) {
  ASSERT_TRUE(deploy("f", "export default () => 'one'"));
  EXPECT_EQ(invoke({.function = "f", .input = "null"})->execution.output, "\"one\"");
  ASSERT_TRUE(deploy("f", "export default () => 'two'"));
  EXPECT_EQ(invoke({.function = "f", .input = "null"})->execution.output, "\"two\"");
  EXPECT_EQ(invoke({.function = "f", .version = 1, .input = "null"})->execution.output, "\"one\"");
  ASSERT_TRUE(gateway->roll_back({kOwner, "f"}, std::nullopt));
  EXPECT_EQ(invoke({.function = "f", .input = "null"})->execution.output, "\"one\"");
  ASSERT_TRUE(gateway->remove({kOwner, "f"}));
  EXPECT_EQ(invoke({.function = "f", .input = "null"}).error().code, ErrorCode::kFunctionNotFound);
}

TEST_F(GatewayTest, RefusesAnInputAboveTheLimit) {
  Settings settings;
  settings.limits.input = ByteCount{10};
  ASSERT_TRUE(deploy("f", "export default (i) => i", settings));
  EXPECT_EQ(invoke({.function = "f", .input = "\"12345678\""})->execution.output, "\"12345678\"");
  EXPECT_EQ(invoke({.function = "f", .input = "\"123456789\""}).error().code, ErrorCode::kPayloadTooLarge);
}

TEST_F(GatewayTest, TellsHowAFailedExecutionEnded) {
  Settings settings;
  settings.limits.cpu = std::chrono::milliseconds(50);
  settings.limits.wall = std::chrono::seconds(3);  // a busy machine gives the loop its 50 ms in that time
  settings.limits.memory = 8_MiB;
  ASSERT_TRUE(deploy("f", R"(export default async (how) => {
    if (how === 'throw') throw new RangeError('too far');
    if (how === 'loop') for (;;);
    if (how === 'sleep') await new Promise((r) => setTimeout(r, 60000));
    if (how === 'memory') { const a = []; for (;;) a.push(new Uint8Array(100000)); }
    if (how === 'never') await new Promise(() => {});
  })", settings));
  const auto run = [&](std::string how) { return invoke({.function = "f", .input = "\"" + how + "\""})->execution; };
  const Execution thrown = run("throw");
  EXPECT_EQ(thrown.status, ExecutionStatus::kFailed);
  EXPECT_EQ(thrown.error->code, "exception");
  EXPECT_THAT(thrown.error->message, HasSubstr("too far"));
  EXPECT_THAT(thrown.error->stack, HasSubstr("f.js:2:"));
  EXPECT_EQ(run("loop").error->code, "cpu_exceeded");
  const Execution slept = run("sleep");
  EXPECT_EQ(slept.status, ExecutionStatus::kTimedOut);
  EXPECT_EQ(slept.error->code, "wall_exceeded");
  EXPECT_EQ(run("memory").status, ExecutionStatus::kMemoryExceeded);
  EXPECT_EQ(run("never").error->code, "never_settles");
  EXPECT_EQ(run("fine").status, ExecutionStatus::kSucceeded);
}

TEST_F(GatewayTest, LetsAFunctionReachOnlyTheHostsItWasAllowed) {
  net::testing::ScriptedServer server([](net::testing::Conversation& c) { c.answer("200 OK", "pong"); });
  Settings settings;
  settings.allow_hosts = {"127.0.0.1:" + std::to_string(server.port())};
  const std::string code = R"(export default async (url) => { const r = await fetch(url); return [r.status, await r.text()]; })";
  ASSERT_TRUE(deploy("allowed", code, settings));
  ASSERT_TRUE(deploy("denied", code));
  const std::string url = "\"http://127.0.0.1:" + std::to_string(server.port()) + "/\"";
  const auto answered = invoke({.function = "allowed", .input = url});
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->execution.output, R"([200,"pong"])") << (answered->execution.error ? answered->execution.error->message : "");
  const auto refused = invoke({.function = "denied", .input = url});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->execution.status, ExecutionStatus::kFailed);
  EXPECT_EQ(refused->execution.usage.host_calls, 1u);
}

TEST_F(GatewayTest, ARepeatedKeyGetsTheFirstAnswer) {
  ASSERT_TRUE(deploy("f", "export default () => Math.random()"));
  const auto first = invoke({.function = "f", .input = "1", .idempotency_key = "k"});
  const auto again = invoke({.function = "f", .input = "1", .idempotency_key = "k"});
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->execution.id, again->execution.id);
  EXPECT_EQ(first->execution.output, again->execution.output);
  EXPECT_EQ(invoke({.function = "f", .input = "2", .idempotency_key = "k"}).error().code, ErrorCode::kIdempotencyMismatch);
  EXPECT_NE(invoke({.function = "f", .input = "1", .idempotency_key = "l"})->execution.output, first->execution.output);
}

TEST_F(GatewayTest, AnAsynchronousExecutionIsAcknowledgedAndThenRuns) {
  ASSERT_TRUE(deploy("f", "export default (x) => x + 1"));
  const auto queued = invoke({.function = "f", .input = "41", .answer = Answer::kWhenQueued});
  ASSERT_TRUE(queued) << queued.error().message;
  EXPECT_EQ(queued->execution.status, ExecutionStatus::kQueued);
  const Execution execution = ended(queued->execution.id);
  EXPECT_EQ(execution.output, "42");
  EXPECT_EQ(execution.trigger, "async");
}

TEST_F(GatewayTest, AsynchronousExecutionsOutliveARestart) {
  ASSERT_TRUE(deploy("slow", "export default async (x) => { await new Promise((r) => setTimeout(r, 300)); return x; }"));
  std::vector<ExecutionId> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(invoke({.function = "slow", .input = std::to_string(i), .answer = Answer::kWhenQueued})->execution.id);
  close();
  open();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ended(ids[static_cast<std::size_t>(i)]).output, std::to_string(i));
}

TEST_F(GatewayTest, CancelsWhatWaitsAndWhatComputes) {
  Settings settings;
  settings.limits.cpu = std::chrono::seconds(20);
  ASSERT_TRUE(deploy("f", R"(export default async (how) => {
    if (how === 'wait') await new Promise((r) => setTimeout(r, 60000));
    for (;;);
  })", settings));
  for (const char* how : {"\"wait\"", "\"compute\""}) {
    const auto queued = invoke({.function = "f", .input = how, .answer = Answer::kWhenQueued});
    ASSERT_TRUE(queued);
    while (gateway->get_execution(kOwner, queued->execution.id)->status == ExecutionStatus::kQueued) std::this_thread::yield();
    ASSERT_TRUE(gateway->cancel(kOwner, queued->execution.id));
    EXPECT_EQ(ended(queued->execution.id).status, ExecutionStatus::kCancelled) << how;
    EXPECT_EQ(gateway->cancel(kOwner, queued->execution.id).error().code, ErrorCode::kConflict);
  }
}

TEST_F(GatewayTest, ALostWorkerFailsWhatSomebodyWaitsForAndRunsTheQueuedAgain) {
  const auto waits = deploy("waits", "export default async () => { console.log('begun'); await new Promise((r) => setTimeout(r, 20000)); }");
  ASSERT_TRUE(waits);
  ASSERT_TRUE(deploy("computes", "export default (n) => { let s = 0; for (let i = 0; i < n; i++) s += i; return 'done'; }",
                     {.limits = {.cpu = std::chrono::seconds(30)}}));
  std::promise<void> begun;
  std::unique_ptr<Service::Subscription> subscription;
  on_loop([&] { subscription = gateway->follow(waits->function.id, [&](const LogLine&) { begun.set_value(); }); });
  auto waited_for = begin({.function = "waits", .input = "null"});
  begun.get_future().wait();
  const auto queued = invoke({.function = "computes", .input = "8000000", .answer = Answer::kWhenQueued});
  ASSERT_TRUE(queued);
  while (gateway->get_execution(kOwner, queued->execution.id)->status == ExecutionStatus::kQueued) std::this_thread::yield();
  on_loop([&] {
    for (const int pid : workers->worker_pids()) kill(pid, SIGKILL);
  });
  const auto lost = waited_for.get();
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->execution.error ? lost->execution.error->code : lost->execution.output, "worker_lost");
  EXPECT_EQ(ended(queued->execution.id).output, "\"done\"");
  on_loop([&] { subscription.reset(); });
}

TEST_F(GatewayTest, LiveLogLinesReachWhoFollows) {
  const auto deployed = deploy("f", "export default (x) => { console.warn('seen', x); }");
  ASSERT_TRUE(deployed);
  std::promise<LogLine> line;
  std::unique_ptr<Service::Subscription> subscription;
  on_loop([&] { subscription = gateway->follow(deployed->function.id, [&](const LogLine& l) { line.set_value(l); }); });
  ASSERT_TRUE(invoke({.function = "f", .input = "7"}));
  const LogLine seen = line.get_future().get();
  EXPECT_EQ(seen.entry.level, "warn");
  EXPECT_EQ(seen.entry.message, "seen 7");
  on_loop([&] { subscription.reset(); });
  EXPECT_EQ(gateway->logs({kOwner, "f"}, {})->items.size(), 1u);
}

TEST_F(GatewayTest, NothingNewBeginsWhileItDrains) {
  ASSERT_TRUE(deploy("f", "export default async () => { await new Promise((r) => setTimeout(r, 200)); return 1; }"));
  auto under_way = begin({.function = "f", .input = "null"});
  std::promise<void> drained;
  on_loop([&] { gateway->drain([&] { drained.set_value(); }); });
  EXPECT_EQ(invoke({.function = "f", .input = "null"}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(under_way.get()->execution.output, "1");
  drained.get_future().wait();
}

}  // namespace
}  // namespace nsl::functions
