#include "net/egress/target.h"

#include <gtest/gtest.h>

namespace nsl::net {
namespace {

TEST(Target, RefusesWhatIsNoUrlForFunctions) {
  const std::pair<std::string, ErrorCode> cases[] = {
      {"", ErrorCode::kInvalidArgument},
      {"example.com", ErrorCode::kInvalidArgument},
      {"//example.com/", ErrorCode::kInvalidArgument},
      {"/path", ErrorCode::kInvalidArgument},
      {"http://", ErrorCode::kInvalidArgument},
      {"http:///", ErrorCode::kInvalidArgument},
      {"http://user@example.com/", ErrorCode::kInvalidArgument},
      {"http://user:secret@example.com/", ErrorCode::kInvalidArgument},
      {"http://allowed.example\\@evil.example/", ErrorCode::kInvalidArgument},
      {"http://allowed.example\\.evil.example/", ErrorCode::kInvalidArgument},
      {"http://exa mple.com/", ErrorCode::kInvalidArgument},
      {"http://example.com/a b", ErrorCode::kInvalidArgument},
      {"http://example.com/\r\nX: y", ErrorCode::kInvalidArgument},
      {"http://example.com/\t", ErrorCode::kInvalidArgument},
      {std::string("http://example.com/\0/x", 22), ErrorCode::kInvalidArgument},
      {"http://b\xc3\xbc"
       "cher.example/",
       ErrorCode::kInvalidArgument},
      {"http://example.com:0/", ErrorCode::kInvalidArgument},
      {"http://example.com:65536/", ErrorCode::kInvalidArgument},
      {"http://example.com:-1/", ErrorCode::kInvalidArgument},
      {"http://example.com:80a/", ErrorCode::kInvalidArgument},
      {"http://example.com./", ErrorCode::kInvalidArgument},
      {"http://.example.com/", ErrorCode::kInvalidArgument},
      {"http://a..b/", ErrorCode::kInvalidArgument},
      {"http://1.2.3.4.5/", ErrorCode::kInvalidArgument},
      {"http://256.256.256.256/", ErrorCode::kInvalidArgument},
      {"http://name.0x7f/", ErrorCode::kInvalidArgument},
      {"http://[::1/", ErrorCode::kInvalidArgument},
      {"http://[::1%25lo]/", ErrorCode::kInvalidArgument},
      {"http://[nonsense]/", ErrorCode::kInvalidArgument},
      {"http://" + std::string(64, 'a') + ".example/", ErrorCode::kInvalidArgument},
      {"http://example.com/" + std::string(kUrlBytesMax, 'a'), ErrorCode::kInvalidArgument},
      {"file:///etc/passwd", ErrorCode::kEgressDenied},
      {"ftp://example.com/", ErrorCode::kEgressDenied},
      {"gopher://example.com/", ErrorCode::kEgressDenied},
      {"ws://example.com/", ErrorCode::kEgressDenied},
  };
  for (const auto& [url, code] : cases) {
    const auto target = parse_target(url);
    ASSERT_FALSE(target) << url << " became " << target->url;
    EXPECT_EQ(target.error().code, code) << url << ": " << target.error().message;
  }
}

TEST(Target, NeverRepeatsCredentialsInItsMessage) {
  const auto target = parse_target("http://user:hunter2@example.com/");
  EXPECT_EQ(target.error().message.find("hunter2"), std::string::npos);
}

TEST(Target, HasOneFormForAUrl) {
  const std::pair<const char*, const char*> cases[] = {
      {"http://example.com", "http://example.com/"},
      {"HTTP://EXAMPLE.COM/Path?Query", "http://example.com/Path?Query"},
      {"https://example.com:443/", "https://example.com/"},
      {"https://example.com:80/", "https://example.com:80/"},
      {"http://example.com/a/../b/./c", "http://example.com/b/c"},
      {"http://example.com/#fragment", "http://example.com/"},
      {"http://example.com/?a=%20b#f?g", "http://example.com/?a=%20b"},
      {"http://[0:0::1]:8080/", "http://[::1]:8080/"},
      {"http://%65xample.com/", "http://example.com/"},
  };
  for (const auto& [url, expected] : cases) {
    const auto target = parse_target(url);
    ASSERT_TRUE(target) << url << ": " << target.error().message;
    EXPECT_EQ(target->url, expected);
    EXPECT_EQ(*parse_target(target->url), *target);
  }
}

// They are not refused but become what they mean, so that allow-list and address policy see the address.
TEST(Target, UnmasksAddressesInOtherNotations) {
  for (const auto* url : {"http://2130706433/", "http://0x7f.1/", "http://0x7f000001/", "http://0177.0.0.1/",
                          "http://127.1/", "http://127.0.1/"}) {
    const auto target = parse_target(url);
    ASSERT_TRUE(target) << url << ": " << target.error().message;
    EXPECT_EQ(target->host, "127.0.0.1") << url;
  }
}

TEST(Target, NamesThePlaceWithoutImpliedPort) {
  EXPECT_EQ(parse_target("http://example.com:80/")->place(), "example.com");
  EXPECT_EQ(parse_target("https://example.com:80/")->place(), "example.com:80");
  EXPECT_EQ(parse_target("http://[::1]:81/")->place(), "[::1]:81");
}

TEST(Target, ResolvesRedirects) {
  const auto base = *parse_target("https://example.com/dir/page?x=1");
  const std::pair<const char*, const char*> cases[] = {
      {"/other", "https://example.com/other"},
      {"other", "https://example.com/dir/other"},
      {"../up", "https://example.com/up"},
      {"?y=2", "https://example.com/dir/page?y=2"},
      {"//elsewhere.example/", "https://elsewhere.example/"},
      {"http://elsewhere.example:81/#f", "http://elsewhere.example:81/"},
      {" /trimmed ", "https://example.com/trimmed"},
      {"/with space", "https://example.com/with%20space"},
      {"/b\xc3\xbc"
       "cher",
       "https://example.com/b%c3%bccher"},
  };
  for (const auto& [location, expected] : cases) {
    const auto target = resolve_target(base, location);
    ASSERT_TRUE(target) << location << ": " << target.error().message;
    EXPECT_EQ(target->url, expected);
  }
}

TEST(Target, RefusesRedirectsToWhatIsNoTarget) {
  const auto base = *parse_target("https://example.com/");
  for (const auto* location :
       {"file:///etc/passwd", "ftp://example.com/", "http://u:p@example.com/", "//u@evil.example/", "http://[::1%lo]/",
        "/\x01", "http://a b/", "//exa\\mple/", "https://example.com:99999/", "http://1.2.3.4.5/"}) {
    const auto target = resolve_target(base, location);
    EXPECT_FALSE(target) << location << " became " << target->url;
  }
}

// libcurl takes these for relative paths. That is harmless: they stay at the host that sent them.
TEST(Target, NeverLeavesTheHostForASchemeItDoesNotKnow) {
  const auto base = *parse_target("https://example.com/");
  for (const auto* location : {"javascript:alert(1)", "data:text/plain,x", "\\\\evil.example", "/\\evil.example"}) {
    const auto target = resolve_target(base, location);
    if (target) EXPECT_TRUE(target->same_origin(base)) << location << " became " << target->url;
  }
}

}  // namespace
}  // namespace nsl::net
