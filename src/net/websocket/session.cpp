#include "net/websocket/session.h"

#include "base/bytes.h"
#include "net/http/text.h"

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>

namespace nsl::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

// For the other side's part of the closing handshake.
constexpr std::chrono::seconds kCloseTimeout{5};
constexpr std::size_t kKeyBytes = 16;  // RFC 6455 section 4.1

// Whether one of the elements of a list in a header field is this one, which is in lower case.
bool has_element(std::string_view list, std::string_view element) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto one = list.substr(0, comma);
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
    if (equals_ignoring_case(one, element)) return true;
    list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
  }
  return false;
}

// Keeps itself alive with the operations it has under way.
class Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(asio::ip::tcp::socket socket, WebSocketListener& listener, const WebSocketOptions& options)
      : stream_(std::move(socket)), listener_(&listener), options_(options) {
    stream_.set_option(websocket::stream_base::timeout{
        .handshake_timeout = kCloseTimeout, .idle_timeout = options.idle, .keep_alive_pings = true});
    stream_.read_message_max(options.message_max.bytes);
    stream_.text(true);
  }

  // The answer is small and the first thing on this socket, so that it does not block. What comes is read from the
  // loop's next round on: who asked has not got the WebSocket yet.
  Status open(const Request& request);
  void send(std::string message);
  std::size_t unsent_messages() const { return outgoing_.size(); }
  void close();
  void abandon();  // without a word to the listener

 private:
  void read();
  void on_read(const error_code& error);
  void write();
  void on_written(const error_code& error);
  void end();

  websocket::stream<asio::ip::tcp::socket> stream_;
  WebSocketListener* listener_;  // null: it has been told of the end, or wants to hear no more
  const WebSocketOptions options_;
  beast::flat_buffer incoming_;
  std::deque<std::string> outgoing_;  // the first is being written
  std::size_t unsent_bytes_ = 0;
  bool reading_ = false;
  bool closing_ = false;
};

Status Session::open(const Request& request) {
  beast::http::request<beast::http::empty_body> head(beast::http::verb::get, "/", 11);
  for (const std::string_view name : {"host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version"}) {
    const auto value = request.header(name);
    head.set(beast::string_view(name.data(), name.size()), beast::string_view(value.data(), value.size()));
  }
  error_code error;
  stream_.accept(head, error);
  if (error) return fail(ErrorCode::kInvalidArgument, "The WebSocket cannot be opened: " + error.message() + ".");
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->read(); });
  return {};
}

void Session::read() {
  if (reading_ || closing_ || listener_ == nullptr || unsent_bytes_ > options_.unsent_max.bytes / 4) return;
  reading_ = true;
  stream_.async_read(incoming_, [self = shared_from_this()](const error_code& error, std::size_t) {
    self->reading_ = false;
    self->on_read(error);
  });
}

void Session::on_read(const error_code& error) {
  if (error) return end();
  if (listener_ != nullptr && !closing_) {
    listener_->on_message({static_cast<const char*>(incoming_.data().data()), incoming_.size()});
  }
  incoming_.clear();
  read();
}

void Session::send(std::string message) {
  if (closing_ || listener_ == nullptr) return;
  unsent_bytes_ += message.size();
  outgoing_.push_back(std::move(message));
  if (unsent_bytes_ > options_.unsent_max.bytes) {
    // From the loop: the listener does not expect to hear of the end from inside this call.
    closing_ = true;
    return asio::post(stream_.get_executor(), [self = shared_from_this()] { self->end(); });
  }
  if (outgoing_.size() == 1) write();
}

void Session::write() {
  stream_.async_write(asio::buffer(outgoing_.front()),
                      [self = shared_from_this()](const error_code& error, std::size_t) { self->on_written(error); });
}

void Session::on_written(const error_code& error) {
  if (error) return end();
  unsent_bytes_ -= outgoing_.front().size();
  outgoing_.pop_front();
  if (!outgoing_.empty()) write();
  if (listener_ != nullptr && !closing_) listener_->on_sent();
  read();
}

void Session::close() {
  if (closing_ || listener_ == nullptr) return;
  closing_ = true;
  stream_.async_close(websocket::close_code::normal, [self = shared_from_this()](const error_code&) { self->end(); });
}

void Session::abandon() {
  listener_ = nullptr;
  end();
}

void Session::end() {
  closing_ = true;
  error_code ignored;
  stream_.next_layer().close(ignored);
  if (auto* const listener = std::exchange(listener_, nullptr)) listener->on_closed();
}

class Handle final : public WebSocket {
 public:
  explicit Handle(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  ~Handle() override { session_->abandon(); }
  void send(std::string message) override { session_->send(std::move(message)); }
  std::size_t unsent_messages() const override { return session_->unsent_messages(); }
  void close() override { session_->close(); }

 private:
  const std::shared_ptr<Session> session_;  // shared with its operations under way
};

}  // namespace

bool wants_web_socket(const Request& request) { return has_element(request.header("upgrade"), "websocket"); }

Status check_web_socket_request(const Request& request) {
  const auto refuse = [](std::string why) { return fail(ErrorCode::kInvalidArgument, std::move(why)); };
  if (request.method != "GET") return refuse("A WebSocket is opened with GET.");
  if (!wants_web_socket(request) || !has_element(request.header("connection"), "upgrade")) {
    return refuse("A WebSocket is opened with the headers Upgrade: websocket and Connection: Upgrade.");
  }
  if (request.header("sec-websocket-version") != "13") return refuse("Only version 13 of WebSockets is known here.");
  const auto key = from_base64(request.header("sec-websocket-key"));
  if (!key || key->size() != kKeyBytes) return refuse("The header Sec-WebSocket-Key is not 16 bytes in base64.");
  if (!request.body.empty()) return refuse("A request for a WebSocket has no body.");
  return {};
}

Result<std::unique_ptr<WebSocket>> open_web_socket(asio::ip::tcp::socket socket, const Request& request,
                                                   WebSocketListener& listener, WebSocketOptions options) {
  const auto session = std::make_shared<Session>(std::move(socket), listener, options);
  NSL_TRY_VOID(session->open(request));
  return std::make_unique<Handle>(session);
}

}  // namespace nsl::net
