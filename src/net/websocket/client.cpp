#include "net/websocket/client.h"

#include "net/egress/target.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <atomic>
#include <exception>
#include <variant>

namespace nsl::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

using Plain = websocket::stream<tcp::socket>;
using Secure = websocket::stream<asio::ssl::stream<tcp::socket>>;

struct Place {
  bool secure = false;
  std::string host;
  std::string port;
  std::string authority;
  std::string path;
};

Result<Place> place_of(const std::string& url) {
  const bool secure = url.starts_with("wss://");
  if (!secure && !url.starts_with("ws://")) {
    return fail(ErrorCode::kInvalidArgument,
                "A WebSocket's URL looks like ws://127.0.0.1:10332/ws or wss://node.example.org/ws.");
  }
  // From here on a URL is a URL.
  const std::string scheme = secure ? "https://" : "http://";
  NSL_TRY(const auto target, parse_target(scheme + url.substr(url.find("//") + 2)));
  const auto path = target.url.find('/', scheme.size());
  Place out{.secure = secure,
            .host = target.host,
            .port = std::to_string(target.port),
            .authority = target.host + ":" + std::to_string(target.port),
            .path = path == target.url.npos ? "/" : target.url.substr(path)};
  if (out.host.starts_with('[')) out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

}  // namespace

class WebSocketClient::Impl {
 public:
  explicit Impl(WebSocketClientOptions options) : options_(std::move(options)) {}
  ~Impl() { drop(); }

  Status open();
  Status send(std::string_view message);
  Result<std::optional<std::string>> receive(std::chrono::milliseconds at_most);
  void interrupt() {
    interrupted_ = true;
    asio::post(io_, [] {});
  }

 private:
  // One operation under way: set by its handler.
  struct Outcome {
    bool done = false;
    error_code error;
  };
  auto note(Outcome& outcome) {
    outcome = {};
    return [&outcome](const error_code& error, auto&&...) { outcome = {.done = true, .error = error}; };
  }

  // Runs handlers until the operation is done. false: not in time, or interrupted.
  Result<bool> run_until_done(const Outcome& outcome, std::chrono::milliseconds at_most);
  Status finish(const Outcome& outcome, std::chrono::milliseconds at_most, std::string_view what);
  Status prepare(const Place& place);
  void drop();
  bool is_open() const {
    return std::visit([](const auto& stream) { return stream.is_open(); }, stream_);
  }
  tcp::socket& socket() {
    return std::visit([](auto& stream) -> tcp::socket& { return beast::get_lowest_layer(stream); }, stream_);
  }
  std::unexpected<Error> gone(std::string why) const;

  const WebSocketClientOptions options_;
  std::atomic<bool> interrupted_{false};
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  tcp::resolver resolver_{io_};
  tcp::resolver::results_type addresses_;
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  std::variant<Plain, Secure> stream_{std::in_place_type<Plain>, io_};
  beast::flat_buffer incoming_;
  Outcome lookup_;
  Outcome connection_;
  Outcome read_;
  Outcome write_;
  bool reading_ = false;
};

std::unexpected<Error> WebSocketClient::Impl::gone(std::string why) const {
  return fail(ErrorCode::kUnavailable, "The WebSocket at " + options_.url + " " + std::move(why) + ".");
}

// After this no handler runs that knows this object.
void WebSocketClient::Impl::drop() {
  error_code ignored;
  resolver_.cancel();
  socket().close(ignored);
  try {
    io_.poll();
  } catch (const std::exception&) {
    // It was on its way out.
  }
}

Result<bool> WebSocketClient::Impl::run_until_done(const Outcome& outcome, std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  try {
    while (!outcome.done && !interrupted_ && std::chrono::steady_clock::now() < deadline) io_.run_one_until(deadline);
  } catch (const std::exception& thrown) {  // Beast and Asio report by error codes, but for memory and the like
    drop();
    return gone(std::string("failed: ") + thrown.what());
  }
  return outcome.done;
}

