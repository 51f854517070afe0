// Contracts that were compiled elsewhere: deployed, called, updated.
#include "devchain/testing/world.h"
#include "neo/contract/native.h"
#include "neo/types/hashing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::devchain {
namespace {

using neo::ContractParameter;
using testing::contract_file;
using testing::gas;
using ::testing::HasSubstr;
using testing::World;

Bytes deploy_script(ByteView nef, ByteView manifest) {
  return neo::call_script({.contract = neo::contract_management_hash(),
                           .method = "deploy",
                           .arguments = {ContractParameter::bytes(nef), ContractParameter::bytes(manifest)}});
}

Bytes call(const neo::UInt160& contract, std::string method, std::vector<ContractParameter> arguments = {}) {
  return neo::call_script({.contract = contract, .method = std::move(method), .arguments = std::move(arguments)});
}

// A NEF and a manifest for a script whose methods begin at the offsets.
struct Written {
  Bytes nef;
  std::string manifest;
  neo::UInt160 hash;
};

Written write_contract(Bytes script, std::string_view methods, std::string_view events = "") {
  neo::Nef nef;
  nef.compiler = "test";
  nef.script = std::move(script);
  Written out{.nef = nef.encode(),
              .manifest = R"({"name":"Written","groups":[],"features":{},"supportedstandards":[],"abi":{"methods":[)" +
                          std::string(methods) + R"(],"events":[)" + std::string(events) +
                          R"(]},"permissions":[{"contract":"*","methods":"*"}],"trusts":[],"extra":null})",
              .hash = {}};
  out.hash = neo::contract_hash({.sender = Chain::dev_account(), .nef_checksum = nef.checksum(), .name = "Written"});
  return out;
}

std::string method(std::string_view name, int offset, std::string_view returns) {
  return R"({"name":")" + std::string(name) + R"(","parameters":[],"returntype":")" + std::string(returns) +
         R"(","offset":)" + std::to_string(offset) + R"(,"safe":false})";
}

TEST(Contract, ThatAnotherCompilerMadeIsDeployedAndCalled) {
  const auto nef = contract_file("contracts/basicchain__Rubl.nef");
  const auto manifest = contract_file("contracts/basicchain__Rubl.manifest.json");
  if (!nef || !manifest) GTEST_SKIP() << "skipped: no vectors";
  World world;
  const ExecutionLog& log = world.run(deploy_script(*nef, *manifest));
  ASSERT_EQ(log.state, neovm::VmState::kHalt) << log.exception;
  ASSERT_FALSE(log.notifications.empty());
  EXPECT_EQ(log.notifications.back().name, "Deploy");
  const auto hashes = world.chain().contracts().hashes(world.chain().state());
  ASSERT_EQ(hashes.size(), 1U);
  EXPECT_EQ(world.invoke(call(hashes[0], "symbol")), R"({"type":"ByteString","value":"UlVC"})");
  EXPECT_EQ(world.invoke(call(hashes[0], "decimals")), R"({"type":"Integer","value":"2"})");
  EXPECT_THAT(world.run(deploy_script(*nef, *manifest)).exception, HasSubstr("contract already exists"));
}

TEST(Contract, WithoutEnoughGasIsNotDeployed) {
  World world;
  const Written contract = write_contract({static_cast<std::uint8_t>(neo::OpCode::RET)}, method("main", 0, "Void"));
  neo::Transaction transaction = world.transaction(deploy_script(contract.nef, as_bytes(contract.manifest)));
  transaction.system_fee = neo::Fixed8::gas(9);  // deploying costs 10
  const auto sent = world.send(transaction);
  ASSERT_TRUE(sent);
  ASSERT_TRUE(world.chain().produce_block());
  EXPECT_THAT(world.log_of(*sent).exception, HasSubstr("gas limit exceeded"));
}

