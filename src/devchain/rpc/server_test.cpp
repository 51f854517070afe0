#include "devchain/rpc/server.h"

#include "devchain/testing/world.h"
#include "neo/transaction/signing.h"
#include "net/testing/server_under_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace nsl::devchain {
namespace {

using ::testing::HasSubstr;

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

std::string ask(const DevchainServer& server, std::string_view body) {
  net::testing::Client client(port_of(server.url()));
  EXPECT_TRUE(client.send(net::testing::post("/", body)));
  return client.read_reply("POST").body;
}

TEST(DevchainServer, ListensOnThisMachineOnly) {
  for (const std::string address : {"0.0.0.0", "::", "192.168.1.1", "8.8.8.8"}) {
    const auto server = DevchainServer::create({.address = address});
    ASSERT_FALSE(server) << address;
    EXPECT_THAT(server.error().message, HasSubstr("everybody knows its keys"));
  }
}

TEST(DevchainServer, AnswersPostsAndNothingElse) {
  const auto server = DevchainServer::create({});
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_THAT(ask(**server, R"({"id":1,"method":"getversion","params":[]})"), HasSubstr(R"("network":56753)"));
  net::testing::Client client(port_of((*server)->url()));
  ASSERT_TRUE(client.send(net::testing::get("/")));
  EXPECT_EQ(client.read_reply().status, 405);
}

TEST(DevchainServer, MakesABlockWhenATransactionWaits) {
  const auto server = DevchainServer::create({});
  ASSERT_TRUE(server) << server.error().message;
  neo::Transaction transaction;
  transaction.system_fee = neo::Fixed8::gas(1);
  transaction.network_fee = neo::Fixed8::gas(1);
  transaction.valid_until_block = 100;
  transaction.signers = {neo::Signer{.account = Chain::dev_account()}};
  transaction.script = {static_cast<std::uint8_t>(neo::OpCode::PUSH1)};
  ASSERT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
  const std::string sent =
      ask(**server, R"({"id":1,"method":"sendrawtransaction","params":[")" + to_base64(transaction.encode()) + "\"]}");
  EXPECT_THAT(sent, HasSubstr("hash"));
  const std::string question =
      R"({"id":1,"method":"getapplicationlog","params":[")" + transaction.hash().display() + "\"]}";
  std::string log;
  for (int i = 0; i < 2'000 && log.find("HALT") == std::string::npos; ++i) {
    log = ask(**server, question);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_THAT(log, HasSubstr("HALT"));
  EXPECT_THAT(ask(**server, R"({"id":1,"method":"getblockcount"})"), HasSubstr(R"("result":3)"));
}

TEST(DevchainServer, MakesEmptyBlocksByTimeWhenToldSo) {
  const auto server = DevchainServer::create({.block_time = std::chrono::milliseconds(10)});
  ASSERT_TRUE(server) << server.error().message;
  std::int64_t blocks = 0;
  for (int i = 0; i < 2'000 && blocks < 5; ++i) {
    const auto answer = json::parse(ask(**server, R"({"id":1,"method":"getblockcount"})"));
    ASSERT_TRUE(answer);
    blocks = answer->at("result").to_number<std::int64_t>();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_GE(blocks, 5);
}

}  // namespace
}  // namespace nsl::devchain
