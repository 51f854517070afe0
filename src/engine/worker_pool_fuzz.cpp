// A gateway whose worker was taken over: it sends any bytes and any messages, and writes anywhere into the memory that
// both share, while executions are started, answered and cancelled. Each execution ends once or is still under way,
// and none is told more than its limits allow.
#include "base/log.h"
#include "engine/testing/fake_worker.h"
#include "engine/testing/fuzz_input.h"
#include "engine/worker_pool.h"

#include <deque>

namespace nsl::engine {
namespace {

using testing::FakeWorker;
using testing::FuzzInput;

constexpr Limits kLimits{.memory = 1_MiB,
                         .cpu = std::chrono::seconds(1),
                         .wall = std::chrono::seconds(1),
                         .host_calls = 3,
                         .input = 1_KiB,
                         .output = {64},
                         .logs = {256}};

class Watching final : public ExecutionListener {
 public:
  void on_host_call(const HostCall& call) override {
    NSL_CHECK(!ended && call.number == ++calls && calls <= kLimits.host_calls);
  }
  void on_log(std::string_view, std::int64_t, std::string_view text) override {
    log_bytes += text.size();
    NSL_CHECK(!ended && log_bytes <= kLimits.logs.bytes);
  }
  void on_finished(Outcome outcome) override {
    NSL_CHECK(!ended && outcome.output.size() <= kLimits.output.bytes && outcome.usage.cpu.count() >= 0);
    NSL_CHECK(outcome.ending == Ending::kSucceeded || outcome.output.empty());
    ended = true;
  }

  std::uint32_t calls = 0;
  std::uint64_t log_bytes = 0;
  bool ended = false;
};

// Fills the fields of a message: numbers mostly small, because small ones are in use.
class Fill {
 public:
  explicit Fill(FuzzInput& input) : input_(input) {}
  template <typename... Fields>
  void operator()(Fields&... fields) {
    (put(fields), ...);
  }

 private:
  void put(ByteCount& count) { put(count.bytes); }
  void put(std::chrono::microseconds& duration) { duration = std::chrono::microseconds(number()); }
  void put(std::string_view& text) {
    static constexpr std::string_view kUsual[] = {"", "1", "{}", "log", "fetch", "null"};
    const std::uint8_t choice = input_.byte();
    text = choice < std::size(kUsual) ? kUsual[choice] : input_.text();
  }
  void put(ByteView& bytes) { bytes = as_bytes(input_.text()); }
  template <typename T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>)
  void put(T& value) {
    value = static_cast<T>(number());
  }
  template <std::size_t N>
  void put(std::array<std::uint8_t, N>& bytes) {
    bytes.fill(input_.byte());
  }
  std::uint64_t number() {
    const std::uint8_t choice = input_.byte();
    return choice < 0xF0 ? choice & 0x0F : input_.number();
  }

  FuzzInput& input_;
};

class Play {
 public:
  Play() {
    PoolOptions options{.workers = 2, .workers_max = 3, .queued_max = 50, .unsent_max = 1_MiB};
    options.clock = &clock_;
    options.start_worker = [this](EventLoop&, const WorkerProcessOptions&) {
      workers_.push_back(std::make_unique<FakeWorker>());
      return WorkerLink::over(workers_.back()->descriptor());
    };
    auto pool = WorkerPool::create(loop_, std::move(options));
    NSL_CHECK(pool);
    pool_ = *std::move(pool);
  }

  void step(FuzzInput& input) {
    FakeWorker& worker = *workers_[input.byte() % workers_.size()];
    switch (input.byte() % 12) {
      case 0: return start(input);
      case 1: return pool_->cancel(input.byte(), Ending::kCancelled, "cancelled", "");
      case 2: return pool_->answer(input.byte(), {.number = input.byte(), .json = "null"});
      case 3: return build(input);
      case 4: return pool_->forget_image(input.byte() % 4);
      case 5: worker.say_bytes(input.text()); return;
      case 6: return say(worker, input);
      case 7: return clock_.advance(std::chrono::milliseconds(input.byte() * 20));
      case 8: return scribble(worker.channel(), input);
      case 9: worker.channel().working_on = input.byte(); return;
      case 10: worker.skip_all(); return;
      default: return round();
    }
  }

  void round() {
    pool_->poll();
    pool_->end_round();
    std::size_t under_way = 0;
    for (const Watching& listener : listeners_) under_way += listener.ended ? 0 : 1;
    NSL_CHECK(pool_->stats().in_flight == under_way);
  }

 private:
  void start(FuzzInput& input) {
    const auto image = std::make_shared<const ImageSource>(
        ImageSource{.number = ImageNumber{input.byte()} % 4, .code = "code", .file_name = "f.js", .memory = 1_MiB});
    Watching& listener = listeners_.emplace_back();
    if (!pool_->start({.image = image, .limits = kLimits, .input = "1", .meta = "{}"}, listener)) listeners_.pop_back();
  }
  void build(FuzzInput& input) {
    const auto image = std::make_shared<const ImageSource>(ImageSource{
        .number = 1'000 + builds_++, .code = std::string(input.text()), .file_name = "f.js", .memory = 1_MiB});
    auto once = std::make_shared<bool>(false);
    pool_->build(image, [once](const auto&) {
      NSL_CHECK(!*once);
      *once = true;
    });
  }
  static void scribble(ChannelMemory& channel, FuzzInput& input) {
    switch (input.byte() % 5) {
      case 0: channel.to_gateway.written = input.number(); return;
      case 1: channel.to_worker.read = input.number(); return;
      case 2: channel.to_gateway.written += input.byte(); return;
      case 3: channel.to_worker.written = input.number(); return;
      default: channel.stops.count = static_cast<std::uint32_t>(input.number());
    }
  }
  template <typename Message>
  static void say_one(FakeWorker& worker, FuzzInput& input) {
    Message message;
    Fill fill(input);
    message.fields(fill);
    std::string bytes;
    append_frame(bytes, message);
    worker.say_bytes(bytes);
  }
  static void say(FakeWorker& worker, FuzzInput& input) {
    switch (input.byte() % 8) {
      case 0: return say_one<ReadyMessage>(worker, input);
      case 1: return say_one<BuiltMessage>(worker, input);
      case 2: return say_one<CalledMessage>(worker, input);
      case 3: return say_one<LoggedMessage>(worker, input);
      case 4: return say_one<FinishedMessage>(worker, input);
      case 5: return say_one<ImageMissingMessage>(worker, input);
      case 6: return say_one<WithdrawnMessage>(worker, input);
      default: return say_one<StartMessage>(worker, input);
    }
  }

  FakeClock clock_;
  EventLoop loop_{EventLoop::Options{}};
  std::deque<std::unique_ptr<FakeWorker>> workers_;
  std::deque<Watching> listeners_;
  ImageNumber builds_ = 0;
  std::unique_ptr<WorkerPool> pool_;
};

}  // namespace
}  // namespace nsl::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = [] {
    nsl::log::configure(nsl::log::Level::kOff, nsl::log::Format::kText);
    return true;
  }();
  NSL_CHECK(quiet);
  nsl::engine::testing::FuzzInput input(data, size);
  nsl::engine::Play play;
  for (int steps = 0; !input.empty() && steps < 500; ++steps) play.step(input);
  play.round();
  return 0;
}
