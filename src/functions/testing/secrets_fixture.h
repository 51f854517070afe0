#pragma once
// FunctionSecrets: a function with a secret called KEY, and two servers that it could send the value to. For tests
// only.

#include "functions/replay.h"
#include "functions/testing/gateway_fixture.h"
#include "net/testing/scripted_server.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace nsl::functions::testing {

using net::testing::Conversation;
using net::testing::ScriptedServer;

// With characters that JSON and URLs write differently.
inline constexpr std::string_view kMarker = "mk-7Gh2\"+/=marker&Zq9";
inline constexpr std::string_view kMasked = "[secret KEY]";

class FunctionSecrets : public GatewayFixture {
 protected:
  FunctionSecrets()
      : server([this](Conversation& c) { serve(c); }), other([this](Conversation& c) { serve_other(c); }) {}

  void know(vault::Exposure exposure, std::vector<std::string> hosts) {
    known_secrets.with([&](auto& known) {
      known = {{.name = "KEY", .value = std::string(kMarker), .hosts = std::move(hosts), .exposure = exposure}};
    });
  }

  // Invokes code that gets `server` and `other` (their URLs) and `allow` besides its input.
  Execution run(const std::string& code, std::string input = "null") {
    Settings settings;
    settings.allow_hosts = {server.authority(), other.authority(), "*.example.com"};
    const auto deployed =
        deploy("f", "const server = '" + server.url("") + "', other = '" + other.url("") + "';\n" + code, settings);
    NSL_CHECK(deployed.has_value());
    const auto invoked = invoke({.function = "f", .input = std::move(input)});
    NSL_CHECK(invoked.has_value());
    return invoked->execution;
  }

  // Everything that is kept of an execution, and the database with it, in any form that the scrubber knows: the journal
  // has bodies in base64.
  void expect_nowhere(const Execution& execution) {
    crypto::Scrubber value;
    value.add("KEY", as_bytes(kMarker));
    const auto absent = [&](std::string_view text, std::string_view where) {
      EXPECT_FALSE(value.finds(text)) << where << ": " << text.substr(0, 2'000);
    };
    absent(execution.output, "output");
    absent(execution.journal, "journal");
    for (const LogEntry& entry : execution.logs) absent(entry.message, "log");
    if (execution.error) absent(execution.error->code + execution.error->message + execution.error->stack, "error");
    ASSERT_TRUE(recorder->flush(std::chrono::seconds(5)));
    for (const char* const name : {"nsl.db", "nsl.db-wal"}) {
      std::ifstream file(folder.file(name), std::ios::binary);
      absent(std::string(std::istreambuf_iterator<char>(file), {}), name);
    }
  }

  std::vector<std::string> seen() {
    return seen_.with([](const auto& all) { return all; });
  }
  std::string refusals() {
    std::string all;
    for (const RecordedUse& use : secrets->recorded()) all += use.refusal.empty() ? "" : use.refusal + " ";
    return all;
  }

  Guarded<std::vector<std::string>> seen_;  // before the servers, which write it
  ScriptedServer server;
  ScriptedServer other;

 private:
  void serve(Conversation& c) {
    note(c);
    if (c.target().starts_with("/away")) c.answer("302 Found", "", "Location: " + other.url("/landed") + "\r\n");
    else if (c.target().starts_with("/around")) c.answer("302 Found", "", "Location: /landed\r\n");
    else
      c.answer("200 OK", "echo " + c.header("x-key") + " " + c.target() + " " + c.body,
               "X-Echo: " + c.header("x-key") + "\r\n");
  }
  void serve_other(Conversation& c) {
    note(c);
    c.answer("200 OK", "other");
  }
  void note(const Conversation& c) {
    seen_.with([&](auto& all) { all.push_back(c.head + c.body); });
  }
};

}  // namespace nsl::functions::testing
