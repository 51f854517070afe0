#include "net/egress/address.h"

#include "net/egress/address_policy.h"

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/un.h>

namespace nsl::net {
namespace {

AddressClass class_of(std::string_view text) {
  const auto address = IpAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return classify(address.value_or(IpAddress{}));
}

TEST(IpAddress, RefusesEverythingButTheTwoStrictForms) {
  for (const auto* text : {"", "1", "2130706433", "0x7f.1", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.01",
                           "256.0.0.1", "1.2.3.4.5", "1.2.3.4 ", " 1.2.3.4", "[::1]", "::1%lo", "fe80::1%eth0",
                           ":::", "1:2:3:4:5:6:7:8:9", "12345::", "localhost"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0.example.com", 20)));
}

TEST(IpAddress, HasOneTextForAnAddress) {
  EXPECT_EQ(IpAddress::parse("0:0:0:0:0:0:0:1")->text(), "::1");
  EXPECT_EQ(IpAddress::parse("2001:DB8::0001")->text(), "2001:db8::1");
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->text(), "192.0.2.1");
}

TEST(IpAddress, IsNotReadFromOtherFamilies) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(IpAddress::from(address));
}

TEST(AddressClass, KnowsThePublicInternet) {
  for (const auto* text :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "169.253.255.255",
        "169.255.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "126.255.255.255", "128.0.0.0",
        "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888"}) {
    EXPECT_EQ(class_of(text), AddressClass::kPublic) << text;
  }
}

TEST(AddressClass, KnowsWhatIsNotPublic) {
  const std::pair<const char*, AddressClass> cases[] = {
      {"0.0.0.0", AddressClass::kUnspecified},
      {"0.255.255.255", AddressClass::kUnspecified},
      {"::", AddressClass::kUnspecified},
      {"127.0.0.1", AddressClass::kLoopback},
      {"127.255.255.255", AddressClass::kLoopback},
      {"::1", AddressClass::kLoopback},
      {"10.0.0.0", AddressClass::kPrivate},
      {"10.255.255.255", AddressClass::kPrivate},
      {"172.16.0.0", AddressClass::kPrivate},
      {"172.31.255.255", AddressClass::kPrivate},
      {"192.168.0.1", AddressClass::kPrivate},
      {"fc00::1", AddressClass::kPrivate},
      {"fdff::1", AddressClass::kPrivate},
      {"fec0::1", AddressClass::kPrivate},
      {"100.64.0.1", AddressClass::kShared},
      {"100.127.255.255", AddressClass::kShared},
      {"169.254.0.1", AddressClass::kLinkLocal},
      {"fe80::1", AddressClass::kLinkLocal},
      {"169.254.169.254", AddressClass::kMetadata},
      {"fd00:ec2::254", AddressClass::kMetadata},
      {"fd20:ce::254", AddressClass::kMetadata},
      {"100.100.100.200", AddressClass::kMetadata},
      {"168.63.129.16", AddressClass::kMetadata},
      {"192.0.0.192", AddressClass::kMetadata},
      {"169.254.170.2", AddressClass::kMetadata},
      {"224.0.0.1", AddressClass::kMulticast},
      {"239.255.255.255", AddressClass::kMulticast},
      {"ff02::1", AddressClass::kMulticast},
      {"255.255.255.255", AddressClass::kBroadcast},
      {"192.0.2.1", AddressClass::kDocumentation},
      {"198.51.100.1", AddressClass::kDocumentation},
      {"203.0.113.1", AddressClass::kDocumentation},
      {"2001:db8::1", AddressClass::kDocumentation},
      {"3fff::1", AddressClass::kDocumentation},
      {"198.18.0.1", AddressClass::kBenchmark},
      {"198.19.255.255", AddressClass::kBenchmark},
      {"2001:2::1", AddressClass::kBenchmark},
      {"::ffff:127.0.0.1", AddressClass::kTranslated},
      {"::ffff:8.8.8.8", AddressClass::kTranslated},
      {"::127.0.0.1", AddressClass::kTranslated},
      {"::ffff:0:127.0.0.1", AddressClass::kTranslated},
      {"64:ff9b::10.0.0.1", AddressClass::kTranslated},
      {"64:ff9b:1::1", AddressClass::kTranslated},
      {"2001::1", AddressClass::kTranslated},
      {"2002:7f00:1::", AddressClass::kTranslated},
      {"192.0.0.1", AddressClass::kReserved},
      {"192.88.99.1", AddressClass::kReserved},
      {"240.0.0.1", AddressClass::kReserved},
      {"100::1", AddressClass::kReserved},
      {"2001:10::1", AddressClass::kReserved},
      {"4000::1", AddressClass::kReserved},
      {"5f00::1", AddressClass::kReserved},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(class_of(text), expected) << text << " is taken for " << describe(class_of(text));
  }
}

TEST(Network, RefusesWhatIsNone) {
  for (const auto* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.1/8",
                           "fd00::1/8", "10.0.0.0/8/8", "localhost/8", "10.0.0/8", "10.0.0.0/ 8"}) {
    const auto network = Network::parse(text);
    ASSERT_FALSE(network) << text;
    EXPECT_EQ(network.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Network, ContainsItsRangeAndNothingOfTheOtherFamily) {
  const auto network = *Network::parse("172.16.0.0/12");
  EXPECT_TRUE(network.contains(*IpAddress::parse("172.31.255.255")));
  EXPECT_FALSE(network.contains(*IpAddress::parse("172.32.0.0")));
  EXPECT_TRUE(Network::parse("0.0.0.0/0")->contains(*IpAddress::parse("255.255.255.255")));
  EXPECT_FALSE(Network::parse("0.0.0.0/0")->contains(*IpAddress::parse("::")));
  EXPECT_TRUE(Network::parse("::1")->is_single_address());
}

bool allowed(const std::vector<std::string>& networks, std::string_view address) {
  return AddressPolicy::create(networks)->allows(*IpAddress::parse(address));
}

TEST(AddressPolicy, AllowsOnlyPublicAddressesByDefault) {
  EXPECT_TRUE(allowed({}, "1.1.1.1"));
  for (const auto* text : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:1.1.1.1", "0.0.0.0"}) {
    EXPECT_FALSE(allowed({}, text)) << text;
  }
}

TEST(AddressPolicy, OpensWhatTheOperatorNamesAndNoMore) {
  EXPECT_TRUE(allowed({"127.0.0.0/8"}, "127.0.0.1"));
  EXPECT_FALSE(allowed({"127.0.0.0/8"}, "::1"));
  EXPECT_FALSE(allowed({"127.0.0.0/8"}, "::ffff:127.0.0.1"));
  EXPECT_FALSE(allowed({"127.0.0.0/8"}, "10.0.0.1"));
  EXPECT_TRUE(allowed({"10.1.0.0/16", "::1/128"}, "::1"));
}

TEST(AddressPolicy, OpensMetadataOnlyForItsOwnAddress) {
  EXPECT_FALSE(allowed({"169.254.0.0/16", "0.0.0.0/0"}, "169.254.169.254"));
  EXPECT_FALSE(allowed({"fd00::/8"}, "fd00:ec2::254"));
  EXPECT_TRUE(allowed({"169.254.169.254"}, "169.254.169.254"));
}

TEST(AddressPolicy, RefusesABrokenNetwork) {
  EXPECT_EQ(AddressPolicy::create({"127.0.0.0/8", "nonsense"}).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace nsl::net
