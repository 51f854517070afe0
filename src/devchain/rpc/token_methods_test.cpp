#include "devchain/rpc/json_rpc.h"
#include "devchain/testing/world.h"
#include "neo/contract/native.h"
#include "neo/contract/nef.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::devchain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::World;

constexpr std::string_view kTokenId = "#1";
const neo::UInt160 kCarol = neo::UInt160::parse("0x6293a440ed80a427038e175a507d3def1e04fb67").value();

// A contract with one token of NEP-11, written by hand: symbol, decimals, properties(id); make() gives it to the
// development account, pass() gives it on to Carol; verify() says yes.
class OneToken {
 public:
  OneToken() {
    add("symbol", "String", true, [](auto& script) { script.push_data(as_bytes("ONE")); });
    add("decimals", "Integer", true, [](auto& script) { script.push_integer(0); });
    add("make", "Void", false, [](auto& script) { notify(script, std::nullopt, Chain::dev_account()); });
    add("pass", "Void", false, [](auto& script) { notify(script, Chain::dev_account(), kCarol); });
    add("verify", "Boolean", true, [](auto& script) { script.push_boolean(true); });
    methods_ += fmt::format(
        R"(,{{"name":"properties","parameters":[{{"name":"id","type":"ByteArray"}}],"returntype":"Map","offset":{},"safe":true}})",
        script_.view().size());
    script_.emit(neo::OpCode::DROP).push_data(Bytes{0xff, 0x01}).push_data(as_bytes("other"));
    script_.push_data(as_bytes("Neo #1")).push_data(as_bytes("name"));
    script_.push_integer(2).emit(neo::OpCode::PACKMAP).emit(neo::OpCode::RET);
  }

  Bytes deployment() const {
    constexpr std::string_view kEvent =
        R"({"name":"Transfer","parameters":[{"name":"from","type":"Hash160"},{"name":"to","type":"Hash160"},)"
        R"({"name":"amount","type":"Integer"},{"name":"tokenId","type":"ByteArray"}]})";
    const auto manifest = fmt::format(
        R"({{"name":"OneToken","groups":[],"features":{{}},"supportedstandards":["NEP-11"],"abi":{{"methods":[{}],"events":[{}]}},)"
        R"("permissions":[],"trusts":[],"extra":null}})",
        methods_, kEvent);
    return neo::call_script({.contract = neo::contract_management_hash(),
                             .method = "deploy",
                             .arguments = {neo::ContractParameter::bytes(nef().encode()),
                                           neo::ContractParameter::bytes(as_bytes(manifest))}});
  }
  neo::UInt160 hash() const {
    return neo::contract_hash(
        {.sender = Chain::dev_account(), .nef_checksum = nef().checksum(), .name = "OneToken"});
  }

 private:
  static void notify(neo::ScriptBuilder& script, std::optional<neo::UInt160> from, const neo::UInt160& to) {
    script.push_data(as_bytes(kTokenId)).push_integer(1).push_data(to.bytes());
    if (from) script.push_data(from->bytes());
    else script.push_null();
    script.push_integer(4).emit(neo::OpCode::PACK).push_data(as_bytes("Transfer"));
    script.system_call(neo::interop_id("System.Runtime.Notify"));
  }

  void add(std::string_view name, std::string_view returns, bool safe, void (*write)(neo::ScriptBuilder& script)) {
    methods_ += fmt::format(R"({}{{"name":"{}","parameters":[],"returntype":"{}","offset":{},"safe":{}}})",
                            methods_.empty() ? "" : ",", name, returns, script_.view().size(), safe);
    write(script_);
    script_.emit(neo::OpCode::RET);
  }

  neo::Nef nef() const {
    neo::Nef out;
    out.compiler = "by hand";
    out.script.assign(script_.view().begin(), script_.view().end());
    return out;
  }

  neo::ScriptBuilder script_;
  std::string methods_;
};

class TokenMethods : public ::testing::Test {
 protected:
  TokenMethods() {
    run(token_.deployment());
    run(call("make"));
  }

  void run(Bytes script) {
    const auto& log = world_.run(std::move(script));
    ASSERT_EQ(log.state, neovm::VmState::kHalt) << log.exception;
  }
  Bytes call(std::string method) const {
    return neo::call_script({.contract = token_.hash(), .method = std::move(method), .arguments = {}});
  }
  std::string ask(std::string_view method, std::string_view params) {
    return rpc_.answer(fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"{}","params":[{}]}})", method, params));
  }
  static std::string quoted(const neo::UInt160& account) { return "\"" + account.display() + "\""; }

  World world_;
  OneToken token_;
  JsonRpc rpc_{world_.chain(), {}};
};

TEST_F(TokenMethods, ShowWhoHasAThingOfItsKind) {
  const auto held = ask("getnep11balances", quoted(Chain::dev_account()));
  EXPECT_THAT(held, HasSubstr(R"("tokens":[{"tokenid":"2331","amount":"1","lastupdatedblock":3}])"));
  EXPECT_THAT(held, HasSubstr(R"("symbol":"ONE","decimals":"0")"));
  EXPECT_THAT(ask("getnep17balances", quoted(Chain::dev_account())), Not(HasSubstr(token_.hash().display())));
  run(call("pass"));
  EXPECT_THAT(ask("getnep11balances", quoted(Chain::dev_account())), HasSubstr(R"("balance":[])"));
  EXPECT_THAT(ask("getnep11balances", quoted(kCarol)), HasSubstr(R"("tokenid":"2331")"));
}

TEST_F(TokenMethods, ShowHowAThingWentFromHandToHand) {
  run(call("pass"));
  const auto moved = ask("getnep11transfers", quoted(kCarol) + ",0,9999999999999");
  EXPECT_THAT(moved, HasSubstr(R"("sent":[])"));
  EXPECT_THAT(moved, HasSubstr(R"("tokenid":"2331")"));
  EXPECT_THAT(ask("getnep17transfers", quoted(kCarol)), HasSubstr(R"("received":[])"));
}

TEST_F(TokenMethods, ShowPropertiesAsTextWhereNep11SaysSo) {
  EXPECT_THAT(ask("getnep11properties", quoted(token_.hash()) + R"(,"2331")"),
              HasSubstr(R"("result":{"name":"Neo #1","other":"/wE="})"));
  EXPECT_THAT(ask("getnep11properties", quoted(neo::gas_token_hash()) + R"(,"2331")"), HasSubstr("-608"));
  EXPECT_THAT(ask("getnep11properties", quoted(kCarol) + R"(,"2331")"), HasSubstr("-102"));
  EXPECT_THAT(ask("getnep11properties", quoted(token_.hash()) + R"(,"zz")"), HasSubstr("-32602"));
  EXPECT_THAT(ask("getnep11balances", ""), HasSubstr("-32602"));
}

TEST_F(TokenMethods, TryTheVerifyOfAContractOut) {
  EXPECT_THAT(ask("invokecontractverify", quoted(token_.hash()) + ",[],[]"),
              HasSubstr(R"("stack":[{"type":"Boolean","value":true}])"));
  EXPECT_THAT(ask("invokecontractverify", quoted(neo::gas_token_hash())), HasSubstr("-512"));
  EXPECT_THAT(ask("invokecontractverify", quoted(kCarol)), HasSubstr("-102"));
  EXPECT_THAT(ask("invokecontractverify", quoted(token_.hash()) + ",5"), HasSubstr("-32602"));
}

}  // namespace
}  // namespace nsl::devchain
