// The server through TLS: handshakes that must and must not succeed, and HTTP that must not notice.
#include "net/testing/self_signed.h"
#include "net/testing/server_under_test.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>

namespace nsl::net::testing {
namespace {

using namespace std::chrono_literals;

class Tls : public ::testing::Test {
 protected:
  ServerOptions options() const {
    ServerOptions chosen;
    chosen.tls = certificate_.files();
    return chosen;
  }
  SelfSigned certificate_;
};

TEST_F(Tls, ServesRequestsOneAfterTheOther) {
  TestServer server(echo, options());
  EXPECT_TRUE(server.server().url().starts_with("https://"));
  TlsClient client(server.port());
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.send(post("/a", "body" + std::to_string(i))));
    EXPECT_TRUE(client.read_until("body" + std::to_string(i)).starts_with("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(Tls, AnswersPipelinedRequestsInTheirOrder) {
  TestServer server(echo, options());
  TlsClient client(server.port());
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes += get("/" + std::to_string(i) + ".");
  ASSERT_TRUE(client.send(bytes));
  for (int i = 0; i < 300; ++i) ASSERT_NE(client.read_until("GET /" + std::to_string(i) + ". "), "");
}

TEST_F(Tls, CarriesLargeBodiesBothWays) {
  TestServer server(echo, options());
  TlsClient client(server.port());
  const std::string body = std::string(3 << 20, 'x') + "!";
  ASSERT_TRUE(client.send(post("/a", body)));
  EXPECT_TRUE(client.read_until("x!").ends_with("\r\n\r\nPOST /a " + body));
}

TEST_F(Tls, TakesARequestThatComesByteByByte) {
  TestServer server(echo, options());
  TlsClient client(server.port());
  for (const char byte : get("/a")) ASSERT_TRUE(client.send({&byte, 1}));  // a record each
  EXPECT_TRUE(client.read_until("GET /a ").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(Tls, EndsWithACloseNotify) {
  TestServer server(echo, options());
  TlsClient client(server.port());
  ASSERT_TRUE(client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_NE(client.read_until("GET /a "), "");
  EXPECT_TRUE(client.ended_properly());
}

TEST_F(Tls, SpeaksTls12ButNothingOlder) {
  TestServer server(echo, options());
  TlsClient modern(server.port(), {.version_max = TLS1_2_VERSION, .protocols = {}});
  EXPECT_TRUE(modern.connected());
  EXPECT_EQ(modern.version(), "TLSv1.2");
  const TlsClient old(server.port(), {.version_max = TLS1_1_VERSION, .protocols = {}});
  EXPECT_FALSE(old.connected());
}

TEST_F(Tls, AgreesOnHttp11AndRefusesAClientThatOnlySpeaksOthers) {
  TestServer server(echo, options());
  const TlsClient both(server.port(), {.protocols = "\x02h2\x08http/1.1"});
  EXPECT_EQ(both.protocol(), "http/1.1");
  const TlsClient none(server.port());
  EXPECT_TRUE(none.connected());
  const TlsClient other(server.port(), {.protocols = "\x02h2"});
  EXPECT_FALSE(other.connected());
}

TEST_F(Tls, ClosesOnPlainHttp) {
  TestServer server(echo, options());
  Client client(server.port());
  client.send(get("/a"));
  EXPECT_FALSE(client.read_to_end().contains("HTTP/1.1"));
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST_F(Tls, CutsOffAHandshakeThatDoesNotEnd) {
  ServerOptions chosen = options();
  chosen.timeouts.header = 60ms;
  TestServer server(echo, chosen);
  Client client(server.port());
  client.send("\x16\x03\x01\x02");  // the beginning of a record
  EXPECT_TRUE(client.at_end());
}

TEST_F(Tls, ReportsAClientThatLeaves) {
  std::shared_ptr<Exchange> kept;
  std::promise<void> aborted;
  TestServer server(
      [&](auto exchange) {
        exchange->on_abort([&] {
          kept.reset();
          aborted.set_value();
        });
        kept = std::move(exchange);
      },
      options());
  {
    TlsClient client(server.port());
    client.send(get("/a"));
    while (server.on_loop([&] { return kept == nullptr; })) std::this_thread::yield();
  }
  EXPECT_EQ(aborted.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(Tls, RefusesFilesThatDoNotFit) {
  const SelfSigned other;
  const auto mixed = tls::ServerContext::create({certificate_.files().certificate_file, other.files().key_file});
  ASSERT_FALSE(mixed.has_value());
  EXPECT_EQ(mixed.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(mixed.error().message.find(other.files().key_file), std::string::npos) << mixed.error().message;

  const std::string empty = std::filesystem::path(other.files().key_file).parent_path() / "empty.pem";
  std::ofstream(empty).flush();
  EXPECT_FALSE(tls::ServerContext::create({empty, other.files().key_file}).has_value());
}

}  // namespace
}  // namespace nsl::net::testing
