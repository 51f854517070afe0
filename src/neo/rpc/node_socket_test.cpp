#include "neo/rpc/node_socket.h"

#include "neo/rpc/answers.h"
#include "neo/testing/vectors.h"

namespace nsl::neo {
namespace {

TEST(NodeSocket, ReadsTheEventsOfNodes) {
  NEED_VECTORS("rpc/websocket.json");
  std::map<std::string, int, std::less<>> seen;
  const auto count = testing::walk({.folder = "rpc", .list = "events"}, [&](const auto& entry) {
    const auto event = parse_node_event(json::serialize(entry.at("event")));
    ASSERT_TRUE(event) << json::serialize(entry.at("event"));
    ++seen[event->stream];
    if (event->stream == "block_added" || event->stream == "header_of_added_block") {
      EXPECT_TRUE(announced_height(*event));
    } else if (event->stream == "transaction_executed") {
      const json::object log{{"txid", event->body.at("container")}, {"executions", json::array{event->body}}};
      const auto read = read_application_log(log);
      EXPECT_TRUE(read) << read.error().message;
    }
    EXPECT_EQ(event->missed(), event->body.is_null());
  });
  EXPECT_GT(count, 0u);
  EXPECT_GT(seen["event_missed"], 0);
  EXPECT_GT(seen["block_added"], 0);
}

TEST(NodeSocket, TakesNothingElseForAnEvent) {
  for (const std::string_view text :
       {"", "[]", "{}", "1", R"({"id":1,"result":"0"})", R"({"method":1,"params":[{}]})", R"({"method":"block_added"})",
        R"({"method":"block_added","params":{}})", R"({"method":"block_added","params":[]})",
        R"({"id":null,"error":{"code":-32600,"message":"Invalid request"}})"}) {
    EXPECT_FALSE(parse_node_event(text)) << text;
  }
  for (const std::string_view body : {R"({})", R"({"index":-1})", R"({"index":"5"})", R"({"index":4294967296})", "7"}) {
    EXPECT_FALSE(announced_height({.stream = "block_added", .body = json::parse(body).value()})) << body;
  }
}

TEST(NodeSocket, FindsTheWebSocketOfANode) {
  EXPECT_EQ(web_socket_url("http://127.0.0.1:10332"), "ws://127.0.0.1:10332/ws");
  EXPECT_EQ(web_socket_url("http://[::1]:10332/"), "ws://[::1]:10332/ws");
  EXPECT_EQ(web_socket_url("http://node.example/key"), "ws://node.example/key/ws");
  EXPECT_EQ(web_socket_url("https://node.example"), "wss://node.example/ws");
  EXPECT_EQ(web_socket_url("ftp://node.example"), std::nullopt);
}

}  // namespace
}  // namespace nsl::neo
