#include "net/egress/allow_list.h"

#include "net/egress/egress.h"

#include <gtest/gtest.h>

namespace nsl::net {
namespace {

bool allows(const std::vector<std::string>& entries, std::string_view url) {
  const auto list = AllowList::create(entries);
  EXPECT_TRUE(list) << (list ? "" : list.error().message);
  return list && list->allows(*parse_target(url));
}

TEST(AllowList, DeniesEverythingByDefault) {
  EXPECT_FALSE(allows({}, "https://example.com/"));
  EXPECT_FALSE(allows({}, "http://127.0.0.1/"));
}

TEST(AllowList, DoesNotTakeASimilarNameForTheSame) {
  for (const auto* url : {"https://example.com.evil.test/", "https://notexample.com/", "https://www.example.com/",
                          "https://example.co/", "https://example.com-evil.test/", "https://xample.com/"}) {
    EXPECT_FALSE(allows({"example.com"}, url)) << url;
  }
}

TEST(AllowList, WithoutPortAllowsTheTwoUsualOnes) {
  EXPECT_TRUE(allows({"example.com"}, "https://example.com/"));
  EXPECT_TRUE(allows({"example.com"}, "http://example.com/"));
  EXPECT_TRUE(allows({"example.com"}, "http://example.com:443/"));
  EXPECT_FALSE(allows({"example.com"}, "https://example.com:8443/"));
}

TEST(AllowList, WithPortAllowsThatOneAlone) {
  EXPECT_TRUE(allows({"example.com:8443"}, "https://example.com:8443/"));
  EXPECT_FALSE(allows({"example.com:8443"}, "https://example.com/"));
  EXPECT_FALSE(allows({"example.com:80"}, "https://example.com/"));
}

TEST(AllowList, StarAllowsWhatIsBelowAndNotTheNameItself) {
  EXPECT_TRUE(allows({"*.example.com"}, "https://a.example.com/"));
  EXPECT_TRUE(allows({"*.example.com"}, "https://a.b.example.com/"));
  EXPECT_FALSE(allows({"*.example.com"}, "https://example.com/"));
  EXPECT_FALSE(allows({"*.example.com"}, "https://evilexample.com/"));
  EXPECT_FALSE(allows({"*.example.com"}, "https://a.example.com:444/"));
  EXPECT_TRUE(allows({"*.example.com:444"}, "https://a.example.com:444/"));
}

TEST(AllowList, ComparesWithoutCase) {
  EXPECT_TRUE(allows({"API.Example.COM"}, "https://api.example.com/"));
  EXPECT_TRUE(allows({"api.example.com"}, "https://API.EXAMPLE.com/"));
  EXPECT_TRUE(allows({"xn--bcher-kva.example"}, "https://XN--BCHER-KVA.example/"));
}

TEST(AllowList, TakesAddressesAsThemselves) {
  EXPECT_TRUE(allows({"127.0.0.1:9000"}, "http://127.0.0.1:9000/"));
  EXPECT_TRUE(allows({"127.0.0.1"}, "http://2130706433/"));
  EXPECT_FALSE(allows({"127.0.0.1"}, "http://localhost/"));
  EXPECT_FALSE(allows({"localhost"}, "http://127.0.0.1/"));
  EXPECT_TRUE(allows({"[0:0::1]:80"}, "http://[::1]/"));
  EXPECT_FALSE(allows({"[::1]"}, "http://[::2]/"));
}

TEST(AllowList, RefusesEntriesThatAreNoHost) {
  for (const auto* entry : {"",
                            "*",
                            "*.",
                            "*.com",
                            "a.*.com",
                            "*example.com",
                            "https://example.com",
                            "example.com/",
                            "example.com:",
                            "example.com:0",
                            "example.com:65536",
                            "example.com:080",
                            "example.com:x",
                            "example.com:80:80",
                            ":80",
                            "::1",
                            "::1:80",
                            "[::1",
                            "[::1]x",
                            "[127.0.0.1]",
                            "*.1.2.3.4",
                            "*.[::1]",
                            "exa mple.com",
                            "user@example.com",
                            "b\xc3\xbc"
                            "cher.example",
                            "0x7f.1",
                            "127.1",
                            "example.com.",
                            "..",
                            "-\x01-",
                            "[::1%lo]"}) {
    const auto status = check_allow_host(entry);
    ASSERT_FALSE(status) << entry;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_FALSE(AllowList::create({"example.com", entry}));
  }
  EXPECT_FALSE(check_allow_host(std::string_view("example.com\0.evil", 17)));
}

TEST(AllowList, AcceptsTheDocumentedForms) {
  for (const auto* entry : {"api.example.com", "api.example.com:8443", "*.example.com", "*.example.com:1", "localhost",
                            "203.0.113.7", "203.0.113.7:65535", "[2001:db8::1]", "[2001:db8::1]:8080", "my_host"}) {
    const auto status = check_allow_host(entry);
    EXPECT_TRUE(status) << entry << ": " << status.error().message;
  }
}

}  // namespace
}  // namespace nsl::net
