#include "engine/channel/frame.h"

#include <gtest/gtest.h>

namespace nsl::engine {
namespace {

std::string frame(std::uint8_t kind, std::string_view text) {
  std::string out;
  FrameWriter(out, kind)(text);
  return out;
}

std::string text_of(const Frame& frame) {
  FrameReader reader(frame.fields);
  std::string text;
  reader(text);
  EXPECT_TRUE(reader.complete());
  return text;
}

void append(FrameStream& stream, std::string_view bytes) { stream.buffer().append(bytes); }

std::string length_prefix(std::uint32_t length) {
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes;
}

TEST(FrameStream, GivesAFrameWhenItsLastByteIsThere) {
  const std::string bytes = frame(7, "hello");
  FrameStream stream;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    append(stream, bytes.substr(i, 1));
    ASSERT_FALSE(stream.next()) << i;
    stream.discard_taken();
  }
  append(stream, bytes.substr(bytes.size() - 1));
  const auto got = stream.next();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->kind, 7);
  EXPECT_EQ(text_of(*got), "hello");
  EXPECT_FALSE(stream.next());
  EXPECT_FALSE(stream.broken());
}

TEST(FrameStream, GivesTheSameFramesWhereverTheStreamIsCut) {
  const std::string bytes = frame(1, "one") + frame(2, "") + frame(3, std::string(300, 'x'));
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    FrameStream stream;
    std::string seen;
    for (const auto part : {std::string_view(bytes).substr(0, cut), std::string_view(bytes).substr(cut)}) {
      append(stream, part);
      while (const auto got = stream.next()) seen += std::to_string(got->kind) + text_of(*got) + ";";
      stream.discard_taken();
    }
    ASSERT_EQ(seen, "1one;2;3" + std::string(300, 'x') + ";") << "cut at " << cut;
  }
}

TEST(FrameStream, RefusesLengthsThatCannotBe) {
  for (const std::uint32_t length : {std::uint32_t{0}, static_cast<std::uint32_t>(kFrameMax + 1), ~std::uint32_t{0}}) {
    FrameStream stream;
    append(stream, length_prefix(length));
    EXPECT_FALSE(stream.broken());
    EXPECT_FALSE(stream.next());
    EXPECT_TRUE(stream.broken()) << length;
    append(stream, frame(1, "valid"));
    EXPECT_FALSE(stream.next()) << "nothing is believed any more";
  }
}

TEST(FrameStream, TakesTheLongestFrame) {
  FrameStream stream;
  append(stream, length_prefix(kFrameMax));
  append(stream, std::string(kFrameMax, 'k'));
  const auto got = stream.next();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->fields.size(), kFrameMax - 1);
}

TEST(FrameStream, LooksAheadIndependently) {
  FrameStream stream;
  append(stream, frame(1, "a") + frame(2, "b") + frame(3, "c"));
  EXPECT_EQ(stream.peek()->kind, 1);
  EXPECT_EQ(stream.peek()->kind, 2);
  EXPECT_EQ(stream.next()->kind, 1);
  stream.discard_taken();
  EXPECT_EQ(stream.peek()->kind, 3) << "what was looked at stays looked at";
  EXPECT_FALSE(stream.peek());
  EXPECT_EQ(stream.next()->kind, 2);
  EXPECT_EQ(stream.next()->kind, 3);
  stream.discard_taken();
  append(stream, frame(4, "d"));
  EXPECT_EQ(stream.next()->kind, 4);
  EXPECT_FALSE(stream.peek()) << "what was taken is not looked at again";
}

TEST(FrameStream, DoesNotKeepTheBufferOfABigMessage) {
  FrameStream stream;
  append(stream, frame(1, std::string(8 << 20, 'x')));
  ASSERT_TRUE(stream.next());
  stream.discard_taken();
  EXPECT_LT(stream.buffer().capacity(), std::size_t{1} << 20);
}

TEST(FrameReader, ReadsWhatFrameWriterWrote) {
  enum class Colour : std::uint8_t { kRed, kBlue };
  std::string out;
  FrameWriter(out, 9)(std::uint64_t{1} << 60, Colour::kBlue, true, std::string_view("t\0t", 3), 5_MiB,
                      std::chrono::microseconds(-3), std::array<std::uint8_t, 3>{1, 2, 3}, as_bytes("bytes"));
  FrameReader reader(std::string_view(out).substr(kFrameHeader));
  std::uint64_t number = 0;
  Colour colour = Colour::kRed;
  bool flag = false;
  std::string_view text;
  ByteCount count;
  std::chrono::microseconds duration{0};
  std::array<std::uint8_t, 3> array{};
  ByteView bytes;
  reader(number, colour, flag, text, count, duration, array, bytes);
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(number, std::uint64_t{1} << 60);
  EXPECT_EQ(colour, Colour::kBlue);
  EXPECT_TRUE(flag);
  EXPECT_EQ(text, std::string_view("t\0t", 3));
  EXPECT_EQ(count, 5_MiB);
  EXPECT_EQ(duration.count(), -3);
  EXPECT_EQ(array, (std::array<std::uint8_t, 3>{1, 2, 3}));
  EXPECT_EQ(as_text(bytes), "bytes");
}

TEST(FrameReader, ReadsZeroPastTheEnd) {
  FrameReader reader("abc");
  std::uint32_t number = 7;
  std::uint8_t byte = 7;
  std::string_view text = "before";
  reader(number, byte, text);
  EXPECT_EQ(number, 0u);
  EXPECT_EQ(byte, 0) << "also what would fit, once something did not";
  EXPECT_EQ(text, "");
  EXPECT_FALSE(reader.complete());
}

TEST(FrameReader, RefusesATextLongerThanTheFrame) {
  for (const std::uint32_t length : {std::uint32_t{4}, std::uint32_t{0x7FFF'FFFF}, ~std::uint32_t{0}}) {
    const std::string fields = length_prefix(length) + "abc";
    FrameReader reader(fields);
    std::string_view text;
    reader(text);
    EXPECT_EQ(text, "");
    EXPECT_FALSE(reader.complete()) << length;
  }
}

TEST(FrameReader, IsNotCompleteWithBytesLeftOver) {
  FrameReader reader("ab");
  std::uint8_t byte = 0;
  reader(byte);
  EXPECT_FALSE(reader.complete());
  reader(byte);
  EXPECT_TRUE(reader.complete());
}

}  // namespace
}  // namespace nsl::engine
