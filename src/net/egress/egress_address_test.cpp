// Where Egress goes, against servers on the loopback. What can be decided without a network is in fetch_plan_test.cpp,
// target_test.cpp, allow_list_test.cpp and address_test.cpp.
#include "net/egress/egress.h"

#include "net/testing/egress_client.h"
#include "net/testing/scripted_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace nsl::net {
namespace {

using ::testing::AllOf;
using testing::Conversation;
using testing::EgressClient;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ScriptedServer;

void answer_ok(Conversation& c) { c.answer("200 OK", "hello"); }

TEST(Egress, RefusesTheLoopbackUnlessTheOperatorOpensIt) {
  const ScriptedServer server(answer_ok);
  EgressClient client({});
  for (const auto* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1"}) {
    const auto response = client.fetch(
        {.url = server.url("/", host), .allow_hosts = {server.authority("127.0.0.1"), server.authority("localhost")}});
    ASSERT_FALSE(response) << host;
    EXPECT_EQ(response.error().code, ErrorCode::kEgressDenied) << response.error().message;
    EXPECT_THAT(response.error().message, HasSubstr("a loopback address"));
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(Egress, DoesNotSayWhichAddressANameHas) {
  const ScriptedServer server(answer_ok);
  const auto response =
      EgressClient({}).fetch({.url = server.url("/", "localhost"), .allow_hosts = {server.authority("localhost")}});
  EXPECT_THAT(response.error().message, AllOf(HasSubstr("localhost"), Not(HasSubstr("127.0.0")), Not(HasSubstr("::"))));
}

TEST(Egress, ReachesWhatTheOperatorOpensByAddressAndByName) {
  const ScriptedServer server(answer_ok);
  EgressClient client;
  for (const auto* host : {"127.0.0.1", "localhost"}) {
    const auto response = client.fetch({.url = server.url("/", host), .allow_hosts = {server.authority(host)}});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->status_text, "OK");
    EXPECT_EQ(response->body, "hello");
  }
}

TEST(Egress, RefusesAddressesOfEveryUnfitKind) {
  EgressClient client;  // the loopback is open here, nothing else
  for (const auto* host :
       {"0.0.0.0",   "10.0.0.1",           "100.64.0.1",    "169.254.169.254",   "172.16.0.1",     "192.168.0.1",
        "192.0.2.1", "198.18.0.1",         "224.0.0.1",     "255.255.255.255",   "240.0.0.1",      "[::]",
        "[::1]",     "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]",
        "[2001::1]", "[fd00:ec2::254]",    "[fc00::1]",     "[fe80::1]",         "[ff02::1]",      "[2001:db8::1]"}) {
    const auto response =
        client.fetch({.url = "http://" + std::string(host) + ":9/", .allow_hosts = {std::string(host) + ":9"}});
    ASSERT_FALSE(response) << host;
    EXPECT_EQ(response.error().code, ErrorCode::kEgressDenied) << host << ": " << response.error().message;
  }
}

TEST(Egress, ChecksTheAddressBehindARedirect) {
  const ScriptedServer server(
      [](Conversation& c) { c.answer("302 Found", "", "Location: http://10.0.0.1:9/latest\r\n"); });
  const auto response = EgressClient().fetch({.url = server.url(), .allow_hosts = {server.authority(), "10.0.0.1:9"}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kEgressDenied);
  EXPECT_THAT(response.error().message, HasSubstr("a private address"));
}

TEST(Egress, RefusesHostsThatAreNotOnTheListBeforeConnecting) {
  const ScriptedServer server(answer_ok);
  const auto response = EgressClient().fetch({.url = server.url(), .allow_hosts = {"127.0.0.1:1"}});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressDenied);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Egress, RefusesARedirectToAHostThatIsNotOnTheList) {
  const ScriptedServer other(answer_ok);
  const ScriptedServer server([&](Conversation& c) { c.answer("302 Found", "", "Location: " + other.url() + "\r\n"); });
  const auto response = EgressClient().fetch({.url = server.url(), .allow_hosts = {server.authority()}});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressDenied);
  EXPECT_EQ(other.connections(), 0);
}

// One function's connection is kept for the next, but the next one's list is still asked.
TEST(Egress, ReusesConnectionsWithoutReusingPermission) {
  const ScriptedServer server(answer_ok);
  EgressClient client;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.fetch({.url = server.url(), .allow_hosts = {server.authority()}}));
  }
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(client.fetch({.url = server.url(), .allow_hosts = {}}).error().code, ErrorCode::kEgressDenied);
  EXPECT_EQ(server.requests(), 3);
}

TEST(Egress, NeverReusesAConnectionThatCredentialsBelongTo) {
  const ScriptedServer server(answer_ok);
  EgressClient client;
  const auto fetch = [&](HeaderList headers) {
    ASSERT_TRUE(
        client.fetch({.url = server.url(), .headers = std::move(headers), .allow_hosts = {server.authority()}}));
  };
  fetch({});
  fetch({{"Authorization", "NTLM abc"}});
  fetch({{"Authorization", "Negotiate abc"}});
  fetch({});
  EXPECT_EQ(server.connections(), 3) << "one for the plain requests, one for each of the others";
}

TEST(Egress, IgnoresProxiesOfTheEnvironment) {
  const ScriptedServer proxy(answer_ok);
  const ScriptedServer server([](Conversation& c) { c.answer("200 OK", "direct"); });
  setenv("http_proxy", proxy.url("").c_str(), 1);
  setenv("ALL_PROXY", proxy.url("").c_str(), 1);
  const auto response = EgressClient().fetch({.url = server.url(), .allow_hosts = {server.authority()}});
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "direct");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(Egress, RefusesOptionsItCannotUse) {
  EXPECT_EQ(Egress::create({.allow_networks = {"127.0.0.1/8"}}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Egress::create({.concurrent_max = 0}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Egress::create({.ca_file = "/nonexistent/ca.pem"}).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace nsl::net
