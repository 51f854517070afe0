#include "net/tls/session.h"

#include "base/check.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <limits>

namespace nsl::net::tls {
namespace {

int to_int(std::size_t size) {
  NSL_CHECK(size <= std::numeric_limits<int>::max());
  return static_cast<int>(size);
}

}  // namespace

Session::Session(ssl_st* ssl) : ssl_(ssl) {
  BIO* const from_network = BIO_new(BIO_s_mem());
  BIO* const to_network = BIO_new(BIO_s_mem());
  NSL_CHECK(ssl_ != nullptr && from_network != nullptr && to_network != nullptr);
  // Empty means "come back with more bytes", not "the end".
  BIO_set_mem_eof_return(from_network, -1);
  BIO_set_mem_eof_return(to_network, -1);
  SSL_set_bio(ssl_.get(), from_network, to_network);
}
Session::~Session() = default;
void Session::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

void Session::feed(std::string_view encrypted) {
  const int size = to_int(encrypted.size());
  NSL_CHECK(BIO_write(SSL_get_rbio(ssl_.get()), encrypted.data(), size) == size);
}

Session::ReadResult Session::read(std::span<char> into) {
  ReadResult result;
  while (result.bytes < into.size()) {
    ERR_clear_error();
    const auto rest = into.subspan(result.bytes);
    const int got = SSL_read(ssl_.get(), rest.data(), to_int(rest.size()));
    if (got > 0) {
      result.bytes += static_cast<std::size_t>(got);
      continue;
    }
    const int reason = SSL_get_error(ssl_.get(), got);
    if (reason == SSL_ERROR_ZERO_RETURN) result.state = State::kEnded;
    else if (reason != SSL_ERROR_WANT_READ) result.state = State::kFailed;
    break;
  }
  return result;
}

bool Session::write(std::string_view plain) {
  if (plain.empty()) return true;
  ERR_clear_error();
  // A memory BIO takes everything at once.
  return SSL_is_init_finished(ssl_.get()) != 0 && SSL_write(ssl_.get(), plain.data(), to_int(plain.size())) > 0;
}

void Session::end() {
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_.get()) != 0) SSL_shutdown(ssl_.get());
}

void Session::take_output(std::string& out) {
  BIO* const to_network = SSL_get_wbio(ssl_.get());
  const std::size_t pending = BIO_ctrl_pending(to_network);
  if (pending == 0) return;
  const std::size_t before = out.size();
  out.resize(before + pending);
  NSL_CHECK(BIO_read(to_network, out.data() + before, to_int(pending)) == to_int(pending));
}

}  // namespace nsl::net::tls
