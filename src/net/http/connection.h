#pragma once
// Connection: HTTP/1.1 on one stream of bytes. Parses requests, hands them over one after the other, writes the answers
// in that order, and keeps the deadlines.
//
// Only for .cpp files of this folder. Loop thread only.

#include "base/clock.h"
#include "base/event_loop.h"
#include "net/http/byte_stream.h"
#include "net/http/exchange.h"
#include "net/http/request_parser.h"
#include "net/http/response_head.h"
#include "net/http/server.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nsl::net {

class Connection;
class HttpExchange;

// What a connection needs of its server. Outlives the connections that are not closed.
struct ConnectionHost {
  virtual ~ConnectionHost() = default;
  virtual void on_closed(Connection& connection) = 0;

  EventLoop* loop = nullptr;
  RequestHandler* handler = nullptr;
  ServerOptions options;
  HeadWriter heads;
  bool draining = false;
};

class Connection final : public ByteStream::Owner {
 public:
  Connection(ConnectionHost& host, boost::asio::ip::tcp::socket socket, std::unique_ptr<tls::Session> tls,
             std::string remote_address);
  ~Connection() override;

  void start();
  void drain();  // closes when idle; else after the answers that are owed
  void close();  // now
  void check_deadline(SteadyTime now);

  // From when on the connection may be closed to make room for another; max() while something is owed to its client.
  // Between requests that is at once. A client that has not sent its request gets a short time in peace: who opens
  // many connections and is slow on purpose must not keep the others out.
  SteadyTime may_go_from() const;

  std::size_t index = 0;  // place in the host's list, kept by the host

  // For HttpExchange. Each does nothing when the exchange is no longer the current one.
  void respond(const HttpExchange& from, const Response& response);
  void respond_json(const HttpExchange& from, int status, std::string_view body);
  void respond_problem(const HttpExchange& from, const Error& error);
  void start_stream(const HttpExchange& from, const Response& head);
  void write_chunk(const HttpExchange& from, std::string_view bytes);
  void finish(const HttpExchange& from);
  Result<std::unique_ptr<WebSocket>> upgrade(const HttpExchange& from, WebSocketListener& listener,
                                             WebSocketOptions options);
  void forget(const HttpExchange& exchange);  // it is being destroyed
  bool client_is_gone() const { return peer_ended_ || phase_ == Phase::kClosed; }
  EventLoop& loop() { return loop_; }

 private:
  enum class Phase : std::uint8_t {
    kReading,    // between requests, or in the middle of one
    kHandling,   // a request is with the handler
    kStreaming,  // an answer is being sent in chunks
    kEnding,     // the last answer is on its way out
    kLingering,  // waiting for the client to close, so that it can read that answer
    kClosed,
  };
  // What the deadline is for.
  enum class Waiting : std::uint8_t { kNothing, kFirstByte, kNextRequest, kHeader, kBody, kWrite, kLinger };

  void on_read(std::size_t bytes) override;
  void on_end(ByteStream::End end) override;
  void on_all_sent() override;

  void process();
  bool read_request();
  void hand_over();
  void settle();
  void read_more();
  void compact();
  void linger();
  void cut_off();
  void refuse(const Error& error);
  void write_answer(const ResponseHead& head, std::string_view body);
  void answer_complete();
  void notify_gone();
  AfterAnswer after_answer() const;
  void wait_for(Waiting what);
  Waiting what_is_awaited() const;
  std::chrono::milliseconds timeout_of(Waiting what) const;
  bool is_current(const HttpExchange& exchange) const { return active_ == &exchange; }

  EventLoop& loop_;
  ConnectionHost* host_;  // null when closed
  ByteStream stream_;
  RequestParser parser_;
  const std::string remote_address_;
  std::optional<tls::ClientCertificate> client_certificate_;  // known with the first request

  // Input: [message_begin_, begin_) is the current request as far as it was parsed, [begin_, end_) is not parsed yet.
  // A read under way writes behind end_. Untouched pages of the block take no memory.
  std::unique_ptr<char[]> input_;
  const std::size_t input_size_;
  std::size_t message_begin_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;

  Phase phase_ = Phase::kReading;
  Waiting waiting_ = Waiting::kNothing;
  SteadyTime waiting_since_{};
  SteadyTime deadline_ = SteadyTime::max();
  HttpExchange* active_ = nullptr;  // the exchange that may answer; owned by the handler
  RequestId request_id_{};
  std::size_t lingered_bytes_ = 0;
  bool served_any_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;  // the request was HEAD
  bool peer_ended_ = false;
  bool processing_ = false;
  bool cut_off_ = false;
};

}  // namespace nsl::net
