#pragma once
// Call: one request to one operation, from the moment it is let in until it is answered.

#include "api/context.h"
#include "api/schema/findings.h"
#include "auth/principal.h"
#include "net/http/compression.h"
#include "net/http/exchange.h"
#include "net/http/problem.h"

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace nsl::api {

class RouteMetrics;
struct Operation;

// Shared between the handler, the pool and whatever it waits for. Handlers on the pool may use context(), principal()
// and request_id(); everything else belongs to the loop's thread. Answer once, with one of send(), send_json(),
// refuse() and start_stream(); a call that is dropped without an answer is answered with 500 by the server.
class Call : public std::enable_shared_from_this<Call> {
 public:
  struct Parts {
    const Operation& operation;
    RouteMetrics& metrics;
    std::shared_ptr<net::Exchange> exchange;
    std::shared_ptr<const auth::Principal> principal;  // null when the operation is open to everybody
  };

  Call(Context& context, Parts parts);

  Context& context() { return context_; }
  functions::Service& functions() { return context_.functions; }
  // Whose functions, secrets and accounts the caller has to do with. Not for operations that are open to everybody.
  std::string_view owner() const { return parts_.principal->owner; }
  const auth::Principal* principal() const { return parts_.principal.get(); }
  RequestId request_id() const { return request_id_; }

  const net::Request& request() const { return parts_.exchange->request(); }

  // What may be done with the answer (net::compress).
  net::Compression compression() const;

  void send(net::Response response);
  void send_json(int status, std::string_view body);
  void refuse(const Error& error);
  void refuse(const Findings& findings);

  // An answer without end; then write on the exchange.
  net::Exchange& start_stream(net::Response head);
  void on_abort(std::move_only_function<void()> callback) { parts_.exchange->on_abort(std::move(callback)); }

  // Runs work() on the pool and then `then` with what it gives, back on the loop's thread. Refuses the call when the
  // pool's queue is full or work() throws.
  template <typename Work, typename Then>
  void offload(Work work, Then then) {
    auto task = [self = shared_from_this(), work = std::move(work), then = std::move(then)]() mutable {
      std::optional<decltype(work())> result;
      std::string failure;
      try {
        result.emplace(work());
      } catch (const std::exception& thrown) {
        failure = thrown.what();
      }
      // Everything goes along: what refers to the exchange must be destroyed on the loop's thread.
      EventLoop& loop = self->context_.loop;
      loop.post([self = std::move(self), work = std::move(work), then = std::move(then), result = std::move(result),
                 failure = std::move(failure)]() mutable {
        if (result) then(*std::move(result));
        else self->refuse_thrown(failure);
      });
    };
    if (context_.pool.submit(std::move(task)) == Pool::Submitted::kQueueFull) refuse_busy();
  }

 private:
  void count(int status);
  void note_failed_sign_in(int status);
  void refuse_busy();
  void refuse_thrown(std::string_view reason);

  Context& context_;
  Parts parts_;
  RequestId request_id_;
  SteadyTime started_;
};

}  // namespace nsl::api
