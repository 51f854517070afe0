#include "net/http/compression.h"

#include "net/http/text.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace nsl::net {
namespace {

std::string unpacked(const std::string& packed, std::size_t most) {
  std::string out(most, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string in = packed;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0u) << "something is behind the end";
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string header(const Response& response, std::string_view name) {
  std::string values;
  for (const auto& [given, value] : response.headers) {
    if (equals_ignoring_case(given, name)) values += value;
  }
  return values;
}

Response page(std::size_t bytes = 4'096, std::string_view type = "application/json") {
  return {.content_type = type, .headers = {{"ETag", "\"3\""}}, .body = std::string(bytes, 'x')};
}

constexpr Compression kAsked{.coding = Coding::kGzip, .least = 1'024};

TEST(AcceptEncoding, WhatIsMalformedOrUnknownAsksForNothing) {
  for (const char* text : {"", ",", ";", "br", "gzi", "gzipp", "gzip;", "gzip;q", "gzip;q=", "gzip;q=2", "gzip;q=-1",
                           "gzip;q=0.0001", "gzip;q=1.001", "gzip;x=1", "gzip;q=a", "deflate, br;q=1.0", "gzip gzip"}) {
    const bool empty_parameter = std::string_view(text) == "gzip;";
    EXPECT_EQ(coding_for(text), empty_parameter ? Coding::kGzip : Coding::kIdentity) << text;
  }
}

TEST(AcceptEncoding, TheWeightsDecide) {
  const std::pair<const char*, Coding> cases[] = {
      {"gzip", Coding::kGzip},
      {"GZIP", Coding::kGzip},
      {"x-gzip", Coding::kGzip},
      {"*", Coding::kGzip},
      {"gzip, deflate, br", Coding::kGzip},
      {"br;q=1.0, gzip;q=0.001", Coding::kGzip},
      {" gzip ; Q=0.5 ", Coding::kGzip},
      {"gzip;q=0", Coding::kIdentity},
      {"gzip;q=0, *", Coding::kIdentity},
      {"gzip;q=0.000", Coding::kIdentity},
      {"*;q=0", Coding::kIdentity},
      {"gzip;q=0.5, identity", Coding::kIdentity},
      {"gzip;q=0.5, identity;q=0.5", Coding::kGzip},
      {"gzip, identity;q=0", Coding::kOnlyGzip},
      {"gzip, *;q=0", Coding::kOnlyGzip},
      {"*, identity;q=0", Coding::kOnlyGzip},
      {"identity;q=0", Coding::kIdentity},
  };
  for (const auto& [text, coding] : cases) EXPECT_EQ(coding_for(text), coding) << text;
}

TEST(Compression, WhatIsSmallUnaskedOrNoTextStaysAsItIs) {
  const auto stays = [](Response response, Compression compression) {
    const std::string before = response.body;
    compress(response, compression);
    return response.body == before && header(response, "Content-Encoding").empty() && header(response, "ETag") == "\"3\"";
  };
  EXPECT_TRUE(stays(page(1'023), kAsked));
  EXPECT_TRUE(stays(page(), {.coding = Coding::kIdentity, .least = 1'024}));
  EXPECT_TRUE(stays(page(), {.coding = Coding::kOnlyGzip, .least = 0})) << "it is turned off";
  EXPECT_TRUE(stays(page(4'096, "text/event-stream"), kAsked));
  EXPECT_TRUE(stays(page(4'096, "application/octet-stream"), kAsked));
  EXPECT_TRUE(stays(page(kCompressMax + 1), kAsked));
  EXPECT_TRUE(stays(page(0), {.coding = Coding::kOnlyGzip, .least = 1'024}));
}

TEST(Compression, WhatDoesNotGetSmallerStaysAsItIs) {
  Response response = page(0);
  std::uint32_t state = 1;
  for (int i = 0; i < 2'000; ++i) response.body.push_back(static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24));
  const std::string before = response.body;
  compress(response, kAsked);
  EXPECT_EQ(response.body, before);
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
}

TEST(Compression, WhatIsCompressedAlreadyIsNotAgain) {
  Response response = page();
  compress(response, kAsked);
  const std::string once = response.body;
  compress(response, kAsked);
  EXPECT_EQ(response.body, once);
}

TEST(Compression, APackedAnswerIsAnotherRepresentation) {
  for (const char* type : {"application/json", "application/problem+json", "text/html; charset=utf-8", "text/plain"}) {
    Response response = page(4'096, type);
    compress(response, kAsked);
    EXPECT_LT(response.body.size(), 100u) << type;
    EXPECT_EQ(unpacked(response.body, 8'192), page().body);
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(response, "ETag"), "\"3-gzip\"");
  }
}

TEST(Compression, CachesLearnThatTheAnswerVariesFromThePlainOneToo) {
  Response response = page();
  compress(response, {.coding = Coding::kIdentity, .least = 1'024});
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
}

TEST(Compression, WhoTakesNothingElseGetsSmallAnswersPackedToo) {
  Response response = page(10);
  compress(response, {.coding = Coding::kOnlyGzip, .least = 1'024});
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(unpacked(response.body, 100), std::string(10, 'x'));
}

TEST(Compression, TheMarkOfATagComesOffAgain) {
  for (const char* tag : {"\"3\"", "W/\"3\"", "\"\""}) EXPECT_EQ(without_coding(with_coding(tag)), tag);
  EXPECT_EQ(without_coding("\"3\""), "\"3\"");
  EXPECT_EQ(without_coding("*"), "*");
}

TEST(StaticText, HasBothForms) {
  const StaticText text([] { return page().body; });
  const Response plain = text.response("text/html", {.coding = Coding::kIdentity, .least = 1'024});
  EXPECT_EQ(plain.body, text.text());
  for (int i = 0; i < 2; ++i) {
    const Response packed = text.response("text/html", kAsked);
    EXPECT_EQ(unpacked(packed.body, 8'192), text.text());
    EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  }
  EXPECT_EQ(text.response("text/html", {.coding = Coding::kGzip, .least = 0}).body, text.text());
}

}  // namespace
}  // namespace nsl::net