Status WebSocketClient::Impl::finish(const Outcome& outcome, std::chrono::milliseconds at_most, std::string_view what) {
  const auto done = run_until_done(outcome, at_most);
  if (!done) return std::unexpected(done.error());
  if (*done && !outcome.error) return {};
  const auto why = *done ? outcome.error.message() : std::string(interrupted_ ? "interrupted" : "it took too long");
  drop();
  return gone(std::string(what) + ": " + why);
}

// Who is on the other side must show a certificate for the host, which somebody vouches for that this machine trusts.
Status WebSocketClient::Impl::prepare(const Place& place) {
  if (!place.secure) return {};
  error_code error;
  tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  if (options_.ca_file.empty()) tls_.set_default_verify_paths(error);
  else tls_.load_verify_file(options_.ca_file, error);
  if (error) return gone("cannot be asked: the certificates to trust cannot be read: " + error.message());
  auto& stream = stream_.emplace<Secure>(io_, tls_).next_layer();
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.set_verify_callback(asio::ssl::host_name_verification(place.host));
  // Where one address has several names, the server must know which is meant (RFC 6066, section 3).
  if (SSL_set_tlsext_host_name(stream.native_handle(), place.host.c_str()) != 1) {
    return gone("cannot be asked: its name is too long for TLS");
  }
  return {};
}

Status WebSocketClient::Impl::open() {
  NSL_TRY(const auto place, place_of(options_.url));
  NSL_TRY_VOID(prepare(place));
  const auto start = std::chrono::steady_clock::now();
  const auto left = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(options_.connect_timeout -
                                                                 (std::chrono::steady_clock::now() - start));
  };
  resolver_.async_resolve(place.host, place.port,
                          [this, noted = note(lookup_)](const error_code& error, tcp::resolver::results_type found) {
                            addresses_ = std::move(found);
                            noted(error);
                          });
  NSL_TRY_VOID(finish(lookup_, left(), "cannot be looked up"));
  asio::async_connect(socket(), addresses_, note(connection_));
  NSL_TRY_VOID(finish(connection_, left(), "cannot be reached"));
  error_code ignored;
  socket().set_option(tcp::no_delay(true), ignored);
  if (auto* secure = std::get_if<Secure>(&stream_)) {
    secure->next_layer().async_handshake(asio::ssl::stream_base::client, note(connection_));
    NSL_TRY_VOID(finish(connection_, left(), "has no TLS that can be trusted"));
  }
  std::visit(
      [&](auto& stream) {
        stream.set_option(websocket::stream_base::timeout{
            .handshake_timeout = options_.connect_timeout, .idle_timeout = options_.idle, .keep_alive_pings = true});
        stream.read_message_max(options_.message_max.bytes);
        stream.text(true);
        stream.async_handshake(place.authority, place.path, note(connection_));
      },
      stream_);
  return finish(connection_, left(), "is none");
}

Status WebSocketClient::Impl::send(std::string_view message) {
  if (!is_open()) return gone("is not open");
  std::visit([&](auto& stream) { stream.async_write(asio::buffer(message.data(), message.size()), note(write_)); },
             stream_);
  return finish(write_, options_.write_timeout, "does not take a message");
}

Result<std::optional<std::string>> WebSocketClient::Impl::receive(std::chrono::milliseconds at_most) {
  if (!reading_) {
    if (!is_open()) return gone("is not open");
    reading_ = true;
    std::visit([&](auto& stream) { stream.async_read(incoming_, note(read_)); }, stream_);
  }
  NSL_TRY(const bool done, run_until_done(read_, at_most));
  if (!done) return std::nullopt;
  reading_ = false;
  if (read_.error) {
    drop();
    return gone("has ended: " + read_.error.message());
  }
  std::string out(static_cast<const char*>(incoming_.data().data()), incoming_.size());
  incoming_.clear();
  return out;
}

WebSocketClient::WebSocketClient(WebSocketClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
WebSocketClient::~WebSocketClient() = default;
Status WebSocketClient::open() { return impl_->open(); }
Status WebSocketClient::send(std::string_view message) { return impl_->send(message); }
Result<std::optional<std::string>> WebSocketClient::receive(std::chrono::milliseconds at_most) {
  return impl_->receive(at_most);
}
void WebSocketClient::interrupt() { impl_->interrupt(); }

}  // namespace nsl::net
