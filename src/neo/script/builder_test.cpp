#include "neo/script/builder.h"

#include "crypto/digest.h"
#include "neo/script/parser.h"
#include "neo/testing/vectors.h"

namespace nsl::neo {
namespace {

using testing::Vector;

ContractCall call_of(const Vector& vector) {
  ContractCall call;
  call.contract = UInt160::parse(vector.text("scriptHash")).value();
  call.method = vector.text("operation");
  for (const auto& argument : vector.at("args").as_array()) {
    call.arguments.push_back(ContractParameter::from_json(argument).value());
  }
  call.flags = static_cast<CallFlags>(vector.number("callFlags"));
  return call;
}

Bytes data_of(const Vector& vector) {
  if (!vector.has("hexRepeat")) return vector.hex(vector.has("hex") ? "hex" : "data");
  const auto& repeat = vector.at("hexRepeat").as_array();
  const auto byte = from_hex(json::view(repeat[0].as_string()));
  return Bytes(repeat[1].to_number<std::size_t>(), byte->front());
}

// nullopt for an operation that this test does not know.
std::optional<Bytes> built(const Vector& vector) {
  const auto op = vector.text("op");
  ScriptBuilder script;
  if (op == "pushInteger") return script.push_integer(Integer::parse(vector.text("value")).value()).take();
  if (op == "pushData") return script.push_data(data_of(vector)).take();
  if (op == "pushString") return script.push_data(as_bytes(vector.text("text"))).take();
  if (op == "pushBool") return script.push_boolean(vector.flag("value")).take();
  if (op == "pushNull") return script.push_null().take();
  if (op == "contractCall") return script.call(call_of(vector)).take();
  return std::nullopt;
}

TEST(ScriptBuilder, MakesTheScriptOfEveryVector) {
  NEED_VECTORS("scripts");
  const auto count = testing::walk({.folder = "scripts"}, [](const Vector& vector) {
    const auto script = built(vector);
    ASSERT_TRUE(script) << "no such operation: " << vector.text("op");
    if (vector.has("script")) EXPECT_EQ(to_hex(*script), vector.text("script"));
    if (vector.has("scriptPrefix")) EXPECT_TRUE(to_hex(*script).starts_with(vector.text("scriptPrefix")));
    if (vector.has("scriptLen")) EXPECT_EQ(script->size(), vector.number("scriptLen"));
    if (vector.has("scriptSha256")) EXPECT_EQ(to_hex(crypto::sha256(*script)), vector.text("scriptSha256"));
    EXPECT_TRUE(check_script(*script));
    EXPECT_TRUE(disassemble(*script));
  });
  EXPECT_GT(count, 0u);
}

TEST(ScriptBuilder, PushesNestedListsAndMaps) {
  const auto value =
      ContractParameter::list({ContractParameter::list({}),
                               ContractParameter::map({{ContractParameter::text("a"), ContractParameter::integer(1)}}),
                               ContractParameter::map({})});
  ScriptBuilder script;
  script.push(value);
  EXPECT_EQ(to_hex(script.view()), "c8110c016111bec213c0");
}

TEST(ScriptBuilder, PushesSixteenByItsOwnInstruction) {
  ScriptBuilder script;
  EXPECT_EQ(to_hex(script.push_integer(16).push_integer(17).take()), "200011");
}

TEST(ScriptParser, RefusesWhatIsNoInstructionAndWhatIsCutOff) {
  for (const auto* hex : {"ff", "06", "0c", "0c05616161", "0d05", "41627d5b", "0effffffff", "05"}) {
    EXPECT_FALSE(parse_script(*from_hex(hex))) << hex;
  }
  EXPECT_TRUE(parse_script({})->empty());
}

TEST(ScriptParser, FindsJumpsThatLeadNowhere) {
  EXPECT_TRUE(check_script(*from_hex("220240")));   // to the next instruction
  EXPECT_TRUE(check_script(*from_hex("220340")));   // to the end
  EXPECT_FALSE(check_script(*from_hex("220440")));  // behind the end
  EXPECT_FALSE(check_script(*from_hex("220140")));  // into the operand
  EXPECT_FALSE(check_script(*from_hex("22ff40")));  // before the beginning
  EXPECT_TRUE(check_script(*from_hex("3b000340")));
  EXPECT_FALSE(check_script(*from_hex("3b000940")));
  EXPECT_FALSE(check_script(*from_hex("d900")));  // ISTYPE Any
  EXPECT_FALSE(check_script(*from_hex("db29")));  // CONVERT to a type there is not
  EXPECT_TRUE(check_script(*from_hex("db28")));
}

TEST(Disassembler, SaysWhatACallDoes) {
  const auto lines =
      disassemble(*from_hex("c2150c08646563696d616c730c14cf76e28bd0062c4a478ee35561011319f3cfa4d241627d5b52"));
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 5u);
  EXPECT_EQ((*lines)[2].instruction, "PUSHDATA1 646563696d616c73");
  EXPECT_EQ((*lines)[2].note, "\"decimals\"");
  EXPECT_EQ((*lines)[3].note, "GasToken");
  EXPECT_EQ((*lines)[4].note, "System.Contract.Call");
}

}  // namespace
}  // namespace nsl::neo