TEST(Contract, WhoseManifestPointsNowhereIsNotDeployed) {
  World world;
  const Written contract = write_contract(
      {static_cast<std::uint8_t>(neo::OpCode::PUSHINT16), 1, 2, static_cast<std::uint8_t>(neo::OpCode::RET)},
      method("main", 1, "Integer"));
  EXPECT_THAT(world.run(deploy_script(contract.nef, as_bytes(contract.manifest))).exception,
              HasSubstr("offset is no instruction"));
  EXPECT_THAT(world.run(deploy_script(Bytes{1, 2, 3}, as_bytes(contract.manifest))).exception,
              HasSubstr("invalid NEF"));
  EXPECT_THAT(world.run(deploy_script(contract.nef, as_bytes("{}"))).exception, HasSubstr("invalid manifest"));
}

// put: Storage.Put(context, "k", "v") and back; get: Storage.Get.
Bytes storage_script(std::uint8_t& get_offset) {
  neo::ScriptBuilder script;
  script.push_data(as_bytes("v")).push_data(as_bytes("k")).system_call(neo::interop_id("System.Storage.GetContext"));
  script.system_call(neo::interop_id("System.Storage.Put")).emit(neo::OpCode::RET);
  get_offset = static_cast<std::uint8_t>(script.view().size());
  script.push_data(as_bytes("k")).system_call(neo::interop_id("System.Storage.GetReadOnlyContext"));
  script.system_call(neo::interop_id("System.Storage.Get")).emit(neo::OpCode::RET);
  return script.take();
}

TEST(Contract, KeepsWhatItStores) {
  World world;
  std::uint8_t get_offset = 0;
  Bytes code = storage_script(get_offset);
  const Written contract =
      write_contract(std::move(code), method("put", 0, "Void") + "," + method("get", get_offset, "Any"));
  ASSERT_EQ(world.run(deploy_script(contract.nef, as_bytes(contract.manifest))).state, neovm::VmState::kHalt);
  EXPECT_EQ(world.invoke(call(contract.hash, "get")), R"({"type":"Any"})");
  world.invoke(call(contract.hash, "put"));  // only tried out
  EXPECT_EQ(world.invoke(call(contract.hash, "get")), R"({"type":"Any"})");
  const ExecutionLog& log = world.run(call(contract.hash, "put"));
  ASSERT_EQ(log.state, neovm::VmState::kHalt) << log.exception;
  EXPECT_EQ(world.invoke(call(contract.hash, "get")), R"({"type":"ByteString","value":"dg=="})");
  const Bytes without_right = neo::call_script(
      {.contract = contract.hash, .method = "put", .arguments = {}, .flags = neo::CallFlags::kReadOnly});
  EXPECT_THAT(world.invoke(without_right), HasSubstr("missing call flags"));
}

// Calls a contract that stores and throws, catches that, and goes on: what was stored is gone.
TEST(Contract, AnExceptionThatIsCaughtTakesBackWhatWasStored) {
  World world;
  std::uint8_t get_offset = 0;
  Bytes code = storage_script(get_offset);
  const auto throws_at = static_cast<std::uint8_t>(code.size());
  neo::ScriptBuilder more;
  more.push_data(as_bytes("v")).push_data(as_bytes("k")).system_call(neo::interop_id("System.Storage.GetContext"));
  more.system_call(neo::interop_id("System.Storage.Put")).push_integer(1).emit(neo::OpCode::THROW);
  code.insert(code.end(), more.view().begin(), more.view().end());
  const Written contract =
      write_contract(std::move(code), method("put", 0, "Void") + "," + method("get", get_offset, "Any") + "," +
                                          method("putAndThrow", throws_at, "Void"));
  ASSERT_EQ(world.run(deploy_script(contract.nef, as_bytes(contract.manifest))).state, neovm::VmState::kHalt);
  const Bytes inner = call(contract.hash, "putAndThrow");
  neo::ScriptBuilder script;
  // TRY with CATCH behind the call and its ENDTRY; both ends lead to RET.
  const auto catch_offset = static_cast<std::uint8_t>(3 + inner.size() + 2);
  script.emit(neo::OpCode::TRY, Bytes{catch_offset, 0});
  Bytes whole = script.take();
  whole.insert(whole.end(), inner.begin(), inner.end());
  for (const std::uint8_t byte :
       {static_cast<std::uint8_t>(neo::OpCode::ENDTRY), std::uint8_t{5}, static_cast<std::uint8_t>(neo::OpCode::DROP),
        static_cast<std::uint8_t>(neo::OpCode::ENDTRY), std::uint8_t{2}, static_cast<std::uint8_t>(neo::OpCode::RET)}) {
    whole.push_back(byte);
  }
  const ExecutionLog& log = world.run(whole);
  EXPECT_EQ(log.state, neovm::VmState::kHalt) << log.exception;
  EXPECT_EQ(world.invoke(call(contract.hash, "get")), R"({"type":"Any"})");
}

