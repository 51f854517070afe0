// Egress towards a server that speaks HTTP/2 only.
#include "net/egress/egress.h"
#include "net/testing/egress_client.h"
#include "net/testing/http2_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <vector>

namespace nsl::net {
namespace {

using ::testing::Contains;
using testing::EgressClient;
using testing::Http2Server;
using ::testing::Pair;

class EgressHttp2 : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!server_.started()) GTEST_SKIP() << "skipped: there is no node to play an HTTP/2 server";
    client_.emplace(EgressOptions{.allow_networks = {"127.0.0.0/8"}, .ca_file = server_.certificate_file()});
  }
  FetchRequest request(std::string_view path) const {
    return {.url = server_.url(path), .allow_hosts = {server_.authority()}};
  }
  Result<FetchResponse> fetch(std::string_view path) { return client_->fetch(request(path)); }

  Http2Server server_;
  std::optional<EgressClient> client_;
};

TEST_F(EgressHttp2, SendsMethodPathAndBody) {
  FetchRequest asked = request("/a?b=c");
  asked.method = "POST";
  asked.headers = {{"Content-Type", "text/plain"}};
  asked.body = "some text";
  const auto response = client_->fetch(asked);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "POST /a?b=c " + server_.authority() + " some text");
  EXPECT_THAT(response->headers, Contains(Pair("content-type", "text/plain")));
}

TEST_F(EgressHttp2, GivesStatusesThatHaveNoText) {
  for (const int status : {204, 404, 503}) {
    const auto response = fetch("/status/" + std::to_string(status));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->status_text, "");
  }
}

TEST_F(EgressHttp2, FollowsRedirectsAndUnpacks) {
  const auto redirected = fetch("/redirect");
  ASSERT_TRUE(redirected) << redirected.error().message;
  EXPECT_EQ(redirected->url, server_.url("/after"));
  EXPECT_EQ(redirected->body, "GET /after " + server_.authority() + " ");
  const auto unpacked = fetch("/gzip");
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_EQ(unpacked->body, "unpacked");
}

TEST_F(EgressHttp2, KeepsToTheLimitOfTheBody) {
  FetchRequest asked = request("/large");
  asked.response_max = ByteCount{1 << 20};
  const auto whole = client_->fetch(asked);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->body.size(), std::size_t{1} << 20);
  asked.response_max = ByteCount{(1 << 20) - 1};
  EXPECT_EQ(client_->fetch(asked).error().code, ErrorCode::kEgressTooLarge);
}

TEST_F(EgressHttp2, FailsWhenTheStreamOrTheSessionBreaksAndWorksAgainAfterwards) {
  for (const char* path : {"/reset", "/goaway"}) {
    const auto broken = fetch(path);
    ASSERT_FALSE(broken) << path;
    EXPECT_EQ(broken.error().code, ErrorCode::kEgressFailed) << path << ": " << broken.error().message;
    EXPECT_TRUE(fetch("/next")) << "after " << path;
  }
}

TEST_F(EgressHttp2, CarriesManyRequestsAtOnce) {
  constexpr int kMany = 50;
  std::vector<std::promise<Result<FetchResponse>>> promises(kMany);
  std::vector<std::unique_ptr<Egress::Transfer>> transfers;
  for (int i = 0; i < kMany; ++i) {
    transfers.push_back(
        client_->egress().fetch(request("/" + std::to_string(i)),
                                [&promise = promises[static_cast<std::size_t>(i)]](Result<FetchResponse> response) {
                                  promise.set_value(std::move(response));
                                }));
  }
  for (int i = 0; i < kMany; ++i) {
    const auto response = promises[static_cast<std::size_t>(i)].get_future().get();
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "GET /" + std::to_string(i) + " " + server_.authority() + " ");
  }
}

}  // namespace
}  // namespace nsl::net
