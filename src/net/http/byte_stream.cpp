#include "net/http/byte_stream.h"

#include "base/check.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <sys/socket.h>
#include <cerrno>

namespace nsl::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kEncryptedBytes = 16 << 10;  // about one TLS record
constexpr std::size_t kKeptCapacity = 16 << 10;    // after a larger answer the memory is given back

ByteStream::End end_of(const error_code& error) {
  return error == asio::error::eof ? ByteStream::End::kClosed : ByteStream::End::kFailed;
}

}  // namespace

ByteStream::ByteStream(Owner& owner, asio::ip::tcp::socket socket, std::unique_ptr<tls::Session> tls)
    : owner_(owner), socket_(std::move(socket)), tls_(std::move(tls)) {
  if (tls_) encrypted_ = std::make_unique_for_overwrite<char[]>(kEncryptedBytes);
}

void ByteStream::read(std::span<char> into) {
  NSL_CHECK(!reading_ && !into.empty());
  reading_ = true;
  into_ = into;
  if (!tls_) {
    socket_.async_read_some(asio::buffer(into.data(), into.size()),
                            [this, owner = owner_.shared_from_this()](const error_code& error, std::size_t bytes) {
                              if (!socket_.is_open()) return;
                              reading_ = false;
                              if (error) owner_.on_end(end_of(error));
                              else owner_.on_read(bytes);
                            });
    return;
  }
  // Decrypted text may be left from before. It is delivered from the loop, so that a callback never comes from
  // inside read().
  const auto left = tls_->read(into);
  if (left.bytes == 0 && left.state == tls::Session::State::kOpen) return receive_encrypted();
  asio::post(socket_.get_executor(), [this, left, owner = owner_.shared_from_this()] {
    if (socket_.is_open()) deliver(left);
  });
}

void ByteStream::receive_encrypted() {
  socket_.async_read_some(asio::buffer(encrypted_.get(), kEncryptedBytes),
                          [this, owner = owner_.shared_from_this()](const error_code& error, std::size_t bytes) {
                            if (!socket_.is_open()) return;
                            if (!error) return on_encrypted(bytes);
                            reading_ = false;
                            owner_.on_end(end_of(error));
                          });
}

void ByteStream::on_encrypted(std::size_t bytes) {
  tls_->feed({encrypted_.get(), bytes});
  const auto result = tls_->read(into_);
  // The handshake and alerts have something to say of their own.
  if (flush() == Flush::kFailed) {
    reading_ = false;
    return owner_.on_end(End::kFailed);
  }
  if (!deliver(result)) receive_encrypted();
}

// Gives the result to the owner. False when there is nothing to give yet.
bool ByteStream::deliver(tls::Session::ReadResult result) {
  if (result.bytes == 0 && result.state == tls::Session::State::kOpen) return false;
  reading_ = false;
  // Text first; the end is found again by the next read().
  if (result.bytes > 0) owner_.on_read(result.bytes);
  else owner_.on_end(result.state == tls::Session::State::kEnded ? End::kClosed : End::kFailed);
  return true;
}

ByteStream::Flush ByteStream::flush() {
  if (tls_) {
    if (!tls_->write(plain_)) return Flush::kFailed;
    plain_.clear();
    if (plain_.capacity() > kKeptCapacity) plain_.shrink_to_fit();
    tls_->take_output(wire_);
  }
  if (waiting_) return Flush::kWaiting;
  if (!send_some()) return Flush::kFailed;
  if (sent_ < wire_.size()) {
    wait_until_writable();
    return Flush::kWaiting;
  }
  wire_.clear();
  sent_ = 0;
  if (wire_.capacity() > kKeptCapacity) wire_.shrink_to_fit();
  return Flush::kDone;
}

// Sends what the socket takes without blocking. False when the connection is broken.
bool ByteStream::send_some() {
  while (sent_ < wire_.size()) {
    const ssize_t sent =
        ::send(socket_.native_handle(), wire_.data() + sent_, wire_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      sent_ += static_cast<std::size_t>(sent);
    } else if (errno != EINTR) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
      break;
    }
  }
  if (sent_ > kKeptCapacity && sent_ > wire_.size() / 2) {
    wire_.erase(0, sent_);
    sent_ = 0;
  }
  return true;
}

void ByteStream::wait_until_writable() {
  waiting_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_write,
                     [this, owner = owner_.shared_from_this()](const error_code& error) {
                       if (!socket_.is_open()) return;
                       waiting_ = false;
                       const Flush result = error ? Flush::kFailed : flush();
                       if (result == Flush::kFailed) owner_.on_end(End::kFailed);
                       else if (result == Flush::kDone) owner_.on_all_sent();
                     });
}

void ByteStream::shutdown_send() {
  if (tls_) {
    tls_->end();
    static_cast<void>(flush());
  }
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void ByteStream::close() {
  error_code ignored;
  socket_.close(ignored);
}

std::optional<asio::ip::tcp::socket> ByteStream::release() {
  NSL_CHECK(!reading_ && !waiting_);
  if (tls_) return std::nullopt;
  return std::move(socket_);
}

}  // namespace nsl::net
