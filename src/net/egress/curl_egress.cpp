#include "net/egress/curl_egress.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace nsl::net {

namespace {

using std::chrono::milliseconds;

SteadyTime now() { return std::chrono::steady_clock::now(); }

Error cancelled() { return {ErrorCode::kCancelled, "The request was cancelled because the service is stopping.", {}}; }

// Signals are for other threads; SIGPIPE would come from TLS writing to a connection that the other side has closed.
void set_up_thread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  pthread_setname_np(pthread_self(), "egress");
}

class Handle final : public Egress::Transfer {
 public:
  Handle(std::shared_ptr<EgressCall> call, std::shared_ptr<EgressMailbox> mailbox)
      : call_(std::move(call)), mailbox_(std::move(mailbox)) {}
  ~Handle() override {
    if (!call_->take_done()) return;
    call_->cancelled = true;
    mailbox_->note_cancelled();
  }

 private:
  std::shared_ptr<EgressCall> call_;
  std::shared_ptr<EgressMailbox> mailbox_;
};

}  // namespace

Egress::Done EgressCall::take_done() {
  return done.with([](Egress::Done& current) { return std::exchange(current, nullptr); });
}

void EgressCall::answer(Result<FetchResponse> result) {
  if (auto callback = take_done()) callback(std::move(result));
}

EgressMailbox::EgressMailbox(CURLM* multi) : content_(Content{.wakes = multi}) {}

bool EgressMailbox::put(std::shared_ptr<EgressCall> call) {
  return content_.with([&](Content& content) {
    if (content.closed) return false;
    content.arrived.push_back(std::move(call));
    curl_multi_wakeup(content.wakes);
    return true;
  });
}

void EgressMailbox::note_cancelled() {
  content_.with([](Content& content) {
    content.some_cancelled = true;
    if (content.wakes != nullptr) curl_multi_wakeup(content.wakes);
  });
}

void EgressMailbox::close() {
  content_.with([](Content& content) {
    content.closed = true;
    curl_multi_wakeup(content.wakes);
  });
}

EgressMailbox::Content EgressMailbox::take() {
  return content_.with([](Content& content) {
    if (content.closed) content.wakes = nullptr;
    return std::exchange(content, Content{.closed = content.closed, .wakes = content.wakes});
  });
}

Result<std::unique_ptr<Egress>> Egress::create(EgressOptions options) {
  if (options.concurrent_max == 0) {
    return fail(ErrorCode::kInvalidArgument, "Egress needs room for at least one request at once.");
  }
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0) {
    return fail(ErrorCode::kInvalidArgument,
                "The file of trusted certificates " + options.ca_file + " cannot be read.");
  }
  NSL_TRY(auto addresses, AddressPolicy::create(options.allow_networks));
  return std::make_unique<CurlEgress>(std::move(options), std::move(addresses));
}

CurlEgress::CurlEgress(EgressOptions options, AddressPolicy addresses)
    : options_(std::move(options)),
      addresses_(std::move(addresses)),
      multi_(new_multi()),
      mailbox_(std::make_shared<EgressMailbox>(multi_.get())) {
  NSL_CHECK(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options_.concurrent_max)) ==
            CURLM_OK);
  thread_ = std::jthread([this] { run(); });
}

CurlEgress::~CurlEgress() {
  NSL_CHECK(std::this_thread::get_id() != thread_.get_id());
  mailbox_->close();
  thread_.join();
}

std::unique_ptr<Egress::Transfer> CurlEgress::fetch(FetchRequest request, Done done) {
  auto call = std::make_shared<EgressCall>();
  call->deadline = now() + std::clamp(request.timeout, std::chrono::microseconds(0), kEgressTimeoutMax);
  call->request = std::move(request);
  call->done.with([&](Done& slot) { slot = std::move(done); });
  if (!mailbox_->put(call)) call->answer(std::unexpected(cancelled()));
  return std::make_unique<Handle>(std::move(call), mailbox_);
}

void CurlEgress::run() {
  set_up_thread();
  for (;;) {
    auto news = mailbox_->take();
    accept(std::move(news.arrived));
    if (news.closed) break;
    if (news.some_cancelled) drop_cancelled();
    drop_expired();
    start_waiting();
    int still_running = 0;
    NSL_CHECK(curl_multi_perform(multi_.get(), &still_running) == CURLM_OK);
    handle_finished();
    // Answering may have made room for waiting calls.
    if (!waiting_.empty() && running_.size() < options_.concurrent_max) continue;
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(sleep_time().count()), nullptr);
  }
  cancel_all();
}

