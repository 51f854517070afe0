#include "devchain/native/native.h"

#include "base/json.h"
#include "crypto/bls12_381.h"
#include "devchain/execution/murmur.h"
#include "devchain/testing/world.h"
#include "neo/contract/native.h"
#include "neo/script/verification.h"
#include "neo/testing/vectors.h"
#include "neo/transaction/signing.h"
#include "neo/types/hashing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace nsl::devchain {
namespace {

using neo::ContractParameter;
using neo::testing::Vector;
using ::testing::HasSubstr;
using testing::World;

Bytes call(const neo::UInt160& contract, std::string method, std::vector<ContractParameter> arguments = {}) {
  return neo::call_script({.contract = contract, .method = std::move(method), .arguments = std::move(arguments)});
}

std::string integer(std::string_view value) { return R"({"type":"Integer","value":")" + std::string(value) + "\"}"; }

// The manifests of Neo's native contracts after the last hardfork, by hash: of several, the one with the most methods,
// because hardforks add some and take none away.
std::map<std::string, neo::Manifest> latest_manifests() {
  std::map<std::string, neo::Manifest> out;
  neo::testing::walk({.folder = "contracts", .list = "states"}, [&](const Vector& vector) {
    auto manifest = neo::Manifest::from_json(vector.at("manifest"));
    ASSERT_TRUE(manifest) << manifest.error().message;
    const auto hash = vector.text("hash");
    if (!out.contains(hash) || out[hash].methods.size() < manifest->methods.size()) out[hash] = *std::move(manifest);
  });
  return out;
}

