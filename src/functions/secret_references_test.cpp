// Secrets by reference, and replays of executions that had to do with secrets.
#include "functions/testing/secrets_fixture.h"

namespace nsl::functions {
namespace {

using testing::FunctionSecrets;
using testing::kMarker;

TEST_F(FunctionSecrets, AreFilledInWhereReferencesStand) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = run(R"(export default async (x, context) => {
    const key = context.secrets.reference('KEY');
    const json = { 'content-type': 'application/json' }, form = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = new URL(server + '/q');
    url.searchParams.set('key', key);
    const texts = [
      await fetch(server, { headers: { 'x-key': `Bearer ${key}` } }),
      await fetch(url),
      await fetch(server, { method: 'POST', headers: json, body: JSON.stringify({ key }) }),
      await fetch(server, { method: 'POST', headers: form, body: 'key=' + key }),
      await fetch(server, { method: 'POST', body: key }),
    ].map((answer) => answer.text());
    console.log(key);
    return (await Promise.all(texts)).map((text) => text.includes('[secret KEY]'));
  })");
  EXPECT_EQ(execution.output, "[true,true,true,true,true]") << "what comes back is scrubbed";
  const auto requests = seen();
  ASSERT_EQ(requests.size(), 5u);
  EXPECT_NE(requests[0].find("Bearer " + std::string(kMarker)), std::string::npos) << requests[0];
  EXPECT_TRUE(requests[1].starts_with("GET /q?key=mk-7Gh2%22%2B%2F%3Dmarker%26Zq9 ")) << requests[1];
  EXPECT_NE(requests[2].find(R"({"key":"mk-7Gh2\"+/=marker&Zq9"})"), std::string::npos) << requests[2];
  EXPECT_NE(requests[3].find("key=mk-7Gh2%22%2B%2F%3Dmarker%26Zq9"), std::string::npos) << requests[3];
  EXPECT_TRUE(requests[4].ends_with(kMarker)) << requests[4];
  ASSERT_EQ(secrets->recorded().size(), 5u) << "each request is a use";
  EXPECT_EQ(secrets->recorded()[0].host, server.authority());
  expect_nowhere(execution);
}

TEST_F(FunctionSecrets, AreFilledInForTheHostsOfTheGrantOnly) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = run(R"(export default async (x, context) =>
    fetch(other, { headers: { 'x-key': context.secrets.reference('KEY') } }).then(() => 'sent', (error) => error.cause.code))");
  EXPECT_EQ(execution.output, "\"egress_denied\"");
  EXPECT_TRUE(seen().empty());
  EXPECT_EQ(refusals(), "egress_denied ");
}

TEST_F(FunctionSecrets, AreNotFilledInWhereReferencesCannotStand) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = run(R"(export default async (x, context) => {
    const key = context.secrets.reference('KEY');
    const tries = [() => fetch(server + '/' + key), () => fetch('https://' + key.toLowerCase() + '.example.com/')];
    const refused = [];
    for (const attempt of tries) await attempt().then(() => refused.push('sent'), (error) => refused.push(error.cause.code));
    return refused;
  })");
  EXPECT_EQ(execution.output, R"(["invalid_argument","invalid_argument"])");
  EXPECT_TRUE(seen().empty());
}

TEST_F(FunctionSecrets, CannotBeReferredToFromOutside) {
  know(vault::Exposure::kReference, {server.authority()});
  // Somebody's input holds a reference: guessed, or from an execution before.
  const std::string code = R"(export default async (x, context) => {
    await fetch(server, { headers: { 'x-key': x } });
    return context.secrets.reference('KEY');
  })";
  const Execution first = run(code, R"("nsl_secret_ref.KEY.00000000000000000000000000000000")");
  ASSERT_EQ(first.status, ExecutionStatus::kSucceeded);
  const auto second = invoke({.function = "f", .input = first.output});
  ASSERT_TRUE(second);
  EXPECT_NE(first.output, second->execution.output);
  EXPECT_TRUE(secrets->recorded().empty());
  for (const std::string& request : seen()) EXPECT_EQ(request.find(kMarker), request.npos);
}

