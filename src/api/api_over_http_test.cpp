// The API behind the real server, talked to by the real client: what a fake exchange cannot show.
#include "api/api.h"
#include "api/testing/api_under_test.h"
#include "api/testing/fake_service.h"
#include "base/json.h"
#include "net/http/client.h"
#include "net/http/server.h"
#include "vault/secret_backup.h"
#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace nsl::api::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class ApiOverHttp : public ::testing::Test {
 protected:
  ApiOverHttp() {
    tokens.add("token", {"owner", "test", auth::Scopes::all()});
    service.add_function("hello");
    server =
        net::Server::create(loop, api, {.address = "127.0.0.1", .port = 0, .tls = {}, .timeouts = {}, .limits = {}})
            .value();
    server->start();
    url = server->url();
    thread = std::thread([this] { loop.run(); });
  }

  ~ApiOverHttp() override {
    loop.post([this] {
      api.drain();
      server->drain(1s, [this] { loop.stop(); });
    });
    thread.join();
  }

  net::Client client(std::string token = "token") {
    return net::Client::create({.base_url = url, .token = std::move(token)}).value();
  }

  EventLoop loop{{.spin = 0us}};
  FakeService service;
  auth::TokenStore tokens;
  Metrics metrics;
  vault::testing::VaultFixture vault;
  vault::SecretBackup secret_backup{*vault.vault, vault.observer, {}};
  Audited audited{vault};
  std::unique_ptr<auth::TokenRegistry> registry =
      auth::TokenRegistry::create({*vault.database, tokens, *audited.log, system_clock()}).value();
  std::unique_ptr<auth::OwnerRegistry> owners =
      auth::OwnerRegistry::create({*vault.database, *audited.log, system_clock(), "owner"}).value();
  std::unique_ptr<functions::Accounting> accounting =
      functions::Accounting::create(*vault.database, system_clock(), {}).value();
  auth::WalletSignIn sign_in{{.tokens = *registry, .clock = system_clock()},
                             {.domain = [] { return std::string("nsl.example.org"); },
                              .network = []() -> Result<std::uint32_t> { return 42; },
                              .find_member = [](std::string_view, std::string_view) { return std::nullopt; }}};
  auth::Setup setup{{.tokens = *registry, .owners = *owners, .clock = system_clock()}, {.owner = "owner"}};
  Api api{{.loop = loop,
           .functions = service,
           .vault = *vault.vault,
           .secrets = *vault.secrets,
           .secret_backup = secret_backup,
           .grants = audited.grants,
           .accounts = audited.accounts,
           .account_grants = audited.account_grants,
           .audit = *audited.log,
           .audit_reader = audited.reader,
           .tokens = tokens,
           .token_registry = *registry,
           .owners = *owners,
           .accounting = *accounting,
           .sign_in = sign_in,
           .setup = setup,
           .find_member = [](std::string_view, std::string_view) { return std::nullopt; },
           .metrics = metrics,
           .clock = system_clock()},
          {}};
  std::unique_ptr<net::Server> server;
  std::string url;
  std::thread thread;
};

TEST_F(ApiOverHttp, RefusalsAreProblemsWithTheRequestIdOfTheHeader) {
  auto stranger = client("");
  const auto answer = stranger.send({.path = "/v1/functions"}).value();
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_EQ(answer.header("www-authenticate"), "Bearer");
  EXPECT_EQ(json::parse(answer.body).value().at("request_id").as_string(), answer.header("request-id"));
}

TEST_F(ApiOverHttp, DeploysAndInvokes) {
  auto user = client();
  const auto deployed =
      user.send({.method = "PUT", .path = "/v1/functions/new-one", .body = R"({"code":"x"})"}).value();
  EXPECT_EQ(deployed.status, 201) << deployed.body;
  const auto invoked =
      user.send({.method = "POST", .path = "/v1/functions/new-one/invoke", .body = R"({"n":42})"}).value();
  EXPECT_EQ(invoked.status, 200);
  EXPECT_THAT(invoked.body, HasSubstr(R"("output":{"n":42})"));
  const auto removed = user.send({.method = "DELETE", .path = "/v1/functions/new-one"}).value();
  EXPECT_EQ(removed.status, 204);
  EXPECT_EQ(removed.body, "");
  EXPECT_EQ(removed.header("content-type"), "");
}

TEST_F(ApiOverHttp, HeadHasNoBodyAndTheConnectionGoesOn) {
  auto user = client();
  const auto head = user.send({.method = "HEAD", .path = "/v1/functions/hello"}).value();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(user.send({.path = "/v1/functions/hello"}).value().status, 200);
}

TEST_F(ApiOverHttp, ManyClientsAtOnceEachGetTheirOwnAnswer) {
  std::vector<std::future<int>> wrong;
  for (int c = 0; c < 4; ++c) {
    wrong.push_back(std::async(std::launch::async, [this, c] {
      auto user = client();
      int mistakes = 0;
      for (int i = 0; i < 50; ++i) {
        const std::string input = std::to_string(c * 1'000 + i);
        const auto answer = user.send({.method = "POST", .path = "/v1/functions/hello/invoke", .body = input});
        if (!answer || !answer->body.contains("\"output\":" + input + ",")) ++mistakes;
        if (user.send({.path = "/v1/functions/hello"}).value().status != 200) ++mistakes;
      }
      return mistakes;
    }));
  }
  for (auto& each : wrong) EXPECT_EQ(each.get(), 0);
}

TEST_F(ApiOverHttp, LogsAreFollowedUntilTheClientLeaves) {
  auto user = client();
  std::vector<net::ServerSentEvent> events;
  std::jthread writer([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      loop.post([this] {
        service.log({.execution = {}, .version = 1, .entry = {.time_ms = 0, .level = "info", .message = "again"}});
      });
      std::this_thread::sleep_for(1ms);
    }
  });
  const auto ended = user.stream({.path = "/v1/functions/hello/logs?follow=1"}, [&](const net::ServerSentEvent& event) {
    events.push_back(event);
    return events.size() < 3 ? net::Next::kContinue : net::Next::kStop;
  });
  ASSERT_TRUE(ended);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].event, "log");
  EXPECT_EQ(json::parse(events[0].data).value().at("message"), "again");
}

TEST_F(ApiOverHttp, AStopEndsTheStreams) {
  auto user = client();
  const auto ended = std::async(std::launch::async, [&] {
    return user.stream({.path = "/v1/functions/hello/logs?follow=1"}, [](const auto&) { return net::Next::kContinue; });
  });
  const auto followed = [this] {
    std::promise<std::size_t> count;
    loop.post([&] { count.set_value(service.followers()); });
    return count.get_future().get() > 0;
  };
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!followed() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(1ms);
  loop.post([this] { api.drain(); });
  EXPECT_EQ(ended.wait_for(10s), std::future_status::ready);
}

}  // namespace
}  // namespace nsl::api::testing