// Methods that are there must be as Neo's nodes declare them; which are missing is said in docs/decisions.
TEST(Natives, DeclareMethodsAsNeoDoes) {
  NEED_VECTORS("contracts");
  const auto manifests = latest_manifests();
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

// Those that are in force after the last hardfork. What is free is paid for inside.
TEST(Natives, HaveThePricesAndNeedTheFlagsOfNeo) {
  NEED_VECTORS("contracts");
  const std::map<std::string, CallFlags> flags{
      {"NoneFlag", CallFlags::kNone},
      {"ReadStates", CallFlags::kReadStates},
      {"States", CallFlags::kStates},
      {"States|AllowNotify", kWritesAndNotifies},
      {"States|AllowCall", CallFlags::kStates | CallFlags::kAllowCall},
      {"States|AllowCall|AllowNotify", CallFlags::kAll},
      {"All", CallFlags::kAll},
  };
  const NativeTable natives;
  std::size_t compared = 0;
  neo::testing::walk({.folder = "contracts", .list = "methods", .having = {"cpuFee"}}, [&](const Vector& vector) {
    if (vector.has("activeTill")) return;
    const auto* contract = neo::find_native(vector.text("contract"));
    ASSERT_NE(contract, nullptr) << vector.text("contract");
    for (const auto& definition : natives.definitions()) {
      if (definition.id != contract->id) continue;
      for (const auto& method : definition.methods) {
        if (method.name != vector.text("method")) continue;
        SCOPED_TRACE(vector.text("contract") + "." + vector.text("method"));
        EXPECT_EQ(method.price, vector.number("cpuFee"));
        EXPECT_EQ(method.storage_bytes, vector.number("storageFee"));
        EXPECT_EQ(method.flags, flags.at(vector.text("callFlags")));
        ++compared;
      }
    }
  });
  EXPECT_GT(compared, 0U);
}

void set_by_committee(World& world, std::string method, std::int64_t value) {
  const auto script = neo::multi_signature_script(1, world.chain().validators()).value();
  const auto committee = neo::hash160(script);
  auto context = neo::SigningContext::create(
      Chain::kNetwork,
      world.transaction(call(neo::policy_hash(), std::move(method), {ContractParameter::integer(value)}),
                        {{.account = Chain::dev_account()}, {.account = committee}}));
  ASSERT_TRUE(context) << context.error().message;
  ASSERT_TRUE(context->add_script(script));
  ASSERT_TRUE(context->sign(Chain::dev_key()));
  const auto sent = world.send(context->complete().value());
  ASSERT_TRUE(sent) << sent.error().why;
  ASSERT_TRUE(world.chain().produce_block());
  ASSERT_EQ(world.log_of(*sent).state, neovm::VmState::kHalt) << world.log_of(*sent).exception;
}

// With the policy that the case asks for, as the committee would set it.
TEST(Natives, ChargeForStdLibWhatOtherNodesCharge) {
  NEED_VECTORS("fees");
  const auto count = neo::testing::walk({.folder = "fees", .list = "", .having = {"Execute"}}, [](const Vector& vector) {
    World world;
    if (vector.has("Environment")) {
      const auto& policy = vector.at("Environment").at("Policy");
      set_by_committee(world, "setExecFeeFactor", policy.at("ExecutionFee").to_number<std::int64_t>());
      set_by_committee(world, "setStoragePrice", policy.at("StorageFee").to_number<std::int64_t>());
      set_by_committee(world, "setFeePerByte", policy.at("FeePerByte").to_number<std::int64_t>());
    }
    for (const json::value& run : vector.at("Execute").as_array()) {
      const auto script = from_base64(json::view(run.at("Script").as_string()));
      ASSERT_TRUE(script);
      const auto invocation = world.chain().invoke(*script, {});
      EXPECT_EQ(invocation.execution->engine().state(), neovm::VmState::kHalt)
          << invocation.execution->engine().fault_message();
      EXPECT_EQ(invocation.execution->engine().gas_consumed().to_datoshi(), run.at("Fee").to_number<std::int64_t>());
    }
  });
  EXPECT_GT(count, 0U);
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

TEST(Natives, StdLibWritesBytesInBase58) {
  World world;
  const auto& lib = neo::std_lib_hash();
  EXPECT_EQ(world.invoke(call(lib, "base58Encode", {ContractParameter::bytes(Bytes{0, 0, 1, 2})})),
            R"({"type":"ByteString","value":"MTE1VA=="})");
  EXPECT_EQ(world.invoke(call(lib, "base58Decode", {ContractParameter::text("115T")})),
            R"({"type":"ByteString","value":"AAABAg=="})");
  EXPECT_THAT(world.invoke(call(lib, "base58Decode", {ContractParameter::text("0OIl")})), HasSubstr("invalid format"));
  EXPECT_THAT(world.invoke(call(lib, "base58CheckEncode", {ContractParameter::bytes(Bytes(1'025))})),
              HasSubstr("too long"));
}

void check_murmur128(const Vector& vector) {
  const auto method = vector.text("method");  // "murmur128(seed=123)"
  const auto seed = static_cast<std::uint32_t>(std::stoul(method.substr(method.find('=') + 1)));
  EXPECT_EQ(to_hex(murmur128(vector.hex("dataHex"), seed)), vector.text("result"));
}

Bytes crypto_call(const Vector& vector) {
  const auto method = vector.text("method");
  const auto argument = [&](std::string_view name) { return ContractParameter::bytes(vector.hex(name)); };
  if (vector.has("dataHex")) return call(neo::crypto_lib_hash(), method, {argument("dataHex")});
  if (vector.has("signature"))
    return call(neo::crypto_lib_hash(), method, {argument("messageHash"), argument("signature")});
  return call(neo::crypto_lib_hash(), method, {argument("data")});
}

TEST(Natives, CryptoLibGivesTheResultOfEveryVector) {
  NEED_VECTORS("crypto");
  World world;
  const auto count =
      neo::testing::walk({.folder = "crypto", .having = {"method", "result"}}, [&](const Vector& vector) {
        SCOPED_TRACE(vector.text("method"));
        if (vector.text("method").starts_with("murmur128")) return check_murmur128(vector);
        const auto result = world.invoke(crypto_call(vector));
        const auto expected = vector.text("result");
        if (expected.starts_with("fault")) {
          EXPECT_THAT(result, HasSubstr("FAULT"));
        } else if (expected == "valid") {
          EXPECT_THAT(result, Not(HasSubstr("FAULT")));
        } else if (expected == "null") {
          EXPECT_EQ(result, R"({"type":"Any"})");
        } else {
          const auto bytes = from_hex(expected);
          ASSERT_TRUE(bytes) << expected;
          EXPECT_EQ(result, R"({"type":"ByteString","value":")" + to_base64(*bytes) + R"("})");
        }
      });
  EXPECT_GT(count, 0U);
}

TEST(Natives, CryptoLibTellsSignaturesFromWhatIsNone) {
  World world;
  const auto verify = [&](std::int64_t curve, Bytes key, Bytes signature) {
    return world.invoke(call(neo::crypto_lib_hash(), "verifyWithECDsa",
                             {ContractParameter::bytes(Bytes{1}), ContractParameter::bytes(std::move(key)),
                              ContractParameter::bytes(std::move(signature)), ContractParameter::integer(curve)}));
  };
  const auto key = neo::PrivateKey::generate();
  const Bytes point(key.public_key().bytes().begin(), key.public_key().bytes().end());
  const auto made = key.sign(Bytes{1});
  const Bytes signature(made.begin(), made.end());
  EXPECT_EQ(verify(23, point, signature), R"({"type":"Boolean","value":true})");
  EXPECT_EQ(verify(123, point, signature), R"({"type":"Boolean","value":false})");  // another digest
  EXPECT_EQ(verify(23, point, Bytes(64)), R"({"type":"Boolean","value":false})");
  EXPECT_THAT(verify(23, point, Bytes(63)), HasSubstr("signature length"));
  EXPECT_THAT(verify(23, Bytes(33), signature), HasSubstr("public key"));
  EXPECT_THAT(verify(24, point, signature), HasSubstr("unsupported"));
  // RFC 8032, section 7.1, the second test.
  const auto ed25519 = [&](Bytes message, Bytes public_key, Bytes signed_by) {
    return world.invoke(call(neo::crypto_lib_hash(), "verifyWithEd25519",
                             {ContractParameter::bytes(std::move(message)), ContractParameter::bytes(std::move(public_key)),
                              ContractParameter::bytes(std::move(signed_by))}));
  };
  const auto ed_key = from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value();
  const auto ed_signature = from_hex(
                                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
                                .value();
  EXPECT_EQ(ed25519({0x72}, ed_key, ed_signature), R"({"type":"Boolean","value":true})");
  EXPECT_EQ(ed25519({0x73}, ed_key, ed_signature), R"({"type":"Boolean","value":false})");
  EXPECT_THAT(ed25519({0x72}, Bytes(31), ed_signature), HasSubstr("key length"));
  EXPECT_THAT(ed25519({0x72}, ed_key, Bytes(65)), HasSubstr("signature length"));
}

TEST(Natives, CryptoLibRecoversNothingFromWhatIsNoSignature) {
  World world;
  const auto recover = [&](std::size_t digest, Bytes signature) {
    return world.invoke(call(neo::crypto_lib_hash(), "recoverSecp256K1",
                             {ContractParameter::bytes(Bytes(digest, 1)), ContractParameter::bytes(std::move(signature))}));
  };
  EXPECT_EQ(recover(32, Bytes(65)), R"({"type":"Any"})");
  EXPECT_EQ(recover(32, Bytes(63, 1)), R"({"type":"Any"})");
  EXPECT_EQ(recover(31, Bytes(65, 1)), R"({"type":"Any"})");
  EXPECT_EQ(recover(32, {}), R"({"type":"Any"})");
}

// A script that calls one method of CryptoLib after the other on points, as contracts do.
class PointScript {
 public:
  PointScript& bytes(ByteView data) {
    script_.push_data(data);
    return *this;
  }
  PointScript& flag(bool value) {
    script_.push_boolean(value);
    return *this;
  }
  // Takes its arguments from the stack: the first lies on top.
  PointScript& call(std::string_view method, std::int64_t arguments) {
    script_.push_integer(arguments).emit(neo::OpCode::PACK).push_integer(15).push_data(as_bytes(method));
    script_.push_data(neo::crypto_lib_hash().bytes()).system_call(neo::interop_id("System.Contract.Call"));
    return *this;
  }
  PointScript& point(ByteView data) { return bytes(data).call("bls12381Deserialize", 1); }
  Bytes take() { return script_.take(); }

 private:
  neo::ScriptBuilder script_;
};

TEST(Natives, CryptoLibPairsPoints) {
  World world;
  const auto g1 = crypto::BlsG1::generator().encode();
  const auto g2 = crypto::BlsG2::generator().encode();
  Bytes two(32);
  two[0] = 2;
  // e(2P, Q) is e(P, Q) + e(P, Q); the factor and its sign are pushed before the point.
  const auto equal = PointScript()
                         .point(g2).point(g1).call("bls12381Pairing", 2)
                         .point(g2).point(g1).call("bls12381Pairing", 2)
                         .call("bls12381Add", 2)
                         .point(g2).flag(false).bytes(two).point(g1).call("bls12381Mul", 3).call("bls12381Pairing", 2)
                         .call("bls12381Equal", 2)
                         .take();
  EXPECT_EQ(world.invoke(equal), R"({"type":"Boolean","value":true})");
  EXPECT_EQ(world.invoke(PointScript().point(g1).call("bls12381Serialize", 1).take()),
            R"({"type":"ByteString","value":")" + to_base64(g1) + R"("})");
  EXPECT_THAT(world.invoke(PointScript().point(g1).point(g2).call("bls12381Add", 2).take()), HasSubstr("mismatch"));
  EXPECT_THAT(world.invoke(PointScript().point(g1).point(g2).call("bls12381Pairing", 2).take()), HasSubstr("mismatch"));
  EXPECT_THAT(world.invoke(PointScript().bytes(g1).call("bls12381Serialize", 1).take()), HasSubstr("no point"));
  EXPECT_THAT(world.invoke(PointScript().flag(true).bytes(g1).point(g1).call("bls12381Mul", 3).take()),
              HasSubstr("32 bytes"));
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
