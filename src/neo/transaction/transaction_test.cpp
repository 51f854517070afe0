#include "neo/transaction/transaction.h"

#include "crypto/digest.h"
#include "neo/block/block.h"
#include "neo/script/verification.h"
#include "neo/testing/vectors.h"
#include "neo/transaction/fee.h"
#include "neo/wallet/private_key.h"

namespace nsl::neo {
namespace {

using testing::Vector;

// "ok" and "ok 3/4" say that the witness was verified elsewhere.
bool was_verified(const json::value& check) { return json::view(check.as_string()).starts_with("ok"); }

void check_witnesses(const Vector& vector, const Transaction& transaction) {
  if (!vector.has("networkMagic")) return;
  const auto data = signed_data(static_cast<std::uint32_t>(vector.number("networkMagic")), transaction.hash());
  if (vector.has("signDataSha256")) EXPECT_EQ(to_hex(crypto::sha256(data)), vector.text("signDataSha256"));
  const auto& checks = vector.at("witnessCheck").as_array();
  ASSERT_EQ(checks.size(), transaction.witnesses.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (!was_verified(checks[i])) continue;
    EXPECT_TRUE(verify_standard_witness(transaction.witnesses[i], transaction.signers[i].account, data));
    const auto other = signed_data(1, transaction.hash());
    EXPECT_FALSE(verify_standard_witness(transaction.witnesses[i], transaction.signers[i].account, other));
  }
}

TEST(Transaction, OfEveryVectorIsReadWrittenAndVerified) {
  NEED_VECTORS("transactions");
  const auto count = testing::walk({.folder = "transactions", .having = {"raw"}}, [&](const Vector& vector) {
    SCOPED_TRACE(vector.text("hash"));
    const auto raw = vector.hex("raw");
    const auto transaction = Transaction::decode(raw);
    ASSERT_TRUE(transaction) << transaction.error().message;
    EXPECT_EQ(transaction->encode(), raw);
    EXPECT_EQ(transaction->bytes(), raw.size());
    EXPECT_EQ(transaction->encode_unsigned().size(), vector.number("hashableLen"));
    EXPECT_EQ(transaction->hash().display(), vector.text("hash"));
    EXPECT_EQ(json::value(transaction->to_json()), vector.at("decoded"));
    const auto from_json = Transaction::from_json(vector.at("decoded"));
    ASSERT_TRUE(from_json) << from_json.error().message;
    EXPECT_EQ(*from_json, *transaction);
    check_witnesses(vector, *transaction);
  });
  EXPECT_GT(count, 0u);
}

// Reads with `decode` and writes what it read; the JSON form goes both ways as well.
template <typename T>
void check_component(const Vector& vector) {
  const auto bytes = vector.hex("hex");
  Reader in(bytes, "component");
  const auto decoded = T::decode(in);
  ASSERT_EQ(in.finish().has_value(), vector.valid());
  if (!vector.valid()) return;
  Writer out;
  decoded.encode(out);
  EXPECT_EQ(to_hex(out.view()), vector.text("hex"));
  EXPECT_EQ(json::value(decoded.to_json()), vector.at("json"));
  JsonDocument document(vector.at("json"), "component");
  EXPECT_EQ(T::from_json(document.root()), decoded);
  EXPECT_TRUE(document.status());
}

TEST(TransactionComponent, OfEveryVectorIsReadWrittenOrRefused) {
  NEED_VECTORS("transactions");
  const auto count = testing::walk({.folder = "transactions", .having = {"kind"}}, [](const Vector& vector) {
    SCOPED_TRACE(vector.text("hex"));
    const auto kind = vector.text("kind");
    if (kind == "witnessCondition") check_component<WitnessCondition>(vector);
    else if (kind == "attribute") check_component<Attribute>(vector);
    else if (kind == "witnessRule") check_component<WitnessRule>(vector);
    else if (kind == "signer") check_component<Signer>(vector);
    else ADD_FAILURE() << "no such kind: " << kind;
  });
  EXPECT_GT(count, 0u);
}

Transaction small() {
  return {
      .nonce = 7, .valid_until_block = 100, .signers = {Signer{}}, .script = {0x11, 0x40}, .witnesses = {Witness{}}};
}

TEST(Transaction, CutOffOrWithMoreBehindItIsRefused) {
  auto bytes = small().encode();
  ASSERT_TRUE(Transaction::decode(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(Transaction::decode(ByteView(bytes).first(size))) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(Transaction::decode(bytes));
}

TEST(Transaction, ThatBreaksARuleIsRefused) {
  const auto refused = [](auto change) {
    auto transaction = small();
    change(transaction);
    return !transaction.check() && !Transaction::decode(transaction.encode());
  };
  EXPECT_TRUE(refused([](auto& t) { t.system_fee = Fixed8::datoshi(-1); }));
  EXPECT_TRUE(refused([](auto& t) { t.network_fee = Fixed8::datoshi(-1); }));
  EXPECT_TRUE(refused(
      [](auto& t) { t.system_fee = t.network_fee = Fixed8::datoshi(std::numeric_limits<std::int64_t>::max()); }));
  EXPECT_TRUE(refused([](auto& t) { t.script.clear(); }));
  EXPECT_TRUE(refused([](auto& t) { t.script = Bytes(Transaction::kScriptBytesMax + 1); }));
  EXPECT_TRUE(refused([](auto& t) { t.signers.clear(), t.witnesses.clear(); }));
  EXPECT_TRUE(refused([](auto& t) { t.signers.push_back(t.signers[0]), t.witnesses.push_back({}); }));
  EXPECT_TRUE(refused([](auto& t) { t.attributes = {Attribute{HighPriority{}}, Attribute{HighPriority{}}}; }));
  EXPECT_TRUE(refused([](auto& t) { t.attributes = std::vector(16, Attribute{Conflicts{}}); }));
  EXPECT_TRUE(refused([](auto& t) { t.witnesses[0].invocation = Bytes(1025); }));
  EXPECT_TRUE(refused([](auto& t) { t.witnesses.push_back({}); }));
  EXPECT_TRUE(refused([](auto& t) { t.signers[0].scopes = WitnessScope::kGlobal | WitnessScope::kCalledByEntry; }));
  EXPECT_TRUE(refused([](auto& t) { t.signers[0].scopes = WitnessScope::kCustomContracts; }));
  EXPECT_TRUE(refused([](auto& t) {
    t.signers[0].scopes = WitnessScope::kCustomContracts;
    t.signers[0].contracts = std::vector(17, UInt160{});
  }));
}

TEST(Transaction, IsCompleteWithAWitnessForEachSigner) {
  auto transaction = small();
  EXPECT_TRUE(transaction.is_complete());
  transaction.witnesses.clear();
  const auto decoded = Transaction::decode(transaction.encode());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_FALSE(decoded->is_complete());
}

TEST(Transaction, MayConflictWithSeveralOthers) {
  auto transaction = small();
  transaction.attributes = {Attribute{Conflicts{}}, Attribute{Conflicts{}}, Attribute{NotValidBefore{5}}};
  const auto decoded = Transaction::decode(transaction.encode());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, transaction);
}

TEST(Signer, TakesEveryScopeAndItsLists) {
  const auto key = ECPoint::parse("02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2").value();
  auto transaction = small();
  auto& signer = transaction.signers[0];
  signer.scopes = WitnessScope::kCalledByEntry | WitnessScope::kCustomContracts | WitnessScope::kCustomGroups |
                  WitnessScope::kWitnessRules;
  signer.contracts = {UInt160{}};
  signer.groups = {key};
  signer.rules = {{WitnessRule::Action::kAllow, {WitnessCondition::Type::kCalledByGroup, key}}};
  const auto decoded = Transaction::decode(transaction.encode());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, transaction);
  const auto from_json = Transaction::from_json(transaction.to_json());
  ASSERT_TRUE(from_json) << from_json.error().message;
  EXPECT_EQ(*from_json, transaction);
  EXPECT_EQ(to_string(signer.scopes), "CalledByEntry, CustomContracts, CustomGroups, WitnessRules");
}

TEST(Signer, KnowsScopesByTheirNamesOnly) {
  EXPECT_EQ(parse_witness_scope("None").value(), WitnessScope::kNone);
  EXPECT_EQ(parse_witness_scope("CalledByEntry,CustomGroups").value(),
            WitnessScope::kCalledByEntry | WitnessScope::kCustomGroups);
  for (const auto* wrong : {"", "1", "global", "Global, CalledByEntry", "CalledByEntry,", "CalledByEntry;None"}) {
    EXPECT_FALSE(parse_witness_scope(wrong)) << wrong;
  }
}

TEST(Attribute, KeepsTheWholeRangeOfAnOracleRequestsNumber) {
  for (const std::uint64_t id : {std::uint64_t{0}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    const Transaction transaction{.signers = {{.scopes = WitnessScope::kNone}},
                                  .attributes = {{OracleResponse{.id = id, .code = OracleResponse::Code::kSuccess}}},
                                  .script = {0x40}};
    const auto text = json::serialize(transaction.to_json());
    for (const auto& written : {json::value(transaction.to_json()), json::parse(text).value()}) {
      const auto read = Transaction::from_json(written);
      ASSERT_TRUE(read) << id << ": " << read.error().message;
      EXPECT_EQ(*read, transaction) << id;
    }
  }
}

TEST(WitnessCondition, MayNotBeDeeperThanThree) {
  const auto nested = [](std::size_t depth) {
    Bytes bytes(depth - 1, 0x01);  // Not
    bytes.insert(bytes.end(), {0x00, 0x01});
    Reader in(bytes, "condition");
    WitnessCondition::decode(in);
    return in.finish().has_value();
  };
  EXPECT_TRUE(nested(3));
  EXPECT_FALSE(nested(4));
  EXPECT_FALSE(nested(100'000));
}

TEST(NetworkFee, OfEveryRealTransactionIsExact) {
  NEED_VECTORS("fees");
  const auto count = testing::walk({.folder = "fees", .list = "real"}, [](const Vector& vector) {
    SCOPED_TRACE(vector.text("hash"));
    // Only its size counts: a script that makes it as long as the real one.
    Transaction transaction{.script = {0x40}};
    std::vector<Bytes> scripts;
    for (const auto& script : vector.at("verificationScripts").as_array()) {
      scripts.push_back(from_hex(json::view(script.as_string())).value());
      transaction.signers.push_back({.scopes = WitnessScope::kNone});
    }
    const auto wanted = static_cast<std::size_t>(vector.number("hashableLen"));
    for (int twice = 0; twice < 2; ++twice) {  // the second time for the length of the length
      const auto now = transaction.encode_unsigned().size();
      transaction.script.resize(transaction.script.size() + wanted - now);
    }
    ASSERT_EQ(transaction.encode_unsigned().size(), wanted);
    const std::vector<ByteView> views(scripts.begin(), scripts.end());
    const auto fee = network_fee(transaction, views,
                                 {.fee_per_byte = vector.number("feePerByte"),
                                  .execution_factor_pico = vector.number("execFeeFactor") * FeePolicy::kPicoPerFactor});
    ASSERT_TRUE(fee) << fee.error().message;
    EXPECT_EQ(fee->bytes, static_cast<std::size_t>(vector.number("size")));
    EXPECT_EQ(fee->verification.datoshi(), vector.number("verificationDatoshi"));
    EXPECT_EQ(fee->total.datoshi(), vector.number("networkFee"));
  });
  EXPECT_GT(count, 0u);
}

Bytes verification_script(std::size_t required, std::size_t keys) {
  std::vector<ECPoint> points;
  for (std::size_t i = 0; i < keys; ++i) points.push_back(PrivateKey::from_bytes(Bytes(32, i + 1)).value().public_key());
  return multi_signature_script(required, points).value();
}

TEST(NetworkFee, OfEveryWitnessInTheTableIsExact) {
  NEED_VECTORS("fees");
  const auto count = testing::walk({.folder = "fees", .list = "table"}, [](const Vector& vector) {
    const auto keys = static_cast<std::size_t>(vector.number("n"));
    const auto script = vector.text("kind") == "single"
                            ? signature_script(PrivateKey::from_bytes(Bytes(32, 1)).value().public_key())
                            : verification_script(static_cast<std::size_t>(vector.number("m")), keys);
    const auto cost = witness_cost(script);
    ASSERT_TRUE(cost) << cost.error().message;
    const auto verification = cost->coefficient * vector.number("execFeeFactor");
    EXPECT_EQ(verification, vector.number("verificationDatoshi"));
    EXPECT_EQ(cost->bytes, static_cast<std::size_t>(vector.number("witnessBytes")));
    EXPECT_EQ(static_cast<std::int64_t>(cost->bytes) * vector.number("feePerByte") + verification,
              vector.number("feeForWitness"));
  });
  EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace nsl::neo
