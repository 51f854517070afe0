#include "neo/types/binary.h"

#include "neo/testing/vectors.h"

#include <limits>

namespace nsl::neo {
namespace {

using testing::Vector;

constexpr auto kAny = std::numeric_limits<std::uint64_t>::max();

TEST(VarInt, OfEveryVectorIsReadAndWritten) {
  NEED_VECTORS("transactions");
  const auto count = testing::walk({.folder = "transactions", .having = {"value", "hex"}}, [](const Vector& vector) {
    const auto value = vector.at("value").to_number<std::uint64_t>();
    Writer writer;
    writer.var_int(value);
    EXPECT_EQ(to_hex(writer.view()), vector.text("hex"));
    EXPECT_EQ(var_int_bytes(value), writer.size());
    Reader reader(writer.view(), "number");
    EXPECT_EQ(reader.var_int(kAny), value);
    EXPECT_TRUE(reader.finish());
  });
  EXPECT_GT(count, 0u);
}

TEST(VarInt, InALongerFormThanNeededIsRefused) {
  for (const auto* hex : {"fd0000", "fdfc00", "fe00000000", "feffff0000", "ff0000000000000000", "ffffffffff00000000"}) {
    const auto bytes = from_hex(hex);
    Reader reader(*bytes, "number");
    reader.var_int(kAny);
    EXPECT_FALSE(reader.finish()) << hex;
  }
}

TEST(Reader, AllocatesNothingForALengthThatIsNotThere) {
  const auto bytes = from_hex("ffffffffffffffff7f00");
  Reader reader(*bytes, "thing");
  EXPECT_TRUE(reader.var_bytes(kAny).empty());
  EXPECT_FALSE(reader.ok());
  Reader list(*bytes, "thing");
  EXPECT_EQ(list.count(kAny), 0u);
  EXPECT_FALSE(list.ok());
}

TEST(Reader, StaysAtItsFirstFailure) {
  const Bytes bytes{1, 2, 3};
  Reader reader(bytes, "thing");
  EXPECT_EQ(reader.u16(), 0x0201);
  EXPECT_EQ(reader.u32(), 0u);
  EXPECT_EQ(reader.u8(), 0u);  // though there is one byte left
  const auto status = reader.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "The thing cannot be read: it ends too early, at byte 2.");
}

TEST(Reader, RefusesWhatIsLeftOver) {
  const Bytes bytes{1, 2};
  Reader reader(bytes, "thing");
  reader.u8();
  EXPECT_TRUE(reader.status());
  EXPECT_FALSE(reader.finish());
}

TEST(Reader, RefusesTruthValuesAndTextsOfAnotherForm) {
  const Bytes two{2};
  Reader boolean(two, "thing");
  boolean.boolean();
  EXPECT_FALSE(boolean.finish());
  const Bytes text{2, 0xc3, 0x28};
  Reader not_utf8(text, "thing");
  not_utf8.var_text(10);
  EXPECT_FALSE(not_utf8.finish());
}

TEST(Writer, WritesNumbersLeastSignificantByteFirst) {
  Writer writer;
  writer.u32(0x01020304);
  writer.i64(-2);
  writer.var_text("ab");
  EXPECT_EQ(to_hex(writer.view()), "04030201feffffffffffffff026162");
  Reader reader(writer.view(), "thing");
  EXPECT_EQ(reader.u32(), 0x01020304u);
  EXPECT_EQ(reader.i64(), -2);
  EXPECT_EQ(reader.var_text(2), "ab");
  EXPECT_TRUE(reader.finish());
}

}  // namespace
}  // namespace nsl::neo