TEST_F(FunctionSecrets, MustBeLongEnoughForAReference) {
  known_secrets.with(
      [&](auto& known) { known = {{.name = "PIN", .value = "1234567", .hosts = {server.authority()}}}; });
  const Execution execution = run(R"(export default async (x, context) =>
    fetch(server, { headers: { 'x-key': context.secrets.reference('PIN') } }).then(() => 'sent', (error) => error.cause.code))");
  EXPECT_EQ(execution.output, "\"invalid_argument\"");
  EXPECT_TRUE(seen().empty());
}

TEST_F(FunctionSecrets, CannotBreakOutOfAHeader) {
  known_secrets.with([&](auto& known) {
    known = {{.name = "KEY", .value = "abcdefgh\r\nX-Injected: 1", .hosts = {server.authority()}}};
  });
  const Execution execution = run(R"(export default async (x, context) =>
    fetch(server, { headers: { 'x-key': context.secrets.reference('KEY') } }).then(() => 'sent', (error) => error.cause.message))");
  EXPECT_EQ(execution.output.find("abcdefgh"), std::string::npos) << execution.output;
  EXPECT_NE(execution.output.find("cannot stand in a header field"), std::string::npos) << execution.output;
  EXPECT_TRUE(seen().empty());
}

TEST_F(FunctionSecrets, CannotBeReferredToWhileAModuleIsLoaded) {
  const auto deployed = deploy("early",
                               "const kept = {}; export default async (x, context) => { kept.c ?\?= context; return "
                               "kept.c.secrets === context.secrets; }");
  ASSERT_TRUE(deployed);
  EXPECT_EQ(invoke({.function = "early", .input = "null"})->execution.output, "true");
}

class ReplayOfSecrets : public FunctionSecrets {
 protected:
  Result<ReplayResult> replay(const Execution& record, const std::string& code, const Replay::SecretValues& values) {
    std::promise<Result<ReplayResult>> result;
    std::unique_ptr<Replay> running;
    on_loop([&] {
      auto image = std::make_shared<const engine::ImageSource>(
          engine::ImageSource{.number = 2'000'000, .code = code, .file_name = "f.js", .memory = record.limits.memory});
      auto made =
          Replay::create(*workers, image, record, [&](ReplayResult got) { result.set_value(std::move(got)); }, values);
      if (!made) return result.set_value(std::unexpected(made.error()));
      running = *std::move(made);
      NSL_CHECK(running->start().has_value());
    });
    auto got = result.get_future().get();
    on_loop([&] { running.reset(); });
    return got;
  }
};

TEST_F(ReplayOfSecrets, NeedsNoValueWhenThereWereReferencesOnly) {
  know(vault::Exposure::kReference, {server.authority()});
  const std::string code =
      "export default async (x, context) => (await fetch(x, { headers: { 'x-key': context.secrets.reference('KEY') } "
      "})).text()";
  const Execution record = run(code, "\"" + server.url("/") + "\"");
  ASSERT_EQ(record.status, ExecutionStatus::kSucceeded);
  const auto again =
      replay(record, "const server = '" + server.url("") + "', other = '" + other.url("") + "';\n" + code, {});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->difference, "");
}

TEST_F(ReplayOfSecrets, NeedsTheValuesThatWereRead) {
  know(vault::Exposure::kValue, {server.authority()});
  const std::string code = R"(export default async (x, context) => {
    const value = await context.secrets.get('KEY');
    console.log('with', value);
    const answer = await fetch(x, { method: 'POST', headers: { 'x-key': value }, body: value });
    return [value.length, (await answer.text()).length];
  })";
  const Execution record = run(code, "\"" + server.url("/") + "\"");
  ASSERT_EQ(record.status, ExecutionStatus::kSucceeded);
  const std::string whole = "const server = '" + server.url("") + "', other = '" + other.url("") + "';\n" + code;

  const auto without = replay(record, whole, {});
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, ErrorCode::kSecretUnavailable);
  EXPECT_NE(without.error().message.find("KEY"), std::string::npos);

  const auto value = std::make_shared<const crypto::SecretBytes>(crypto::SecretBytes::copy_of(as_bytes(kMarker)));
  const auto with = replay(record, whole, [&](const JournalEntry&) { return value; });
  ASSERT_TRUE(with) << with.error().message;
  EXPECT_EQ(with->difference, "");

  const auto wrong =
      std::make_shared<const crypto::SecretBytes>(crypto::SecretBytes::copy_of(as_bytes("something else")));
  EXPECT_NE(replay(record, whole, [&](const JournalEntry&) { return wrong; })->difference, "");
}

}  // namespace
}  // namespace nsl::functions
