#include "net/http/connection.h"

#include "base/check.h"
#include "base/log.h"
#include "net/http/http_exchange.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>

namespace nsl::net {
namespace {

// Behind the longest header section there is this much room for the body to come in; also more than a trailer needs.
constexpr std::size_t kBodyRoom = 8 << 10;

// Answers to pipelined requests are collected up to here before they are sent.
constexpr std::size_t kCorkedMax = 64 << 10;

// What a refused client may still send us before it has to read our answer: most clients look at it only when they have
// sent their whole body, and a reset would take it from them. The time to linger bounds it as well.
constexpr std::size_t kLingerBytesMax = 64 << 20;

// A request's header section comes in one packet, or in a few that follow each other; a second is long for that.
constexpr std::chrono::milliseconds kPeace{1'000};

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Connection::Connection(ConnectionHost& host, boost::asio::ip::tcp::socket socket, std::unique_ptr<tls::Session> tls,
                       std::string remote_address)
    : loop_(*host.loop),
      host_(&host),
      stream_(*this, std::move(socket), std::move(tls)),
      parser_(host.options.limits),
      remote_address_(std::move(remote_address)),
      input_size_(host.options.limits.header_bytes_max + kBodyRoom) {
  input_ = std::make_unique_for_overwrite<char[]>(input_size_);
}

Connection::~Connection() { NSL_CHECK(active_ == nullptr); }

void Connection::start() { settle(); }

// ---- Bytes come in -----------------------------------------------------------------------------------------------

void Connection::on_read(std::size_t bytes) {
  end_ += bytes;
  if (phase_ == Phase::kLingering) {
    lingered_bytes_ += bytes;
    begin_ = end_ = 0;
    if (lingered_bytes_ > kLingerBytesMax) close();
    else read_more();
  } else if (phase_ == Phase::kReading) {
    process();
  } else {
    read_more();  // bytes of the next request; they wait
  }
}

void Connection::on_end(ByteStream::End end) {
  peer_ended_ = true;
  const bool nothing_owed = phase_ == Phase::kStreaming || phase_ == Phase::kLingering;
  if (end == ByteStream::End::kFailed || nothing_owed) return close();
  if (phase_ == Phase::kHandling) return notify_gone();
  process();  // what came before the end may be whole requests of a client that only closed its sending side
}

void Connection::on_all_sent() { process(); }

// Takes requests from the input as long as there are whole ones and answers do not pile up.
void Connection::process() {
  if (processing_) return;  // an answer given inside handle(): the loop below goes on by itself
  const auto self = shared_from_this();
  processing_ = true;
  while (phase_ == Phase::kReading && !stream_.waiting_to_send() && begin_ < end_ && read_request()) {
    if (stream_.unsent() > kCorkedMax && stream_.flush() == ByteStream::Flush::kFailed) close();
  }
  processing_ = false;
  if (phase_ != Phase::kClosed) settle();
}

// Parses on. True when a request was complete and went to the handler.
bool Connection::read_request() {
  const auto before = parser_.state();
  const auto taken = parser_.put({input_.get() + begin_, end_ - begin_});
  if (!taken) {
    refuse(taken.error());
    return false;
  }
  begin_ += *taken;
  if (parser_.state() == RequestParser::State::kDone) {
    hand_over();
    return true;
  }
  const bool header_just_ended =
      before == RequestParser::State::kHeader && parser_.state() == RequestParser::State::kBody;
  if (header_just_ended && parser_.expects_continue() && *taken == parser_.header_size() && begin_ == end_) {
    stream_.output().append(kContinue);
  }
  return false;
}

void Connection::hand_over() {
  Request request = parser_.request();
  request.id = request_id_ = RequestId::generate();
  request.remote_address = remote_address_;
  if (!served_any_) client_certificate_ = stream_.client_certificate();
  request.client_certificate = client_certificate_ ? &*client_certificate_ : nullptr;
  head_only_ = request.method == "HEAD";
  keep_alive_ = parser_.keep_alive();
  served_any_ = true;
  phase_ = Phase::kHandling;
  wait_for(Waiting::kNothing);
  auto exchange = std::make_shared<HttpExchange>(std::static_pointer_cast<Connection>(shared_from_this()), request);
  active_ = exchange.get();
  try {
    host_->handler->handle(std::move(exchange));
  } catch (const std::exception& thrown) {
    log::error("request handler threw", {{"request", request_id_.text()}, {"what", thrown.what()}});
    if (active_ != nullptr) respond_problem(*active_, {ErrorCode::kInternal, "The request could not be handled.", {}});
  }
}

// ---- What next ---------------------------------------------------------------------------------------------------

// Sends what is ready, and then waits for whatever comes next.
void Connection::settle() {
  if (stream_.flush() == ByteStream::Flush::kFailed) return active_ != nullptr ? cut_off() : close();
  if (!stream_.waiting_to_send()) {
    if (phase_ == Phase::kEnding) return linger();
    if (phase_ == Phase::kReading && peer_ended_) return close();
    const bool idle = phase_ == Phase::kReading && begin_ == end_ && parser_.state() == RequestParser::State::kHeader;
    if (idle && host_->draining) {
      stream_.shutdown_send();
      return close();
    }
  }
  wait_for(what_is_awaited());
  const bool wanted = phase_ != Phase::kEnding && !(phase_ == Phase::kReading && stream_.waiting_to_send());
  if (wanted) read_more();
}

// Reads behind what is there, also while a request is being handled: this is how a client's leaving is seen. When the
// input is full of pipelined requests, the client has to wait.
void Connection::read_more() {
  if (stream_.reading() || peer_ended_) return;
  if (phase_ == Phase::kReading) compact();
  if (end_ == input_size_) return;
  stream_.read({input_.get() + end_, input_size_ - end_});
}

// Makes room by moving the header section of the request that is being read, if any, and the bytes not parsed yet to
// the front. No read is under way.
void Connection::compact() {
  const std::size_t kept = parser_.state() == RequestParser::State::kBody ? parser_.header_size() : 0;
  if (kept > 0 && message_begin_ > 0) {
    std::memmove(input_.get(), input_.get() + message_begin_, kept);
    parser_.shift(-static_cast<std::ptrdiff_t>(message_begin_));
  }
  const std::size_t rest = end_ - begin_;
  std::memmove(input_.get() + kept, input_.get() + begin_, rest);
  message_begin_ = 0;
  begin_ = kept;
  end_ = kept + rest;
}

// Closing a socket that has unread bytes resets it, and the client may lose the answer. So: say that we are done, read
// and forget what still comes, and close when the client does.
void Connection::linger() {
  phase_ = Phase::kLingering;
  stream_.shutdown_send();
  if (peer_ended_) return close();
  wait_for(Waiting::kLinger);
  if (stream_.reading()) return;
  begin_ = end_ = 0;
  read_more();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  const auto self = shared_from_this();
  phase_ = Phase::kClosed;
  deadline_ = SteadyTime::max();
  stream_.close();
  std::exchange(host_, nullptr)->on_closed(*this);
  notify_gone();
  active_ = nullptr;
}

// Closes from the loop: the handler that is just writing must not get its abort callback from inside the call.
void Connection::cut_off() {
  if (std::exchange(cut_off_, true)) return;
  loop_.post([self = std::static_pointer_cast<Connection>(shared_from_this())] { self->close(); });
}

void Connection::drain() {
  if (phase_ == Phase::kReading) process();
}

void Connection::notify_gone() {
  const auto self = shared_from_this();
  if (active_ != nullptr) active_->client_gone();
}

// ---- Deadlines ---------------------------------------------------------------------------------------------------

Connection::Waiting Connection::what_is_awaited() const {
  if (stream_.waiting_to_send()) return Waiting::kWrite;
  if (phase_ == Phase::kLingering) return Waiting::kLinger;
  if (phase_ != Phase::kReading) return Waiting::kNothing;
  if (parser_.state() == RequestParser::State::kBody) return Waiting::kBody;
  if (begin_ < end_) return Waiting::kHeader;
  return served_any_ ? Waiting::kNextRequest : Waiting::kFirstByte;
}

std::chrono::milliseconds Connection::timeout_of(Waiting what) const {
  const ServerTimeouts& timeouts = host_->options.timeouts;
  switch (what) {
    case Waiting::kBody: return timeouts.body;
    case Waiting::kNextRequest: return timeouts.idle;
    case Waiting::kWrite: return timeouts.write;
    case Waiting::kLinger: return timeouts.linger;
    default: return timeouts.header;
  }
}

// The clock starts when the kind of waiting changes, not with every byte.
void Connection::wait_for(Waiting what) {
  if (what == waiting_) return;
  waiting_ = what;
  if (what == Waiting::kNothing) {
    deadline_ = SteadyTime::max();
    return;
  }
  waiting_since_ = std::chrono::steady_clock::now();
  deadline_ = waiting_since_ + timeout_of(what);
}

void Connection::check_deadline(SteadyTime now) {
  if (now < deadline_) return;
  if (waiting_ != Waiting::kHeader && waiting_ != Waiting::kBody) return close();
  const auto self = shared_from_this();
  refuse({ErrorCode::kRequestTimeout, "The request did not arrive completely in time.", {}});
  settle();
}

SteadyTime Connection::may_go_from() const {
  if (waiting_ == Waiting::kNextRequest) return waiting_since_;
  const bool slow = waiting_ == Waiting::kFirstByte || waiting_ == Waiting::kHeader;
  return slow ? waiting_since_ + std::min(kPeace, host_->options.timeouts.header / 10) : SteadyTime::max();
}

}  // namespace nsl::net
