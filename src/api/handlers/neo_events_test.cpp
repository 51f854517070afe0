#include "api/event_streams.h"
#include "api/testing/api_under_test.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace nsl::api::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPath = "/v1/neo/events";
const neo::UInt160 kContract = neo::UInt160::parse("0x6293a440ed80a427038e175a507d3def1e04fb67").value();

// Blocks 10 and 11 with two events each, "First" and "Second".
class NeoEventsApi : public ApiUnderTest {
 protected:
  NeoEventsApi() : ApiUnderTest(Api::Options{}, Chain::kSlow) {
    add_block(10);
    add_block(11);
  }

  void add_block(std::uint32_t height) {
    const neo::StackItem nothing{.type = neo::StackItemType::kArray, .value = neo::StackItem::List{}};
    deliver_events(height, {{.contract = kContract, .name = "First", .state = nothing},
                            {.contract = neo::gas_token_hash(), .name = "Second", .state = nothing}});
  }

  // "10.0 First, 10.1 Second"
  static std::string shown(const json::value& page) {
    std::string out;
    for (const auto& event : page.at("data").as_array()) {
      out += fmt::format("{}{}.{} {}", out.empty() ? "" : ", ", event.at("height").as_int64(),
                         event.at("index").as_int64(), std::string(json::view(event.at("event").as_string())));
    }
    return out;
  }
  std::string events_of(std::string_view query) {
    return shown(body_of(get(std::string(kPath) + "?" + std::string(query))));
  }

  std::shared_ptr<FakeExchange> follow(std::string query,
                                       std::vector<std::pair<std::string, std::string>> headers = {}) {
    answered = std::make_shared<Answered>();
    auto exchange =
        start({.target = fmt::format("{}?follow=1{}", kPath, query), .headers = std::move(headers)}, answered);
    until([&] { return answered->times > 0; });
    return exchange;
  }
  // Of the chunks that came so far.
  std::vector<std::string> ids() const {
    std::vector<std::string> out;
    std::string_view rest = answered->chunks;
    for (auto at = rest.find("\nid: "); at != rest.npos; at = rest.find("\nid: ")) {
      rest.remove_prefix(at + 5);
      out.emplace_back(rest.substr(0, rest.find('\n')));
    }
    return out;
  }

  std::shared_ptr<Answered> answered;
};

using Ids = std::vector<std::string>;

TEST_F(NeoEventsApi, ListsInPagesAndThenWaits) {
  const auto first = body_of(get(std::string(kPath) + "?limit=3"));
  EXPECT_EQ(shown(first), "10.0 First, 10.1 Second, 11.0 First");
  EXPECT_TRUE(first.at("more").as_bool());
  EXPECT_EQ(first.at("first_block").as_int64(), 10);
  EXPECT_EQ(first.at("height").as_int64(), 11);
  const auto cursor_of = [](const json::value& page) {
    return std::string(json::view(page.at("next_cursor").as_string()));
  };
  const auto second = body_of(get(fmt::format("{}?cursor={}", kPath, cursor_of(first))));
  EXPECT_EQ(shown(second), "11.1 Second");
  EXPECT_FALSE(second.at("more").as_bool());
  EXPECT_EQ(events_of("cursor=" + cursor_of(second)), "");
  add_block(12);
  EXPECT_EQ(events_of("cursor=" + cursor_of(second)), "12.0 First, 12.1 Second");
}

TEST_F(NeoEventsApi, ListsWhatIsAskedFor) {
  EXPECT_EQ(events_of("event=Second"), "10.1 Second, 11.1 Second");
  EXPECT_EQ(events_of("contract=GasToken"), "10.1 Second, 11.1 Second");
  EXPECT_EQ(events_of("contract=" + kContract.display()), "10.0 First, 11.0 First");
  EXPECT_EQ(events_of("from_block=11"), "11.0 First, 11.1 Second");
  EXPECT_EQ(events_of("to_block=10&event=First"), "10.0 First");
  EXPECT_EQ(events_of("account=" + neo::to_address(kContract)), "");
}

