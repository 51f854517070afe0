#include "net/tls/server_context.h"

#include "base/check.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

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

Error file_error(std::string_view what, const std::string& file) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  if (reason == nullptr) reason = "it cannot be read";
  return {ErrorCode::kInvalidArgument,
          "The TLS " + std::string(what) + " " + file + " cannot be used: " + reason + ".",
          {}};
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
