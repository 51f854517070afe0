// Deadlines, cancellation, and many requests at once.
#include "net/egress/egress.h"

#include "base/guarded.h"
#include "net/testing/egress_client.h"
#include "net/testing/scripted_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace nsl::net {
namespace {

using namespace std::chrono_literals;
using testing::Conversation;
using testing::EgressClient;
using testing::ScriptedServer;

void answer_ok(Conversation& c) { c.answer("200 OK", "hello"); }

Result<FetchResponse> fetch_from(const ScriptedServer::Script& script, FetchRequest request = {}) {
  const ScriptedServer server(script);
  request.url = server.url();
  request.allow_hosts = {server.authority()};
  return EgressClient().fetch(std::move(request));
}

TEST(Egress, StopsASlowServerAtTheDeadline) {
  const ScriptedServer::Script silent = [](Conversation& c) { c.wait_until_closed(); };
  const ScriptedServer::Script trickle = [](Conversation& c) {
    c.send("HTTP/1.1 200 OK\r\n\r\n");
    for (int i = 0; i < 1000 && c.send("x"); ++i) std::this_thread::sleep_for(5ms);
  };
  for (const auto& script : {silent, trickle}) {
    const auto before = std::chrono::steady_clock::now();
    const auto response = fetch_from(script, {.timeout = 100ms});
    EXPECT_EQ(response.error().code, ErrorCode::kEgressTimeout);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
  }
}

TEST(Egress, CountsTheTimeOfAllRedirectsTogether) {
  const auto response = fetch_from(
      [](Conversation& c) {
        std::this_thread::sleep_for(60ms);
        c.answer("302 Found", "", "Location: /again\r\n");
      },
      {.timeout = 150ms});
  EXPECT_EQ(response.error().code, ErrorCode::kEgressTimeout);
}

TEST(Egress, RefusesARequestThatHasNoTimeLeft) {
  for (const auto timeout : {0us, -5us, std::chrono::microseconds::min()}) {
    const auto response = fetch_from(answer_ok, {.timeout = timeout});
    EXPECT_EQ(response.error().code, ErrorCode::kEgressTimeout);
  }
  EXPECT_TRUE(fetch_from(answer_ok, {.timeout = std::chrono::microseconds::max()}));
}

TEST(Egress, CancelsWhenTheHandleIsDestroyed) {
  std::latch arrived(1);
  std::atomic<bool> closed = false;
  const ScriptedServer server([&](Conversation& c) {
    arrived.count_down();
    c.wait_until_closed();
    closed = true;
  });
  std::atomic<bool> called = false;
  EgressClient client;
  auto transfer = client.egress().fetch({.url = server.url(), .allow_hosts = {server.authority()}},
                                        [&](Result<FetchResponse>) { called = true; });
  arrived.wait();
  transfer.reset();
  // The server sees the connection close although it has not answered.
  for (int i = 0; i < 500 && !closed; ++i) std::this_thread::sleep_for(5ms);
  EXPECT_TRUE(closed);
  EXPECT_FALSE(called);
}

TEST(Egress, CancelsEverythingWhenItIsDestroyed) {
  const ScriptedServer server([](Conversation& c) { c.wait_until_closed(); });
  Guarded<std::vector<ErrorCode>> codes;
  std::vector<std::unique_ptr<Egress::Transfer>> transfers;
  {
    EgressClient client({.allow_networks = {"127.0.0.0/8"}, .concurrent_max = 2});
    for (int i = 0; i < 5; ++i) {
      transfers.push_back(client.egress().fetch({.url = server.url(), .allow_hosts = {server.authority()}},
                                                [&](Result<FetchResponse> response) {
                                                  codes.with([&](auto& all) { all.push_back(response.error().code); });
                                                }));
    }
  }
  EXPECT_EQ(codes.with([](auto& all) { return all; }), std::vector(5, ErrorCode::kCancelled));
  transfers.clear();  // handles may outlive Egress
}

TEST(Egress, MayBeUsedFromWithinItsCallback) {
  const ScriptedServer server(answer_ok);
  std::latch done(1);
  std::latch stored(1);
  std::unique_ptr<Egress::Transfer> first;
  std::unique_ptr<Egress::Transfer> second;
  EgressClient client;
  first = client.egress().fetch({.url = server.url(), .allow_hosts = {server.authority()}}, [&](auto response) {
    stored.wait();
    EXPECT_TRUE(response);
    first.reset();
    second = client.egress().fetch({.url = server.url(), .allow_hosts = {server.authority()}}, [&](auto again) {
      EXPECT_TRUE(again);
      done.count_down();
    });
  });
  stored.count_down();
  done.wait();
}

TEST(Egress, CarriesTwoHundredRequestsAtOnce) {
  constexpr int kCount = 200;
  std::latch all_there(kCount);
  const ScriptedServer server([&](Conversation& c) {
    all_there.arrive_and_wait();  // nobody is answered before everybody has asked
    c.answer("200 OK", c.target());
  });
  std::atomic<int> right = 0;
  std::latch done(kCount);
  std::vector<std::unique_ptr<Egress::Transfer>> transfers;
  EgressClient client;
  for (int i = 0; i < kCount; ++i) {
    const auto path = "/" + std::to_string(i);
    transfers.push_back(client.egress().fetch({.url = server.url(path), .allow_hosts = {server.authority()}},
                                              [&, path](Result<FetchResponse> response) {
                                                if (response && response->body == path) ++right;
                                                done.count_down();
                                              }));
  }
  done.wait();
  EXPECT_EQ(right, kCount);
}

TEST(Egress, LetsRequestsWaitForTheirTurnAndExpireWaiting) {
  std::latch release(1);
  const ScriptedServer server([&](Conversation& c) {
    release.wait();
    c.answer("200 OK", "");
  });
  std::latch first_done(1);
  EgressClient client({.allow_networks = {"127.0.0.0/8"}, .concurrent_max = 1});
  const FetchRequest request{.url = server.url(), .allow_hosts = {server.authority()}};
  const auto first = client.egress().fetch(request, [&](auto response) {
    EXPECT_TRUE(response);
    first_done.count_down();
  });
  auto impatient = request;
  impatient.timeout = 50ms;
  EXPECT_EQ(client.fetch(impatient).error().code, ErrorCode::kEgressTimeout);
  release.count_down();
  first_done.wait();
  EXPECT_TRUE(client.fetch(request));
}

TEST(Egress, RefusesMoreThanItsQueueHolds) {
  const ScriptedServer server([](Conversation& c) { c.wait_until_closed(); });
  std::atomic<int> refused = 0;
  std::latch some_refused(10);
  std::vector<std::unique_ptr<Egress::Transfer>> transfers;
  EgressClient client({.allow_networks = {"127.0.0.0/8"}, .concurrent_max = 1});
  for (std::size_t i = 0; i < kEgressWaitingMax + 11; ++i) {
    transfers.push_back(client.egress().fetch(
        {.url = server.url(), .allow_hosts = {server.authority()}}, [&](Result<FetchResponse> response) {
          const bool full = !response && response.error().code == ErrorCode::kTooManyRequests;
          if (!full) return;
          if (++refused <= 10) some_refused.count_down();
        }));
  }
  some_refused.wait();
}

}  // namespace
}  // namespace nsl::net
