#include "net/tls/server_context.h"

#include "base/check.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstring>

namespace nsl::net::tls {
namespace {

// Picks http/1.1 when the client offers protocols; a client that offers only others is told so, as RFC 7301 asks for.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, size, kOurs, sizeof kOurs - 1, offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// After OpenSSL's own checks, for each certificate of a client's chain, the client's at depth 0. OpenSSL takes a
// certificate that does not say what it is for; here it must say so.
int check_usage(int good, X509_STORE_CTX* checking) {
  if (good != 1 || X509_STORE_CTX_get_error_depth(checking) != 0) return good;
  const std::uint32_t usage = X509_get_extended_key_usage(X509_STORE_CTX_get_current_cert(checking));
  constexpr std::uint32_t kNoneGiven = UINT32_MAX;
  if (usage != kNoneGiven && (usage & XKU_SSL_CLIENT) != 0) return 1;
  X509_STORE_CTX_set_error(checking, X509_V_ERR_INVALID_PURPOSE);
  return 0;
}

Error file_error(std::string_view what, const std::string& file) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  if (reason == nullptr) reason = "it cannot be read";
  return {ErrorCode::kInvalidArgument,
          "The TLS " + std::string(what) + " " + file + " cannot be used: " + reason + ".",
          {}};
}

Status ask_for_certificates(SSL_CTX* context, const ServerFiles& files) {
  if (files.clients == ClientCertificates::kOff) return {};
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.client_ca_file.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, files.client_ca_file.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return std::unexpected(file_error("authorities of clients in", files.client_ca_file));
  }
  SSL_CTX_set_client_CA_list(context, names);  // takes them
  const bool needed = files.clients == ClientCertificates::kRequired;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (needed ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), check_usage);
  // A resumed session would bring back a certificate that nobody has looked at since.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  NSL_CHECK(SSL_CTX_set_num_tickets(context, 0) == 1);
  return {};
}

}  // namespace

struct ServerContext::State {
  struct Free {
    void operator()(SSL_CTX* made) const { SSL_CTX_free(made); }
  };
  std::unique_ptr<SSL_CTX, Free> context;
};

Result<std::unique_ptr<ServerContext>> ServerContext::create(const ServerFiles& files) {
  ERR_clear_error();
  auto state = std::make_unique<State>();
  state->context.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = state->context.get();
  NSL_CHECK(context != nullptr);
  NSL_CHECK(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  // Renegotiation lets a client cause work without limit; compression leaks secrets (CRIME).
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // 34 KiB less for an idle connection
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate_file.c_str()) != 1) {
    return std::unexpected(file_error("certificate", files.certificate_file));
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return std::unexpected(file_error("key", files.key_file));
  }
  NSL_TRY_VOID(ask_for_certificates(context, files));
  return std::unique_ptr<ServerContext>(new ServerContext(std::move(state)));
}

ServerContext::ServerContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
ServerContext::~ServerContext() = default;

std::unique_ptr<Session> ServerContext::accept() const {
  SSL* const ssl = SSL_new(state_->context.get());
  NSL_CHECK(ssl != nullptr);
  SSL_set_accept_state(ssl);
  return std::make_unique<Session>(ssl);
}

}  // namespace nsl::net::tls