void CurlEgress::accept(std::vector<std::shared_ptr<EgressCall>> arrived) {
  for (auto& call : arrived) {
    if (waiting_.size() < kEgressWaitingMax) {
      waiting_.push_back(std::move(call));
    } else {
      call->answer(fail(ErrorCode::kTooManyRequests, "Too many requests to other hosts are waiting for their turn."));
    }
  }
}

void CurlEgress::drop_cancelled() {
  std::erase_if(waiting_, [](const auto& call) { return call->cancelled.load(); });
  std::erase_if(running_, [this](const auto& entry) {
    if (!entry.second->call->cancelled) return false;
    curl_multi_remove_handle(multi_.get(), entry.first);
    return true;
  });
}

void CurlEgress::drop_expired() {
  const auto time = now();
  std::vector<std::shared_ptr<EgressCall>> expired;
  std::erase_if(waiting_, [&](const auto& call) {
    if (call->deadline > time) return false;
    expired.push_back(call);
    return true;
  });
  for (const auto& call : expired) {
    call->answer(fail(ErrorCode::kEgressTimeout, "The request ran out of time before it could be sent."));
  }
}

void CurlEgress::start_waiting() {
  while (!waiting_.empty() && running_.size() < options_.concurrent_max) {
    auto call = std::move(waiting_.front());
    waiting_.pop_front();
    if (!call->cancelled) begin(std::move(call));
  }
}

void CurlEgress::begin(std::shared_ptr<EgressCall> call) {
  auto plan = FetchPlan::create(std::exchange(call->request, {}), options_.redirects_max);
  if (!plan) return call->answer(std::unexpected(std::move(plan).error()));
  start_hop(std::make_unique<Running>(std::move(call), *std::move(plan), nullptr));
}

void CurlEgress::start_hop(std::unique_ptr<Running> running) {
  const auto time = now();
  const auto deadline = running->call->deadline;
  if (deadline <= time) {
    return running->call->answer(
        fail(ErrorCode::kEgressTimeout, running->plan.hop().target.place() + " did not answer in time."));
  }
  const HopOptions options{.addresses = addresses_,
                           .user_agent = options_.user_agent,
                           .ca_file = options_.ca_file,
                           .response_max = running->plan.response_max()};
  running->hop = std::make_unique<Hop>(running->plan.hop(), options, time, deadline);
  auto* easy = running->hop->handle();
  NSL_CHECK(curl_multi_add_handle(multi_.get(), easy) == CURLM_OK);
  running_.emplace(easy, std::move(running));
}

void CurlEgress::handle_finished() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) finish_hop(message->easy_handle, message->data.result);
  }
}

void CurlEgress::finish_hop(CURL* easy, CURLcode code) {
  auto running = std::move(running_.extract(easy).mapped());
  curl_multi_remove_handle(multi_.get(), easy);
  auto answer = running->hop->finish(code);
  running->hop.reset();
  if (!answer) return running->call->answer(std::unexpected(std::move(answer).error()));

  auto next = running->plan.advance(*std::move(answer));
  if (!next) return running->call->answer(std::unexpected(std::move(next).error()));
  if (*next) return running->call->answer(**std::move(next));
  if (!running->call->cancelled) start_hop(std::move(running));
}

void CurlEgress::cancel_all() {
  for (auto& call : std::exchange(waiting_, {})) call->answer(std::unexpected(cancelled()));
  for (auto& [easy, running] : std::exchange(running_, {})) {
    curl_multi_remove_handle(multi_.get(), easy);
    running->call->answer(std::unexpected(cancelled()));
  }
}

// libcurl shortens this by its own timers. Calls that wait have none there.
milliseconds CurlEgress::sleep_time() const {
  constexpr milliseconds kLongest(1000);
  if (waiting_.empty()) return kLongest;
  const auto first = std::ranges::min_element(waiting_, {}, [](const auto& call) { return call->deadline; });
  return std::clamp(std::chrono::ceil<milliseconds>((*first)->deadline - now()), milliseconds(0), kLongest);
}

}  // namespace nsl::net
