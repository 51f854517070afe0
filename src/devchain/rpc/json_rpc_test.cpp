#include "devchain/rpc/json_rpc.h"

#include "devchain/testing/world.h"
#include "neo/transaction/signing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::devchain {
namespace {

using testing::gas;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::World;

class JsonRpcTest : public ::testing::Test {
 protected:
  json::value ask(const std::string& method, const std::string& params = "[]") {
    const std::string answer =
        rpc.answer(R"({"jsonrpc":"2.0","id":7,"method":")" + method + R"(","params":)" + params + "}");
    const auto parsed = json::parse(answer);
    EXPECT_TRUE(parsed) << answer;
    return parsed.value_or(json::value());
  }
  int error_of(const std::string& method, const std::string& params = "[]") {
    const json::value answer = ask(method, params);
    const json::value* error = answer.as_object().if_contains("error");
    return error == nullptr ? 0 : error->at("code").to_number<int>();
  }
  std::string quoted(ByteView bytes) { return "[\"" + to_base64(bytes) + "\"]"; }

  World world;
  int accepted = 0;
  JsonRpc rpc{world.chain(), {.on_accepted = [this] { ++accepted; }}};
};

TEST_F(JsonRpcTest, AnswersNonsenseWithTheCodesOfTheProtocol) {
  EXPECT_THAT(rpc.answer("{"), HasSubstr("-32700"));
  EXPECT_THAT(rpc.answer("7"), HasSubstr("-32600"));
  EXPECT_THAT(rpc.answer("[]"), HasSubstr("-32600"));
  EXPECT_THAT(rpc.answer(R"({"id":1,"method":7})"), HasSubstr("-32600"));
  EXPECT_THAT(rpc.answer(R"({"id":1,"method":"getversion","params":{}})"), HasSubstr("-32602"));
  EXPECT_EQ(error_of("nothing"), -32'601);
  EXPECT_EQ(rpc.answer(R"({"jsonrpc":"2.0","method":"getversion"})"), "");  // a notification
}

TEST_F(JsonRpcTest, AnswersABatchInItsOrder) {
  const std::string answer = rpc.answer(
      R"([{"id":"a","method":"getblockcount"},{"id":"b","method":"nothing"},{"id":"c","method":"getconnectioncount"}])");
  EXPECT_THAT(answer, HasSubstr(R"({"id":"a","jsonrpc":"2.0","result":2})"));
  EXPECT_LT(answer.find("\"a\""), answer.find("\"b\""));
  EXPECT_LT(answer.find("\"b\""), answer.find("\"c\""));
  std::string many = "[";
  for (int i = 0; i < 101; ++i) many += std::string(i == 0 ? "" : ",") + R"({"id":1,"method":"getblockcount"})";
  EXPECT_THAT(rpc.answer(many + "]"), HasSubstr("-32600"));
}

TEST_F(JsonRpcTest, SaysWhatIsUnknown) {
  const std::string nothing = R"(["0x0000000000000000000000000000000000000000000000000000000000000001"])";
  EXPECT_EQ(error_of("getblock", nothing), -101);
  EXPECT_EQ(error_of("getblock", "[99]"), -101);
  EXPECT_EQ(error_of("getblockhash", "[99]"), -109);
  EXPECT_EQ(error_of("getrawtransaction", nothing), -103);
  EXPECT_EQ(error_of("gettransactionheight", nothing), -103);
  EXPECT_EQ(error_of("getapplicationlog", nothing), -103);
  EXPECT_EQ(error_of("getcontractstate", R"(["0x0000000000000000000000000000000000000001"])"), -102);
  EXPECT_EQ(error_of("getstorage", R"(["GasToken","AA=="])"), -104);
  EXPECT_EQ(error_of("traverseiterator", R"(["none","none",5])"), -107);
  EXPECT_EQ(error_of("terminatesession", R"(["none"])"), -107);
  EXPECT_EQ(error_of("traverseiterator", R"(["none","none",101])"), -32602);
}

TEST_F(JsonRpcTest, RefusesParametersThatAreNotRight) {
  for (const std::string method :
       {"getblock", "getblockhash", "getrawtransaction", "getapplicationlog", "sendrawtransaction", "invokescript",
        "invokefunction", "calculatenetworkfee", "getnep17balances", "getstorage", "findstorage", "getcontractstate"}) {
    EXPECT_EQ(error_of(method), -32'602) << method;
    EXPECT_EQ(error_of(method, "[{}]"), -32'602) << method;
    EXPECT_EQ(error_of(method, "[[]]"), -32'602) << method;
  }
  EXPECT_EQ(error_of("sendrawtransaction", R"(["AAAA"])"), -32'602);
  EXPECT_EQ(error_of("invokescript", R"(["EQ==",[{"account":"nobody"}]])"), -32'602);
  EXPECT_EQ(error_of("invokefunction", R"(["GasToken","balanceOf",[{"type":"Hash160","value":"x"}]])"), -32'602);
}

TEST_F(JsonRpcTest, RefusesByNameWhatADevelopmentChainDoesNotHave) {
  for (const std::string method : {"getstateroot", "getstateheight", "getproof", "verifyproof", "getstate", "findstates",
                                   "invokefunctionhistoric", "invokescripthistoric", "getstoragehistoric"}) {
    EXPECT_EQ(error_of(method), -606) << method;
  }
  EXPECT_EQ(error_of("submitblock", R"(["AA=="])"), -500);
  EXPECT_EQ(error_of("submitoracleresponse"), -602);
  EXPECT_THAT(json::serialize(ask("submitnotaryrequest")), HasSubstr("no notary"));
}

TEST_F(JsonRpcTest, TriesAFunctionOut) {
  const json::value answer = ask("invokefunction", R"(["GasToken","decimals",[]])");
  EXPECT_EQ(json::serialize(answer.at("result").at("stack")), R"([{"type":"Integer","value":"8"}])");
  EXPECT_EQ(json::serialize(answer.at("result").at("state")), R"("HALT")");
  const json::value fault = ask("invokescript", R"(["OA=="])");
  EXPECT_EQ(json::serialize(fault.at("result").at("exception")), R"("at instruction 0 (ABORT): ABORT is executed.")");
}

TEST_F(JsonRpcTest, OpensASessionForAnIterator) {
  const json::value result = ask("invokefunction", R"(["ContractManagement","getContractHashes",[]])").at("result");
  EXPECT_THAT(json::serialize(result), HasSubstr(R"("interface":"IIterator")"));
  const std::string session = json::serialize(result.at("session"));
  const std::string iterator = json::serialize(result.at("stack").at(0).at("id"));
  const std::string pages = "[" + session + "," + iterator + ",100]";
  EXPECT_TRUE(ask("traverseiterator", pages).at("result").is_array());
  EXPECT_EQ(error_of("traverseiterator", "[" + session + ",\"none\",100]"), -108);
  EXPECT_EQ(ask("terminatesession", "[" + session + "]").at("result"), json::value(true));
  EXPECT_EQ(error_of("traverseiterator", pages), -107);
}

TEST_F(JsonRpcTest, TakesATransactionAndShowsWhatBecameOfIt) {
  neo::Transaction transaction =
      world.transaction(World::transfer_script(gas(), Chain::dev_account(), neo::UInt160{}, 3));
  ASSERT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
  const std::string raw = quoted(transaction.encode());
  const std::string hash = transaction.hash().display();
  EXPECT_EQ(json::serialize(ask("sendrawtransaction", raw).at("result")), R"({"hash":")" + hash + "\"}");
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(error_of("sendrawtransaction", raw), -503);
  EXPECT_THAT(json::serialize(ask("getrawmempool")), HasSubstr(hash));
  EXPECT_THAT(json::serialize(ask("getrawtransaction", "[\"" + hash + "\",1]")), Not(HasSubstr("blockhash")));
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_EQ(error_of("sendrawtransaction", raw), -501);
  EXPECT_THAT(json::serialize(ask("getrawtransaction", "[\"" + hash + "\",1]")), HasSubstr(R"("vmstate":"HALT")"));
  const std::string log = json::serialize(ask("getapplicationlog", "[\"" + hash + "\"]"));
  EXPECT_THAT(log, HasSubstr(R"("eventname":"Transfer")"));
  EXPECT_THAT(log, HasSubstr(R"("gasconsumed":"9977750")"));
  EXPECT_THAT(json::serialize(ask("getblock", "[2,1]")), HasSubstr(hash));
}

// What is asked for is what is needed: a datoshi less is refused.
TEST_F(JsonRpcTest, CalculatesTheSmallestNetworkFee) {
  neo::Transaction transaction = world.transaction({static_cast<std::uint8_t>(neo::OpCode::PUSH1)});
  ASSERT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
  transaction.witnesses[0].invocation.clear();
  const json::value answer = ask("calculatenetworkfee", quoted(transaction.encode()));
  const auto fee = std::stoll(std::string(json::view(answer.at("result").at("networkfee").as_string())));
  const auto send_with = [&](std::int64_t datoshi) {
    transaction.network_fee = neo::Fixed8::datoshi(datoshi);
    EXPECT_TRUE(neo::sign_alone(transaction, Chain::kNetwork, Chain::dev_key()));
    return error_of("sendrawtransaction", quoted(transaction.encode()));
  };
  EXPECT_EQ(send_with(fee - 1), -508);
  EXPECT_EQ(send_with(fee), 0);
}

}  // namespace
}  // namespace nsl::devchain
