#include "net/testing/self_signed.h"

#include "base/check.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace nsl::net::testing {
namespace {

template <auto F>
struct Free {
  void operator()(auto* p) const { F(p); }
};

using File = std::unique_ptr<FILE, Free<&std::fclose>>;

}  // namespace

SelfSigned::SelfSigned() {
  std::string name = std::filesystem::temp_directory_path() / "nsl-tls-XXXXXX";
  NSL_CHECK(mkdtemp(name.data()) != nullptr);
  folder_ = name;

  const std::unique_ptr<EVP_PKEY, Free<&EVP_PKEY_free>> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const std::unique_ptr<X509, Free<&X509_free>> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3'600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  const std::unique_ptr<X509_EXTENSION, Free<&X509_EXTENSION_free>> address(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
  NSL_CHECK(X509_add_ext(certificate.get(), address.get(), -1) == 1);
  NSL_CHECK(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);

  const tls::ServerFiles made = files();
  const File certificate_file(std::fopen(made.certificate_file.c_str(), "w"));
  const File key_file(std::fopen(made.key_file.c_str(), "w"));
  NSL_CHECK(PEM_write_X509(certificate_file.get(), certificate.get()) == 1);
  NSL_CHECK(PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
}

SelfSigned::~SelfSigned() { std::filesystem::remove_all(folder_); }

tls::ServerFiles SelfSigned::files() const { return {folder_ / "certificate.pem", folder_ / "key.pem"}; }

TlsClient::TlsClient(std::uint16_t port, const TlsClientOptions& options)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      context_(SSL_CTX_new(TLS_client_method())),
      ssl_(SSL_new(context_)) {
  const timeval limit{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  NSL_CHECK(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  SSL_set_fd(ssl_, socket_);
  if (options.version_max != 0) {
    SSL_set_min_proto_version(ssl_, TLS1_VERSION);
    SSL_set_max_proto_version(ssl_, options.version_max);
    SSL_set_security_level(ssl_, 0);  // the server must refuse old versions, not this client
  }
  if (!options.protocols.empty()) {
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(options.protocols.data()),
                        static_cast<unsigned>(options.protocols.size()));
  }
  if (!options.certificate_file.empty()) {
    NSL_CHECK(SSL_use_certificate_file(ssl_, options.certificate_file.c_str(), SSL_FILETYPE_PEM) == 1);
    NSL_CHECK(SSL_use_PrivateKey_file(ssl_, options.key_file.c_str(), SSL_FILETYPE_PEM) == 1);
  }
  connected_ = SSL_connect(ssl_) == 1;
}

TlsClient::~TlsClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  ::close(socket_);
}

std::string TlsClient::version() const { return SSL_get_version(ssl_); }

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

bool TlsClient::may_resume() const {
  const SSL_SESSION* const session = SSL_get_session(ssl_);
  return session != nullptr && SSL_SESSION_is_resumable(session) == 1;
}

bool TlsClient::send(std::string_view bytes) {
  return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
}

std::string TlsClient::read_until(std::string_view end) {
  std::size_t found = 0;
  std::size_t searched = 0;
  while ((found = buffer_.find(end, searched)) == std::string::npos) {
    searched = buffer_.size() - std::min(buffer_.size(), end.size());
    char block[16'384];
    const int got = SSL_read(ssl_, block, sizeof block);
    if (got <= 0) return std::exchange(buffer_, {});
    buffer_.append(block, static_cast<std::size_t>(got));
  }
  std::string text = buffer_.substr(0, found + end.size());
  buffer_.erase(0, found + end.size());
  return text;
}

bool TlsClient::ended_properly() {
  char byte = 0;
  const int got = SSL_read(ssl_, &byte, 1);
  return got <= 0 && SSL_get_error(ssl_, got) == SSL_ERROR_ZERO_RETURN;
}

}  // namespace nsl::net::testing
