#include "net/http/server.h"

#include "base/check.h"
#include "base/log.h"
#include "net/http/connection.h"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <vector>

namespace nsl::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

// After accept() ran out of descriptors or memory. Trying again at once would only burn the processor.
constexpr auto kAcceptPause = 50ms;

// Deadlines are looked at this often: a quarter of the shortest one, within bounds.
std::chrono::milliseconds tick_of(const ServerTimeouts& timeouts) {
  const auto shortest = std::min({timeouts.header, timeouts.body, timeouts.idle, timeouts.write, timeouts.linger});
  return std::clamp<std::chrono::milliseconds>(shortest / 4, 5ms, 1'000ms);
}

Status check(const ServerOptions& options) {
  const ServerTimeouts& t = options.timeouts;
  if (std::min({t.header, t.body, t.idle, t.write, t.linger}) <= 0ms) {
    return fail(ErrorCode::kInvalidArgument, "Every HTTP timeout must be above zero.");
  }
  if (options.connections_max == 0) {
    return fail(ErrorCode::kInvalidArgument, "At least one HTTP connection must be allowed.");
  }
  if (options.limits.header_bytes_max < 1024 || options.limits.header_bytes_max > (1 << 20)) {
    return fail(ErrorCode::kInvalidArgument, "The limit of HTTP header sections must be from 1 KiB to 1 MiB.");
  }
  return {};
}

}  // namespace

class Server::Impl final : public ConnectionHost, public std::enable_shared_from_this<Impl> {
 public:
  Impl(EventLoop& event_loop, RequestHandler& request_handler, ServerOptions chosen)
      : acceptor_(event_loop.context()), tick_(tick_of(chosen.timeouts)) {
    loop = &event_loop;
    handler = &request_handler;
    options = std::move(chosen);
  }

  Status listen();
  void accept();
  void drain(std::chrono::milliseconds deadline, EventLoop::Task done);
  void close_all();
  void on_closed(Connection& connection) override;

  const tcp::endpoint& endpoint() const { return endpoint_; }
  std::size_t connection_count() const { return connections_.size(); }

 private:
  void on_accept(const error_code& error, tcp::socket socket);
  void add(tcp::socket socket);
  bool make_room();
  void schedule_tick();
  void check_deadlines();
  void finish_drain();

  tcp::acceptor acceptor_;
  tcp::endpoint endpoint_;
  std::unique_ptr<tls::ServerContext> tls_;
  std::vector<Connection*> connections_;  // open ones; each keeps itself alive with the operations it has under way
  const std::chrono::milliseconds tick_;
  std::unique_ptr<EventLoop::Timer> tick_timer_;
  std::unique_ptr<EventLoop::Timer> accept_timer_;
  std::unique_ptr<EventLoop::Timer> drain_timer_;
  EventLoop::Task drained_;
  bool accepting_ = false;
};

Status Server::Impl::listen() {
  NSL_TRY_VOID(check(options));
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return fail(ErrorCode::kInvalidArgument, "\"" + options.address + "\" is not an IP address to listen on.");
  if (options.tls) {
    NSL_TRY(tls_, tls::ServerContext::create(*options.tls));
  }
  endpoint_ = {address, options.port};
  acceptor_.open(endpoint_.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint_, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) endpoint_ = acceptor_.local_endpoint(error);
  if (!error) return {};
  return fail(ErrorCode::kUnavailable, "Cannot listen on " + options.address + " port " + std::to_string(options.port) +
                                           ": " + error.message() + ".");
}

void Server::Impl::accept() {
  if (accepting_ || draining) return;
  accepting_ = true;
  acceptor_.async_accept([weak = weak_from_this()](const error_code& error, tcp::socket socket) {
    if (const auto self = weak.lock()) self->on_accept(error, std::move(socket));
  });
}

