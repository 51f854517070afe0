#include "neo/types/stack_item.h"

#include "neo/testing/vectors.h"

namespace nsl::neo {
namespace {

StackItem parsed(std::string_view text) {
  const auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  const auto item = StackItem::from_json(*value);
  EXPECT_TRUE(item) << text;
  return item.value_or(StackItem{});
}

// Every stack of the recorded answers of nodes: what is read is written as it came.
std::size_t check_stacks(const json::value& value) {
  std::size_t count = 0;
  if (const auto* list = value.if_array()) {
    for (const auto& element : *list) count += check_stacks(element);
  }
  const auto* object = value.if_object();
  if (object == nullptr) return count;
  for (const auto& [name, member] : *object) {
    if (name != "stack" || !member.is_array()) {
      count += check_stacks(member);
      continue;
    }
    for (const auto& element : member.as_array()) {
      const auto item = StackItem::from_json(element);
      EXPECT_TRUE(item) << json::serialize(element) << ": " << item.error().message;
      if (!item) continue;
      const auto again = StackItem::from_json(item->to_json());
      EXPECT_TRUE(again && *again == *item) << json::serialize(element);
      ++count;
    }
  }
  return count;
}

TEST(StackItem, OfEveryRecordedAnswerIsReadAndWritten) {
  NEED_VECTORS("rpc");
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(testing::vectors_folder() / "rpc")) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().string());
    const auto document = json::parse(testing::read_file(entry.path()));
    ASSERT_TRUE(document);
    count += check_stacks(*document);
  }
  EXPECT_GT(count, 0u);
}

TEST(StackItem, OfAnotherShapeIsRefused) {
  for (const auto* wrong :
       {"{}", "5", R"({"type":"Integer"})", R"({"type":"Integer","value":"1.5"})",
        R"({"type":"ByteString","value":"*"})", R"({"type":"Map","value":[{"key":{"type":"Any"}}]})",
        R"({"type":"Number","value":"1"})", R"({"type":"Array","value":[5]})"}) {
    EXPECT_FALSE(StackItem::from_json(*json::parse(wrong))) << wrong;
  }
}

TEST(StackItem, StandsForTheValueAContractMeans) {
  EXPECT_EQ(parsed(R"({"type":"ByteString","value":"AAE="})").as_integer(), Integer(256));
  EXPECT_EQ(parsed(R"({"type":"Boolean","value":true})").as_integer(), Integer(1));
  EXPECT_EQ(parsed(R"({"type":"Integer","value":"0"})").as_boolean(), false);
  EXPECT_EQ(parsed(R"({"type":"ByteString","value":""})").as_boolean(), false);
  EXPECT_EQ(parsed(R"({"type":"ByteString","value":"R0FT"})").as_text(), "GAS");
  EXPECT_FALSE(parsed(R"({"type":"ByteString","value":"/w=="})").as_text());
  EXPECT_FALSE(parsed(R"({"type":"Array","value":[]})").as_integer());
  EXPECT_FALSE(parsed(R"({"type":"ByteString","value":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})").as_integer());
}

TEST(StackItem, NamesItsTypes) {
  EXPECT_EQ(stack_item_type_name(0x28), "ByteString");
  EXPECT_EQ(stack_item_type_name(0x29), "");
  EXPECT_EQ(parse_stack_item_type("Struct"), StackItemType::kStruct);
  EXPECT_FALSE(parse_stack_item_type("struct"));
}

}  // namespace
}  // namespace nsl::neo