TEST(Contract, NotifiesOnlyWhatItsManifestAnnounces) {
  World world;
  neo::ScriptBuilder script;
  script.push_integer(7)
      .push_integer(1)
      .emit(neo::OpCode::PACK)
      .push_data(as_bytes("Happened"))
      .system_call(neo::interop_id("System.Runtime.Notify"))
      .emit(neo::OpCode::RET);
  const Written silent = write_contract(Bytes(script.view().begin(), script.view().end()), method("main", 0, "Void"));
  ASSERT_EQ(world.run(deploy_script(silent.nef, as_bytes(silent.manifest))).state, neovm::VmState::kHalt);
  EXPECT_THAT(world.run(call(silent.hash, "main")).exception, HasSubstr("notification Happened does not exist"));

  World other;
  const Written loud = write_contract(script.take(), method("main", 0, "Void"),
                                      R"({"name":"Happened","parameters":[{"name":"n","type":"Integer"}]})");
  ASSERT_EQ(other.run(deploy_script(loud.nef, as_bytes(loud.manifest))).state, neovm::VmState::kHalt);
  const ExecutionLog& log = other.run(call(loud.hash, "main"));
  ASSERT_EQ(log.notifications.size(), 1U) << log.exception;
  EXPECT_EQ(log.notifications[0].name, "Happened");
}

// GAS sent to a contract reaches its onNEP17Payment; one that has none takes nothing.
TEST(Contract, IsToldOfPayments) {
  World world;
  const std::string payment =
      R"({"name":"onNEP17Payment","parameters":[{"name":"from","type":"Hash160"},{"name":"amount","type":"Integer"},{"name":"data","type":"Any"}],"returntype":"Void","offset":0,"safe":false})";
  const Bytes takes{static_cast<std::uint8_t>(neo::OpCode::CLEAR), static_cast<std::uint8_t>(neo::OpCode::RET)};
  const Written contract = write_contract(takes, payment);
  ASSERT_EQ(world.run(deploy_script(contract.nef, as_bytes(contract.manifest))).state, neovm::VmState::kHalt);
  const ExecutionLog& log = world.run(World::transfer_script(gas(), Chain::dev_account(), contract.hash, 9));
  EXPECT_EQ(log.state, neovm::VmState::kHalt) << log.exception;
  EXPECT_EQ(log.stack.at(0)->as_boolean(), true);
  EXPECT_EQ(world.balance(gas(), contract.hash), 9);

  World other;
  const Written refuses = write_contract({static_cast<std::uint8_t>(neo::OpCode::RET)}, method("main", 0, "Void"));
  ASSERT_EQ(other.run(deploy_script(refuses.nef, as_bytes(refuses.manifest))).state, neovm::VmState::kHalt);
  EXPECT_EQ(other.run(World::transfer_script(gas(), Chain::dev_account(), refuses.hash, 9)).state,
            neovm::VmState::kFault);
  EXPECT_EQ(other.balance(gas(), refuses.hash), 0);
}

}  // namespace
}  // namespace nsl::devchain