void Server::Impl::on_accept(const error_code& error, tcp::socket socket) {
  accepting_ = false;
  if (draining || error == asio::error::operation_aborted) return;
  if (!error) {
    add(std::move(socket));
    if (connections_.size() < options.connections_max || make_room()) accept();
    return;  // else on_closed() goes on
  }
  if (error == asio::error::connection_aborted) return accept();
  log::warn("cannot accept a connection", {{"reason", error.message()}, {"connections", connections_.size()}});
  make_room();
  accept_timer_ = loop->after(kAcceptPause, [this] {
    accept_timer_.reset();
    accept();
  });
}

void Server::Impl::add(tcp::socket socket) {
  error_code error;
  const tcp::endpoint remote = socket.remote_endpoint(error);
  if (error) return;  // gone again
  socket.set_option(tcp::no_delay(true), error);
  const auto connection = std::make_shared<Connection>(*this, std::move(socket), tls_ ? tls_->accept() : nullptr,
                                                       remote.address().to_string());
  connection->index = connections_.size();
  connections_.push_back(connection.get());
  if (!tick_timer_) schedule_tick();
  connection->start();
}

// Closes the connection that has waited for longest. False when none may be closed now.
bool Server::Impl::make_room() {
  const auto oldest = std::ranges::min_element(connections_, {}, &Connection::may_go_from);
  if (oldest == connections_.end() || (*oldest)->may_go_from() > std::chrono::steady_clock::now()) return false;
  (*oldest)->close();
  return true;
}

void Server::Impl::on_closed(Connection& connection) {
  NSL_CHECK(connections_.at(connection.index) == &connection);
  connections_.back()->index = connection.index;
  connections_[connection.index] = connections_.back();
  connections_.pop_back();
  if (draining) return finish_drain();
  if (!accept_timer_) accept();
}

void Server::Impl::schedule_tick() {
  tick_timer_ = loop->after(tick_, [this] { check_deadlines(); });
}

void Server::Impl::check_deadlines() {
  const SteadyTime now = std::chrono::steady_clock::now();
  // Backwards, because a connection that closes is replaced by the last one, which was looked at already.
  for (std::size_t i = connections_.size(); i-- > 0;) {
    if (i < connections_.size()) connections_[i]->check_deadline(now);
  }
  // When none could go as the last place was taken, one may now.
  if (!accepting_ && !accept_timer_ && !draining) make_room();
  tick_timer_.reset();
  if (!connections_.empty()) schedule_tick();
}

void Server::Impl::drain(std::chrono::milliseconds deadline, EventLoop::Task done) {
  NSL_CHECK(!draining);
  draining = true;
  drained_ = std::move(done);
  accept_timer_.reset();
  error_code ignored;
  acceptor_.close(ignored);
  for (std::size_t i = connections_.size(); i-- > 0;) {
    if (i < connections_.size()) connections_[i]->drain();
  }
  drain_timer_ = loop->after(deadline, [this] {
    log::warn("connections cut off at the end of the drain", {{"connections", connections_.size()}});
    close_all();
  });
  finish_drain();
}

void Server::Impl::finish_drain() {
  if (!connections_.empty() || !drained_) return;
  drain_timer_.reset();
  loop->post(std::exchange(drained_, nullptr));
}

void Server::Impl::close_all() {
  while (!connections_.empty()) connections_.back()->close();
}

Result<std::unique_ptr<Server>> Server::create(EventLoop& loop, RequestHandler& handler, ServerOptions options) {
  auto impl = std::make_shared<Impl>(loop, handler, std::move(options));
  NSL_TRY_VOID(impl->listen());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->draining = true;
  impl_->close_all();
}

void Server::start() { impl_->accept(); }
std::uint16_t Server::port() const { return impl_->endpoint().port(); }
std::size_t Server::connection_count() const { return impl_->connection_count(); }

std::string Server::url() const {
  const auto address = impl_->endpoint().address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return (impl_->options.tls ? "https://" : "http://") + host + ":" + std::to_string(port());
}

void Server::drain(std::chrono::milliseconds deadline, EventLoop::Task done) {
  impl_->drain(deadline, std::move(done));
}

}  // namespace nsl::net
