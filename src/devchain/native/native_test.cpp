#include "devchain/native/native.h"

#include "base/json.h"
#include "devchain/testing/world.h"
#include "neo/contract/native.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace nsl::devchain {
namespace {

using neo::ContractParameter;
using testing::contract_file;
using ::testing::HasSubstr;
using testing::World;

Bytes call(const neo::UInt160& contract, std::string method, std::vector<ContractParameter> arguments = {}) {
  return neo::call_script({.contract = contract, .method = std::move(method), .arguments = std::move(arguments)});
}

std::string integer(std::string_view value) { return R"({"type":"Integer","value":")" + std::string(value) + "\"}"; }

// Methods that are there must be as Neo's nodes declare them; which are missing is said in docs/decisions.
// The manifests of Neo's native contracts after the last hardfork, by hash. Each file has those that its hardfork
// changed.
std::map<std::string, neo::Manifest> latest_manifests() {
  std::map<std::string, neo::Manifest> out;
  for (const std::string_view hardfork : {"default", "cockatrice", "faun", "gorgon"}) {
    const auto file = contract_file("contracts/native_states_" + std::string(hardfork) + ".json");
    const auto document =
        file ? json::parse(as_text(*file)) : Result<json::value>(json::object{{"states", json::array{}}});
    EXPECT_TRUE(document);
    for (const json::value& state : document->at("states").as_array()) {
      auto manifest = neo::Manifest::from_json(state.at("manifest"));
      EXPECT_TRUE(manifest) << manifest.error().message;
      if (manifest) out[std::string(json::view(state.at("hash").as_string()))] = *std::move(manifest);
    }
  }
  return out;
}

