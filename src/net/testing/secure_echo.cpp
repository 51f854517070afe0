#include "net/testing/secure_echo.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <atomic>
#include <thread>

namespace nsl::net::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

class SecureEcho::Impl {
 public:
  explicit Impl(const tls::ServerFiles& files) {
    tls_.use_certificate_chain_file(files.certificate_file);
    tls_.use_private_key_file(files.key_file, asio::ssl::context::pem);
    thread_ = std::thread([this] { run(); });
  }

  ~Impl() {
    stopping_ = true;
    boost::system::error_code ignored;
    tcp::socket wake(io_);
    wake.connect(place_, ignored);  // so that accept() returns
    thread_.join();
  }

  std::uint16_t port() const { return place_.port(); }

 private:
  void run() {
    while (!stopping_) {
      boost::system::error_code error;
      auto socket = acceptor_.accept(error);
      if (!error && !stopping_) serve(std::move(socket));
    }
  }

  void serve(tcp::socket socket) {
    boost::system::error_code error;
    beast::websocket::stream<asio::ssl::stream<tcp::socket>> stream(std::move(socket), tls_);
    stream.next_layer().handshake(asio::ssl::stream_base::server, error);
    if (!error) stream.accept(error);
    while (!error) {
      beast::flat_buffer message;
      stream.read(message, error);
      if (error) break;
      if (beast::buffers_to_string(message.data()) == "bye") stream.close(beast::websocket::close_code::normal, error);
      else stream.write(message.data(), error);
    }
  }

  asio::io_context io_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  tcp::acceptor acceptor_{io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  const tcp::endpoint place_ = acceptor_.local_endpoint();  // asked once: the acceptor is the thread's
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

SecureEcho::SecureEcho(const tls::ServerFiles& files) : impl_(std::make_unique<Impl>(files)) {}
SecureEcho::~SecureEcho() = default;
std::uint16_t SecureEcho::port() const { return impl_->port(); }

}  // namespace nsl::net::testing
