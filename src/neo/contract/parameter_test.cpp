#include "neo/contract/parameter.h"

#include "neo/types/address.h"

#include <gtest/gtest.h>

namespace nsl::neo {
namespace {

ContractParameter parsed(std::string_view text) {
  auto parameter = ContractParameter::parse(text);
  EXPECT_TRUE(parameter) << text;
  return parameter.value_or(ContractParameter{});
}

TEST(ContractParameter, IsTakenForWhatItLooksLike) {
  const auto account = *parse_address("Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn");
  EXPECT_EQ(parsed("5"), ContractParameter::integer(5));
  EXPECT_EQ(parsed("-1"), ContractParameter::integer(-1));
  EXPECT_EQ(parsed("true"), ContractParameter::boolean(true));
  EXPECT_EQ(parsed("null"), ContractParameter::null());
  EXPECT_EQ(parsed("Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn"), ContractParameter::hash160(account));
  EXPECT_EQ(parsed(account.display()), ContractParameter::hash160(account));
  EXPECT_EQ(parsed("0x" + std::string(64, 'a')).type, ParameterType::kHash256);
  EXPECT_EQ(parsed("0x02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2").type,
            ParameterType::kPublicKey);
  EXPECT_EQ(parsed("hello: world"), ContractParameter::text("hello: world"));
  EXPECT_EQ(parsed(""), ContractParameter::text(""));
  EXPECT_EQ(parsed("007"), ContractParameter::text("007"));
}

TEST(ContractParameter, OfANamedTypeIsReadAsSuch) {
  EXPECT_EQ(parsed("string:5"), ContractParameter::text("5"));
  EXPECT_EQ(parsed("bytes:0x0a0b"), ContractParameter::bytes(Bytes{10, 11}));
  EXPECT_EQ(parsed("bytes:"), ContractParameter::bytes({}));
  for (const auto* wrong : {"int:five", "int:", "bool:1", "bytes:abc", "hash160:5", "hash256:0x12", "key:02"}) {
    EXPECT_FALSE(ContractParameter::parse(wrong)) << wrong;
  }
}

TEST(ContractParameter, ReadsTheJsonItWrites) {
  const auto nested = ContractParameter::list(
      {ContractParameter::integer(*Integer::parse("-99999999999999999999")), ContractParameter::null(),
       ContractParameter::map({{ContractParameter::text("k"), ContractParameter::bytes(Bytes{1, 2})}}),
       ContractParameter::boolean(false), ContractParameter::hash256(UInt256{})});
  const auto again = ContractParameter::from_json(nested.to_json());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, nested);
}

TEST(ContractParameter, RefusesJsonOfAnotherShapeAndSaysWhere) {
  for (const auto* wrong : {"{}", R"({"type":"Integr","value":"1"})", R"({"type":"Integer","value":1.5})",
                            R"({"type":"Hash160","value":5})", R"({"type":"Signature","value":"AAAA"})",
                            R"({"type":"Any","value":"1"})", R"({"type":"Array","value":{}})",
                            R"({"type":"Boolean","value":"yes"})", R"({"type":"ByteArray","value":"zz"})", "{"}) {
    EXPECT_FALSE(ContractParameter::parse(wrong)) << wrong;
  }
  const auto deep = ContractParameter::parse(R"({"type":"Array","value":[{"type":"Integer","value":"x"}]})");
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().pointer, "/value/0/value");
}

}  // namespace
}  // namespace nsl::neo