// Methods that are there must be as Neo's nodes declare them; which are missing is said in docs/decisions.
TEST(Natives, DeclareMethodsAsNeoDoes) {
  const auto manifests = latest_manifests();
  if (manifests.empty()) GTEST_SKIP() << "skipped: no vectors";
  std::size_t compared = 0;
  for (const ContractPointer& contract : NativeTable().contracts()) {
    const auto& expected = manifests.at(contract->hash.display());
    for (const auto& own : contract->manifest.methods) {
      const auto* method = expected.find_method(own.name, own.parameters.size());
      ASSERT_NE(method, nullptr) << expected.name << "." << own.name;
      EXPECT_EQ(own.parameters, method->parameters) << expected.name << "." << own.name;
      EXPECT_EQ(own.return_type, method->return_type) << expected.name << "." << own.name;
      EXPECT_EQ(own.safe, method->safe) << expected.name << "." << own.name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 60U);
}

TEST(Natives, ChargeForStdLibWhatOtherNodesCharge) {
  const auto file = contract_file("fees/csharp_gas_StdLib.json");
  if (!file) GTEST_SKIP() << "skipped: no vectors";
  World world;
  const auto document = json::parse(as_text(*file));
  ASSERT_TRUE(document);
  for (const json::value& run : document->as_array().front().at("Execute").as_array()) {
    const auto script = from_base64(json::view(run.at("Script").as_string()));
    ASSERT_TRUE(script);
    const auto invocation = world.chain().invoke(*script, {});
    EXPECT_EQ(invocation.execution->engine().state(), neovm::VmState::kHalt)
        << invocation.execution->engine().fault_message();
    EXPECT_EQ(invocation.execution->engine().gas_consumed().to_datoshi(), run.at("Fee").to_number<std::int64_t>());
  }
}

TEST(Natives, StdLibConverts) {
  World world;
  const auto& lib = neo::std_lib_hash();
  EXPECT_EQ(world.invoke(call(lib, "atoi", {ContractParameter::text("-12")})), integer("-12"));
  EXPECT_EQ(world.invoke(call(lib, "atoi", {ContractParameter::text("ff"), ContractParameter::integer(16)})),
            integer("-1"));
  EXPECT_EQ(world.invoke(call(lib, "atoi", {ContractParameter::text("0ff"), ContractParameter::integer(16)})),
            integer("255"));
  EXPECT_EQ(world.invoke(call(lib, "atoi", {ContractParameter::text("+007")})), integer("7"));
  EXPECT_THAT(world.invoke(call(lib, "atoi", {ContractParameter::text("1x")})), HasSubstr("FAULT"));
  EXPECT_THAT(world.invoke(call(lib, "atoi", {ContractParameter::text("+-1")})), HasSubstr("FAULT"));
  EXPECT_EQ(world.invoke(call(lib, "base64Decode", {ContractParameter::text("Y W\tJj")})),
            R"({"type":"ByteString","value":"YWJj"})");
  EXPECT_EQ(world.invoke(call(lib, "jsonSerialize", {ContractParameter::text("a+b")})),
            R"({"type":"ByteString","value":"ImFcdTAwMkJiIg=="})");
  EXPECT_THAT(world.invoke(call(lib, "itoa", {ContractParameter::integer(1), ContractParameter::integer(13)})),
              HasSubstr("invalid base"));
  EXPECT_EQ(world.invoke(
                call(lib, "memorySearch",
                     {ContractParameter::text("abcabc"), ContractParameter::text("c"), ContractParameter::integer(3)})),
            integer("5"));
  EXPECT_EQ(world.invoke(call(lib, "strLen", {ContractParameter::text("añb")})), integer("3"));
}

TEST(Natives, WhatIsSerializedComesBack) {
  World world;
  const auto& lib = neo::std_lib_hash();
  neo::ScriptBuilder script;
  script.call({.contract = lib,
               .method = "serialize",
               .arguments = {ContractParameter::list(
                   {ContractParameter::integer(7), ContractParameter::text("x"), ContractParameter::null()})}});
  script.push_integer(1)
      .emit(neo::OpCode::PACK)
      .push_integer(15)
      .push_data(as_bytes("deserialize"))
      .push_data(lib.bytes());
  script.system_call(neo::interop_id("System.Contract.Call"));
  EXPECT_EQ(
      world.invoke(script.take()),
      R"({"type":"Array","value":[{"type":"Integer","value":"7"},{"type":"ByteString","value":"eA=="},{"type":"Any"}]})");
  EXPECT_THAT(world.invoke(call(lib, "deserialize", {ContractParameter::bytes(Bytes{0x40, 0xfd})})),
              HasSubstr("no serialized item"));
  EXPECT_THAT(world.invoke(call(lib, "jsonDeserialize", {ContractParameter::text("{\"a\":1.5}")})),
              HasSubstr("invalid JSON"));
}

TEST(Natives, OnlyTheCommitteeChangesPolicy) {
  World world;
  const Bytes script = call(neo::policy_hash(), "setFeePerByte", {ContractParameter::integer(2'000)});
  EXPECT_THAT(world.run(script).exception, HasSubstr("invalid committee signature"));
  EXPECT_EQ(world.invoke(call(neo::policy_hash(), "getFeePerByte")), integer("1000"));
}

TEST(Natives, CannotBeCalledWithoutTheFlagsTheyNeed) {
  World world;
  const Bytes script = neo::call_script(
      {.contract = neo::gas_token_hash(), .method = "totalSupply", .arguments = {}, .flags = neo::CallFlags::kNone});
  EXPECT_THAT(world.invoke(script), HasSubstr("missing call flags"));
  EXPECT_THAT(world.invoke(call(neo::gas_token_hash(), "nothing")), HasSubstr("method not found"));
  EXPECT_THAT(world.invoke(call(neo::UInt160{}, "nothing")), HasSubstr("not found"));
}

TEST(Natives, TheLedgerShowsBlocksAndTransactions) {
  World world;
  EXPECT_EQ(world.invoke(call(neo::ledger_hash(), "currentIndex")), integer("1"));
  EXPECT_EQ(world.invoke(call(neo::ledger_hash(), "getBlock", {ContractParameter::integer(5)})), R"({"type":"Any"})");
  const auto funding = world.chain().ledger().find_block(1U)->block.transactions.at(0).hash();
  EXPECT_EQ(world.invoke(call(neo::ledger_hash(), "getTransactionHeight", {ContractParameter::hash256(funding)})),
            integer("1"));
  EXPECT_EQ(world.invoke(call(neo::ledger_hash(), "getTransactionVMState", {ContractParameter::hash256(funding)})),
            integer("1"));
}

}  // namespace
}  // namespace nsl::devchain