TEST_F(NeoEventsApi, SaysWhatCannotBeAskedFor) {
  const auto pointers = [this](std::string_view query) {
    const auto answer = get(std::string(kPath) + "?" + std::string(query));
    EXPECT_THAT(code_of(answer), Not("")) << query;
    return std::string(json::view(body_of(answer).at("errors").at(0).at("pointer").as_string()));
  };
  EXPECT_EQ(pointers("contract=Nobody"), "contract");
  EXPECT_EQ(pointers("account=Nobody"), "account");
  EXPECT_EQ(pointers("cursor=here"), "cursor");
  EXPECT_EQ(pointers("from_block=3"), "from_block");  // no longer kept
  EXPECT_EQ(pointers("from_block=11&to_block=10"), "to_block");
  EXPECT_EQ(pointers("from_block=11&cursor=10.0"), "from_block");
  EXPECT_EQ(pointers("limit=0"), "limit");
  EXPECT_EQ(code_of(ask({.target = kPath, .headers = {{"Authorization", std::string("Bearer ") + kReader}}})),
            "forbidden");
}

TEST_F(NeoEventsApi, FollowsFromAPlaceOn) {
  const auto exchange = follow("&from_block=11");
  EXPECT_EQ(answered->response.content_type, "text/event-stream");
  EXPECT_EQ(ids(), (Ids{"11.1", "11.2"}));
  EXPECT_THAT(answered->chunks, HasSubstr("event: event\nid: 11.1\ndata: {\"height\":11,\"index\":0,"));
  add_block(12);
  until([&] { return ids().size() >= 4; });
  EXPECT_EQ(ids(), (Ids{"11.1", "11.2", "12.1", "12.2"}));
}

TEST_F(NeoEventsApi, FollowsWhatIsToComeWhenNoPlaceIsNamed) {
  const auto exchange = follow("&event=Second");
  EXPECT_EQ(ids(), Ids{});
  add_block(12);
  until([&] { return !ids().empty(); });
  EXPECT_EQ(ids(), Ids{"12.2"});
}

TEST_F(NeoEventsApi, GoesOnWhereAStreamBrokeOff) {
  for (const char* asked : {"", "&from_block=10", "&cursor=10.0"}) {
    const auto exchange = follow(asked, {{"last-event-id", "10.2"}});
    EXPECT_EQ(ids(), (Ids{"11.1", "11.2"})) << asked;
    exchange->abort();
  }
  const auto exchange = follow("", {{"last-event-id", "nonsense"}});
  EXPECT_EQ(code_of(*answered), "invalid_argument");
  const auto early = follow("", {{"last-event-id", "9.0"}});
  EXPECT_EQ(code_of(*answered), "invalid_argument");
}

TEST_F(NeoEventsApi, EndsAStreamWithItsLastBlock) {
  const auto exchange = follow("&from_block=10&to_block=12");
  EXPECT_FALSE(answered->finished);
  add_block(12);
  until([&] { return answered->finished; });
  EXPECT_EQ(ids().size(), 6u);
}

TEST_F(NeoEventsApi, FollowsMoreThanIsReadAtOnce) {
  const auto exchange = follow("&from_block=10");
  const std::size_t blocks = EventStreams::kReadMax;
  for (std::uint32_t i = 0; i < blocks; ++i) add_block(12 + i);
  until([&] { return ids().size() >= 4 + 2 * blocks; });
  const auto all = ids();
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], fmt::format("{}.{}", 10 + i / 2, 1 + i % 2));
}

TEST_F(NeoEventsApi, BoundsStreamsAndEndsThemWithTheService) {
  std::vector<std::shared_ptr<FakeExchange>> exchanges;
  for (std::size_t i = 0; i < EventStreams::kMax; ++i) exchanges.push_back(follow(""));
  const auto last = answered;
  EXPECT_EQ(code_of(get(std::string(kPath) + "?follow=1")), "too_many_requests");
  exchanges.front()->abort();
  until([&] { return get(std::string(kPath) + "?follow=1").streaming; });
  api.drain();
  EXPECT_TRUE(last->finished);
  EXPECT_EQ(code_of(get(std::string(kPath) + "?follow=1")), "unavailable");
}

class NeoEventsApiWithoutChain : public ApiUnderTest {};

TEST_F(NeoEventsApiWithoutChain, SaysThatThereIsNoNode) { EXPECT_EQ(code_of(get(kPath)), "unavailable"); }

}  // namespace
}  // namespace nsl::api::testing
