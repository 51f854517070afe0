#include "functions/neo_reads.h"

#include "net/testing/scripted_server.h"

#include <gtest/gtest.h>

#include <future>

namespace nsl::functions {
namespace {

using net::testing::Conversation;
using net::testing::ScriptedServer;

// A node that answers by method; what it does not know is an error that says so.
void answer_as_node(Conversation& talk) {
  const auto request = json::parse(talk.body).value();
  const auto method = std::string(json::view(request.at("method").as_string()));
  json::object reply{{"jsonrpc", "2.0"}, {"id", request.at("id")}};
  if (method == "getversion") {
    reply["result"] =
        json::object{{"useragent", "/test/"}, {"protocol", json::object{{"network", 42}, {"msperblock", 1000}}}};
  } else if (method == "getblockcount") {
    reply["result"] = 8;
  } else if (method == "invokescript") {
    reply["result"] = json::object{{"state", "HALT"},
                                   {"gasconsumed", "5"},
                                   {"stack", json::array{json::object{{"type", "Integer"}, {"value", "150"}}}}};
  } else if (method == "getstorage") {
    reply["result"] = "AQ==";
  } else {
    reply["error"] = json::object{{"code", -103}, {"message", "unknown transaction"}};
  }
  talk.answer("200 OK", json::serialize(reply));
}

class NeoReadsTest : public ::testing::Test {
 protected:
  Result<std::string> read(std::string arguments) {
    std::promise<Result<std::string>> promise;
    auto future = promise.get_future();
    reads_->read(std::move(arguments),
                 [&promise](Result<std::string> answer) { promise.set_value(std::move(answer)); });
    return future.get();
  }

  ScriptedServer node_{answer_as_node};
  std::unique_ptr<NeoReads> reads_ =
      NeoReads::create({.nodes = {"http://127.0.0.1:" + std::to_string(node_.port())}, .threads = 2}).value();
};

TEST_F(NeoReadsTest, AnswersEachQuestion) {
  EXPECT_EQ(read(R"({"method":"height"})").value(), "7");
  EXPECT_EQ(read(R"({"method":"balance","account":"Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn","token":"GAS"})").value(),
            R"("150")");
  EXPECT_EQ(read(R"({"method":"call","contract":"GasToken","name":"decimals","args":[]})").value(),
            R"({"gas":"5","stack":[{"type":"Integer","value":"150"}]})");
  EXPECT_EQ(read(R"({"method":"storage","contract":"GasToken","key":"AA=="})").value(), R"("AQ==")");
}

TEST_F(NeoReadsTest, GivesNullForWhatTheChainDoesNotHave) {
  const std::string hash = "0x" + std::string(64, 'a');
  EXPECT_EQ(read(R"({"method":"transaction","hash":")" + hash + R"("})").value(), "null");
  EXPECT_EQ(read(R"({"method":"application_log","hash":")" + hash + R"("})").value(), "null");
  EXPECT_EQ(read(R"({"method":"block","block":")" + hash + R"("})").value(), "null");
  EXPECT_EQ(read(R"({"method":"block","block":5})").value(), "null");
}

TEST_F(NeoReadsTest, SayThatEventsAreNotKeptHere) {
  const auto answer = read(R"({"method":"events"})");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

TEST_F(NeoReadsTest, RefusesQuestionsOfAnotherForm) {
  for (const auto* wrong :
       {"", "[]", "{}", R"({"method":"send"})", R"({"method":"balance"})", R"({"method":"block","block":-1})",
        R"({"method":"balance","account":"alice","token":"GAS"})",
        R"({"method":"storage","contract":"GasToken","key":"*"})",
        R"({"method":"call","contract":"GasToken","name":"x","args":[5]})", R"({"method":"transaction","hash":"0x12"})",
        R"({"method":"events","cursor":"5"})", R"({"method":"events","limit":0})",
        R"({"method":"events","contract":"none"})"}) {
    const auto answer = read(wrong);
    ASSERT_FALSE(answer) << wrong;
    EXPECT_NE(answer.error().code, ErrorCode::kUnavailable) << wrong;
  }
}

TEST(NeoReads, SayThatNoNodeAnswers) {
  const auto reads = NeoReads::create({.nodes = {"http://127.0.0.1:1"}, .threads = 1}).value();
  std::promise<Result<std::string>> promise;
  reads->read(R"({"method":"height"})", [&](Result<std::string> answer) { promise.set_value(std::move(answer)); });
  const auto answer = promise.get_future().get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(NeoReads::create({}));
}

}  // namespace
}  // namespace nsl::functions
