#include "base/bytes.h"

#include <gtest/gtest.h>

#include <random>

namespace nsl {
namespace {

TEST(Bytes, HexRefusesAnythingButPairsOfLowerCaseDigits) {
  for (const char* bad : {"a", "0g", "AB", "0x12", " 12", "12 ", "1-"}) EXPECT_FALSE(from_hex(bad)) << bad;
}

TEST(Bytes, Base64RefusesASecondSpellingOfTheSameBytes) {
  EXPECT_TRUE(from_base64("QQ=="));
  EXPECT_FALSE(from_base64("QR==")) << "bits that are thrown away must be zero";
  EXPECT_FALSE(from_base64("QUJ="));
  EXPECT_FALSE(from_base64("QQ")) << "padding is required";
  EXPECT_FALSE(from_base64("QQ=")) << "and all of it";
  EXPECT_FALSE(from_base64("Q==="));
  EXPECT_FALSE(from_base64("QUJD===="));
  EXPECT_FALSE(from_base64("===="));
  EXPECT_FALSE(from_base64("QUJD\n"));
  EXPECT_FALSE(from_base64("QUJ-"));
  EXPECT_FALSE(from_base64("QQ==QQ=="));
}

TEST(Bytes, Base64urlTakesNoPaddingAndOnlyItsOwnAlphabet) {
  EXPECT_EQ(as_text(from_base64url("QQ").value()), "A");
  for (const char* bad : {"QQ==", "QR", "Q", "QUJDQ", "QU+D", "QU/D", "QU D", "QQ\n"}) {
    EXPECT_FALSE(from_base64url(bad)) << bad;
  }
}

TEST(Bytes, EncodesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},  {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), text);
    EXPECT_EQ(as_text(from_base64(text).value()), plain);
  }
  EXPECT_EQ(to_base64url(as_bytes("\xfb\xff\xfe?")), "-__-Pw");
}

TEST(Bytes, EveryEncodingGivesBackWhatItTook) {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 70; ++size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    EXPECT_EQ(from_hex(to_hex(bytes)).value(), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)).value(), bytes);
  }
}

TEST(Bytes, Utf8RefusesOverlongFormsSurrogatesAndWhatIsCutOff) {
  for (const std::string_view bad : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
                                     "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
                                     "\x80", "a\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3("}) {
    EXPECT_FALSE(is_utf8(bad)) << to_hex(as_bytes(bad));
  }
}

TEST(Bytes, Utf8TakesEveryLengthAtItsBounds) {
  EXPECT_TRUE(is_utf8(std::string_view("\0a\x7f", 3)));
  EXPECT_TRUE(is_utf8("\xc2\x80\xdf\xbf"));
  EXPECT_TRUE(is_utf8("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"));
  EXPECT_TRUE(is_utf8("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
}

TEST(Bytes, Utf8RepairReplacesTheLongestBeginningOfACharacterOnce) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"ok", "ok"}, {"a\x80" "b", "a\xef\xbf\xbd" "b"}, {"\xe2\x82" "a", "\xef\xbf\xbd" "a"}, {"\xf0\x9f\x98", "\xef\xbf\xbd"},
      {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"}, {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, {"\xe2\xc3\xa9", "\xef\xbf\xbd\xc3\xa9"},
  };
  for (const auto& [bad, good] : cases) EXPECT_EQ(as_text(to_well_formed_utf8(bad)), good) << to_hex(as_bytes(bad));
}

}  // namespace
}  // namespace nsl
