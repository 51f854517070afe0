// Certificates of clients, through the real server with the real client: which of them get a connection, and as whom.
#include "net/http/client.h"
#include "net/testing/certificate_authority.h"
#include "net/testing/self_signed.h"
#include "net/testing/server_under_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>

namespace nsl::net::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using tls::ClientCertificates;

// Answers with the name of the certificate, "nobody" without one.
void tell_name(const std::shared_ptr<Exchange>& exchange) {
  const tls::ClientCertificate* const shown = exchange->request().client_certificate;
  exchange->send({.status = 200, .content_type = "text/plain", .body = shown == nullptr ? "nobody" : shown->name});
}

class MutualTls : public ::testing::Test {
 protected:
  ServerOptions options(ClientCertificates mode) const {
    ServerOptions chosen;
    chosen.tls = server_certificate_.files();
    chosen.tls->clients = mode;
    chosen.tls->client_ca_file = authority_.file();
    return chosen;
  }
  Result<ClientResponse> ask(TestServer& server, const ClientFiles& files = {}) const {
    auto client = net::Client::create({.base_url = server.server().url(),
                                       .tls = {.ca_file = server_certificate_.files().certificate_file,
                                               .certificate_file = files.certificate_file,
                                               .key_file = files.key_file}});
    return client->send({.path = "/"});
  }
  std::string name_of(const CertificateWishes& wishes) {
    TestServer server(tell_name, options(ClientCertificates::kRequired));
    const auto answer = ask(server, authority_.sign(wishes));
    return answer ? answer->body : answer.error().message;
  }
  bool lets_in(const ClientFiles& files, ClientCertificates mode = ClientCertificates::kOptional) {
    TestServer server(tell_name, options(mode));
    return ask(server, files).has_value();
  }

  SelfSigned server_certificate_;
  CertificateAuthority authority_;
};

TEST_F(MutualTls, RefusesCertificatesThatAreNotToBeTrusted) {
  using std::chrono::seconds;
  CertificateAuthority foreign;
  EXPECT_FALSE(lets_in(foreign.sign()));
  EXPECT_FALSE(lets_in(authority_.sign({.valid_from = seconds(-7'200), .valid_until = seconds(-3'600)})));
  EXPECT_FALSE(lets_in(authority_.sign({.valid_from = seconds(3'600), .valid_until = seconds(7'200)})));
  EXPECT_FALSE(lets_in(authority_.sign({.usage = "serverAuth"})));
  EXPECT_FALSE(lets_in(authority_.sign({.usage = ""})));
  EXPECT_FALSE(lets_in({server_certificate_.files().certificate_file, server_certificate_.files().key_file}));
  EXPECT_TRUE(lets_in(authority_.sign({.usage = "serverAuth,clientAuth"})));
}

TEST_F(MutualTls, RefusesTheServersAuthorityWhenItIsNotThatOfClients) {
  TestServer server(tell_name, options(ClientCertificates::kOptional));
  auto client = net::Client::create({.base_url = server.server().url(), .tls = {.ca_file = authority_.file()}});
  EXPECT_EQ(client->send({.path = "/"}).error().code, ErrorCode::kUnavailable);
}

TEST_F(MutualTls, ServesWhoHasNoneOnlyWhenItIsOptional) {
  TestServer optional(tell_name, options(ClientCertificates::kOptional));
  EXPECT_EQ(ask(optional)->body, "nobody");
  TestServer required(tell_name, options(ClientCertificates::kRequired));
  EXPECT_EQ(ask(required).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(ask(required, authority_.sign())->body, "uri:spiffe://example.com/ci");
}

TEST_F(MutualTls, AsksNobodyWhenItIsOff) {
  TestServer server(tell_name, options(ClientCertificates::kOff));
  EXPECT_EQ(ask(server, authority_.sign())->body, "nobody");
}

TEST_F(MutualTls, NamesAreOfTheFirstKindThatIsThere) {
  EXPECT_EQ(name_of({.alternative_names = "DNS:ci.example.com,email:a@example.com,URI:spiffe://example.com/ci"}),
            "uri:spiffe://example.com/ci");
  EXPECT_EQ(name_of({.alternative_names = "DNS:ci.example.com,email:a@example.com"}), "email:a@example.com");
  EXPECT_EQ(name_of({.alternative_names = "DNS:ci.example.com,IP:127.0.0.1"}), "dns:ci.example.com");
}

TEST_F(MutualTls, WhatNamesNobodyForSureIsADigest) {
  for (const std::string& names :
       {std::string(), std::string("IP:127.0.0.1"), std::string("URI:a:b,URI:a:c"), std::string("DNS:a b"),
        std::string("URI:a:b,URI:a:c,DNS:ci.example.com"), "URI:a:" + std::string(tls::kClientNameMax, 'b')}) {
    EXPECT_THAT(name_of({.alternative_names = names}), MatchesRegex("sha256:[0-9a-f]{64}")) << names;
  }
  // No kind can be taken for another.
  EXPECT_EQ(name_of({.alternative_names = "URI:dns:ci.example.com"}), "uri:dns:ci.example.com");
}

TEST_F(MutualTls, NamesTheSameInAllRequestsOfAConnection) {
  TestServer server(tell_name, options(ClientCertificates::kOptional));
  const ClientFiles files = authority_.sign();
  TlsClient client(server.port(), {.certificate_file = files.certificate_file, .key_file = files.key_file});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_NE(client.read_until("uri:spiffe://example.com/ci"), "");
  }
}

// A resumed session would bring its certificate along without anybody looking at it again.
TEST_F(MutualTls, ResumesNoSessions) {
  TestServer server(tell_name, options(ClientCertificates::kOptional));
  const ClientFiles files = authority_.sign();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(),
                     {.version_max = version, .certificate_file = files.certificate_file, .key_file = files.key_file});
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_NE(client.read_until("uri:spiffe://example.com/ci"), "");
    EXPECT_FALSE(client.may_resume()) << version;
  }
  // The test can tell: without client certificates there is something to resume.
  TestServer other(tell_name, options(ClientCertificates::kOff));
  TlsClient client(other.port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_NE(client.read_until("nobody"), "");
  EXPECT_TRUE(client.may_resume());
}

TEST_F(MutualTls, NeedsAFileOfAuthorities) {
  tls::ServerFiles files = server_certificate_.files();
  files.clients = ClientCertificates::kRequired;
  const std::string empty = std::filesystem::path(authority_.file()).parent_path() / "empty.pem";
  std::ofstream(empty).flush();
  for (const std::string& file : {std::string(), std::string("/nowhere/ca.pem"), empty, files.key_file}) {
    files.client_ca_file = file;
    const auto made = tls::ServerContext::create(files);
    ASSERT_FALSE(made.has_value()) << file;
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(made.error().message, HasSubstr(file));
  }
}

}  // namespace
}  // namespace nsl::net::testing
