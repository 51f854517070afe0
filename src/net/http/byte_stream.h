#pragma once
// ByteStream: the two directions of one accepted socket, plain or through TLS. Reading is one call at a time; what is
// written is collected and sent with as few system calls as possible, straight away when the socket takes it.
//
// Only for .cpp files of this folder: it shows Asio.

#include "net/tls/session.h"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace nsl::net {

// Loop thread only.
class ByteStream {
 public:
  enum class End : std::uint8_t {
    kClosed,  // the other side sends no more; it may still read
    kFailed,  // the connection is broken
  };

  // Whom the stream belongs to. Operations under way keep it alive.
  class Owner : public std::enable_shared_from_this<Owner> {
   public:
    virtual ~Owner() = default;
    virtual void on_read(std::size_t bytes) = 0;
    virtual void on_end(End end) = 0;
    virtual void on_all_sent() = 0;  // after flush() had said kWaiting
  };

  // `tls` may be null. The owner holds the stream as a member.
  ByteStream(Owner& owner, boost::asio::ip::tcp::socket socket, std::unique_ptr<tls::Session> tls);

  // Reads some bytes into the memory, which must stay where it is until on_read() or on_end().
  void read(std::span<char> into);
  bool reading() const { return reading_; }

  // Of the other side, from the first bytes on that were read; nullopt without TLS, or when it has shown none.
  std::optional<tls::ClientCertificate> client_certificate() const {
    return tls_ ? tls_->client_certificate() : std::nullopt;
  }

  // Append to this what is to be sent, then call flush().
  std::string& output() { return tls_ ? plain_ : wire_; }

  enum class Flush : std::uint8_t { kDone, kWaiting, kFailed };
  Flush flush();
  bool waiting_to_send() const { return waiting_; }
  std::size_t unsent() const { return wire_.size() - sent_ + plain_.size(); }

  void shutdown_send();  // after everything was sent: the other side sees the end
  void close();          // no callback comes any more

  // The socket itself, for another protocol; the stream is closed. nullopt with TLS. Nothing may be under way.
  std::optional<boost::asio::ip::tcp::socket> release();

 private:
  void receive_encrypted();
  void on_encrypted(std::size_t bytes);
  bool deliver(tls::Session::ReadResult result);
  bool send_some();
  void wait_until_writable();

  Owner& owner_;
  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<tls::Session> tls_;
  std::unique_ptr<char[]> encrypted_;  // what is read from the socket when there is TLS
  std::span<char> into_;
  std::string plain_;     // output before encryption; unused without TLS
  std::string wire_;      // output as it goes to the socket
  std::size_t sent_ = 0;  // bytes of wire_ that have gone
  bool reading_ = false;
  bool waiting_ = false;
};

}  // namespace nsl::net
