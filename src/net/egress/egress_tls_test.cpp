// Whom Egress trusts, with a TLS server on the loopback.
#include "net/egress/egress.h"
#include "net/testing/egress_client.h"
#include "net/testing/self_signed.h"
#include "net/testing/server_under_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace nsl::net {
namespace {

using testing::EgressClient;
using ::testing::HasSubstr;
using testing::SelfSigned;
using testing::TestServer;

// A server with a certificate for 127.0.0.1.
class EgressTls : public ::testing::Test {
 protected:
  SelfSigned certificate_;
  std::atomic<int> requests_ = 0;
  TestServer server_{[this](const std::shared_ptr<Exchange>& exchange) {
                       ++requests_;
                       testing::echo(exchange);
                     },
                     {.tls = certificate_.files()}};

  Result<FetchResponse> fetch(const std::string& host, const std::string& ca_file) {
    const auto place = host + ":" + std::to_string(server_.port());
    return EgressClient({.allow_networks = {"127.0.0.0/8"}, .ca_file = ca_file})
        .fetch({.url = "https://" + place + "/", .headers = {{"Authorization", "Bearer x"}}, .allow_hosts = {place}});
  }
};

TEST_F(EgressTls, RefusesACertificateThatNobodyVouchesFor) {
  const auto response = fetch("127.0.0.1", "");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed);
  EXPECT_THAT(response.error().message, HasSubstr("no certificate that is trusted"));
  EXPECT_EQ(requests_, 0);
}

TEST_F(EgressTls, RefusesACertificateOfAnotherHost) {
  const auto response = fetch("localhost", certificate_.files().certificate_file);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::kEgressFailed);
  EXPECT_EQ(requests_, 0);
}

TEST_F(EgressTls, TrustsWhatTheOperatorNames) {
  const auto response = fetch("127.0.0.1", certificate_.files().certificate_file);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(requests_, 1);
}

}  // namespace
}  // namespace nsl::net
