#include "net/egress/request_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(RequestRules, RefuseFieldsThatCouldForgeOthers) {
  const std::string nul("a\0b", 3);
  for (const auto& value :
       {std::string("a\r\nX: y"), std::string("a\nb"), std::string("a\rb"), nul, std::string("\x7f"),
        std::string("\x1b[31m"), std::string("\xe2\x82\xac"), std::string("\xff"), std::string("\xc3")}) {
    EXPECT_FALSE(sendable_headers({{"X-Name", value}}));
  }
  for (const auto* name : {"", " ", "a b", "a:b", "a\r\nb", "a\tb", "\xc3\xa4", "(x)"}) {
    const auto result = sendable_headers({{name, "value"}});
    ASSERT_FALSE(result) << name;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(RequestRules, DropFieldsThatBelongToTheConnection) {
  EXPECT_THAT(*sendable_headers({{"Host", "evil.example"},
                                 {"content-length", "5"},
                                 {"Transfer-Encoding", "chunked"},
                                 {"CONNECTION", "close"},
                                 {"Keep-Alive", "x"},
                                 {"Upgrade", "h2c"},
                                 {"HTTP2-Settings", "x"},
                                 {"TE", "trailers"},
                                 {"Trailer", "x"},
                                 {"Expect", "100-continue"},
                                 {"Accept-Encoding", "x"},
                                 {"Proxy-Authorization", "x"},
                                 {"Proxy-Connection", "x"}}),
              IsEmpty());
}

TEST(RequestRules, KeepTheRestInOrder) {
  EXPECT_THAT(*sendable_headers({{"Accept", "a"}, {"X-Two", " \tb c\t "}, {"Accept", ""}, {"Cookie", "k=v"}}),
              ElementsAre(Pair("Accept", "a"), Pair("X-Two", "b c"), Pair("Accept", ""), Pair("Cookie", "k=v")));
}

TEST(RequestRules, SendLatin1AsSingleBytes) {
  EXPECT_EQ(sendable_headers({{"X", "\xc3\xa4\xc2\xa0"}})->front().second, "\xe4\xa0");
}

TEST(RequestRules, BoundTheFields) {
  EXPECT_FALSE(sendable_headers(HeaderList(kRequestHeaderCountMax + 1, {"A", "b"})));
  EXPECT_TRUE(sendable_headers(HeaderList(kRequestHeaderCountMax, {"A", "b"})));
  EXPECT_FALSE(sendable_headers({{"A", std::string(kRequestHeadersMax.bytes, 'x')}}));
}

TEST(RequestRules, RefuseMethodsThatAreNoneOrOpenTunnels) {
  for (const auto* method : {"", "GE T", "GET\r\n", "connect", "CONNECT", "TRACE", "Track", "G\xc3\xa4T"}) {
    EXPECT_FALSE(check_method({.method = method})) << method;
  }
  EXPECT_FALSE(check_method({.method = std::string(33, 'A')}));
  for (const auto* method : {"GET", "POST", "PROPFIND", "patch", "M-SEARCH"}) {
    EXPECT_TRUE(check_method({.method = method})) << method;
  }
}

TEST(RequestRules, RefuseABodyWithGetAndHead) {
  EXPECT_FALSE(check_method({.method = "GET", .body = "x"}));
  EXPECT_FALSE(check_method({.method = "head", .body = "x"}));
  EXPECT_TRUE(check_method({.method = "DELETE", .body = "x"}));
}

TEST(RequestRules, KnowCredentialsThatBelongToTheConnection) {
  EXPECT_TRUE(authenticates_connection({{"authorization", "NTLM abc"}}));
  EXPECT_TRUE(authenticates_connection({{"Authorization", "negotiate abc"}}));
  EXPECT_FALSE(authenticates_connection({{"Authorization", "Bearer NTLM"}}));
  EXPECT_FALSE(authenticates_connection({}));
}

}  // namespace
}  // namespace nsl::net
