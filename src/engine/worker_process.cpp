#include "engine/worker_process.h"

#include "base/check.h"
#include "crypto/prepare.h"
#include "crypto/secret_bytes.h"
#include "engine/prelude.h"
#include "engine/sandbox/sandbox.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <vector>

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace nsl::engine {
namespace {

// How long answers may pile up before the gateway is woken, while more work is there.
constexpr std::int64_t kWakeAfterNs = 50'000;

// How often a part of the memory that is no longer needed is given back.
constexpr std::int64_t kShrinkEveryNs = 100'000'000;

// Comes back at once when the word has changed, after a signal, when the gateway wakes it, and when `time` is over.
void wait_on(std::atomic<std::uint32_t>& word, const timespec* time) {
  syscall(SYS_futex, &word, FUTEX_WAIT, 1, time, nullptr, 0);
}

class Loop {
 public:
  Loop(ChannelMemory& channel, Worker& worker, std::chrono::microseconds spin)
      : reader_(channel.to_worker), writer_(channel.to_gateway), worker_(worker), spin_ns_(spin.count() * 1000) {}

  // Runs until the gateway sends nonsense; its end kills this process (PR_SET_PDEATHSIG).
  void run() {
    while (true) {
      if (!serve()) return;
      worker_.tidy();
      if (reader_.ready() || spin()) continue;
      shrink();
      reader_.announce_sleep();
      while (!reader_.ready() && reader_.sleep_word().load(std::memory_order_relaxed) == 1) {
        static constexpr timespec kShrinkEvery{.tv_sec = 0, .tv_nsec = kShrinkEveryNs};
        wait_on(reader_.sleep_word(), worker_.has_surplus() ? &kShrinkEvery : nullptr);
        shrink();
      }
      reader_.announce_awake();
    }
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t count = writer_.write(bytes);
      bytes.remove_prefix(count);
      if (count == 0) {  // the ring is full: the gateway reads it whatever else it does
        wake_gateway();
        sched_yield();
      }
    }
  }

  void wake_gateway() {
    if (writer_.must_wake()) ring_bell();
  }

 private:
  static void ring_bell() {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the gateway is awake.
    [[maybe_unused]] const ssize_t written = write(kNotifierDescriptor, &one, sizeof one);
  }

  void shrink() {
    if (!worker_.has_surplus()) return;
    const std::int64_t now = monotonic_ns();
    if (now < shrink_at_) return;
    shrink_at_ = now + kShrinkEveryNs;
    worker_.shrink();
  }

  // Handles everything that is in the ring.
  bool serve() {
    std::int64_t unsent_since = 0;
    while (take_in()) {
      const auto frame = stream_.next();
      if (!frame) {
        stream_.discard_taken();
        if (reader_.ready()) continue;
        break;
      }
      out_.clear();
      if (!worker_.handle(*frame, out_)) return false;
      send(out_);
      crypto::wipe(std::span(reinterpret_cast<std::uint8_t*>(out_.data()), out_.size()));
      const std::int64_t now = monotonic_ns();
      if (unsent_since == 0) unsent_since = now;
      if (now - unsent_since > kWakeAfterNs) {
        wake_gateway();
        unsent_since = 0;
      }
    }
    wake_gateway();
    return !nonsense_;
  }

  // Reads what has come and looks at it ahead of its turn.
  bool take_in() {
    if (reader_.ready()) {
      if (reader_.read(stream_.buffer()) == RingReader::Got::kNonsense) nonsense_ = true;
      if (reader_.must_wake_writer()) ring_bell();
      while (const auto frame = stream_.peek()) worker_.look_ahead(*frame);
      if (stream_.broken()) nonsense_ = true;
    }
    return !nonsense_;
  }

  bool spin() const {
    if (spin_ns_ == 0) return false;
    const std::int64_t end = monotonic_ns() + spin_ns_;
    do {
      sched_yield();
      if (reader_.ready()) return true;
    } while (monotonic_ns() < end);
    return false;
  }

  RingReader reader_;
  RingWriter writer_;
  Worker& worker_;
  const std::int64_t spin_ns_;
  FrameStream stream_;
  std::string out_;
  bool nonsense_ = false;
  std::int64_t shrink_at_ = 0;
};

struct Life {
  const WorkerProcessOptions& options;
  std::atomic<bool> main_is_bare{false};  // the main thread, which only waits, has given up its rights
  int status = 1;
};

int serve(Life& life) {
  const WorkerProcessOptions& options = life.options;
  void* const mapped = mmap(nullptr, sizeof(ChannelMemory), PROT_READ | PROT_WRITE, MAP_SHARED, kChannelDescriptor, 0);
  if (mapped == MAP_FAILED) return 1;
  auto& channel = *static_cast<ChannelMemory*>(mapped);
  const VmThread thread;
  const auto base = BaseImage::build(prelude());
  if (!base) {
    std::fprintf(stderr, "worker: %s\n", base.error().message.c_str());
    return 1;
  }
  WorkerOptions worker_options = options.worker;
  worker_options.stop_list = &channel.stops;
  worker_options.working_on = &channel.working_on;
  Worker worker(*base, worker_options);
  life.main_is_bare.wait(false);
  const std::string walls = options.sandbox ? enter_sandbox((*base)->descriptor()).text() : std::string("none");
  Loop loop(channel, worker, options.spin);
  std::string ready;
  append_frame(ready, ReadyMessage{.walls = walls, .base_image_bytes = (*base)->size()});
  loop.send(ready);
  loop.wake_gateway();
  loop.run();
  return 1;
}

void* serve_thread(void* raw) {
  auto& life = *static_cast<Life*>(raw);
  life.status = serve(life);
  return nullptr;
}

}  // namespace

std::string WorkerProcessOptions::encode() const {
  return fmt::format("{},{},{},{},{},{},{}", worker.slots_max, worker.image_bytes_max.bytes,
                     worker.page_set_bytes_max.bytes, worker.build_limits.cpu.count(), worker.check_slots ? 1 : 0,
                     spin.count(), sandbox ? 1 : 0);
}

Result<WorkerProcessOptions> WorkerProcessOptions::decode(std::string_view text) {
  std::vector<std::uint64_t> numbers;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (true) {
    const auto [next, error] = std::from_chars(at, end, numbers.emplace_back());
    const bool last = next == end;
    if (error == std::errc{} && !last && *next == ',') {
      at = next + 1;
      continue;
    }
    if (error == std::errc{} && last && numbers.size() == 7) break;
    return fail(ErrorCode::kInvalidArgument, "`nsl worker` is started by the gateway, not by hand");
  }
  WorkerProcessOptions options;
  options.worker.slots_max = numbers[0];
  options.worker.image_bytes_max = {numbers[1]};
  options.worker.page_set_bytes_max = {numbers[2]};
  options.worker.build_limits.cpu = std::chrono::microseconds(numbers[3]);
  options.worker.check_slots = numbers[4] != 0;
  options.spin = std::chrono::microseconds(numbers[5]);
  options.sandbox = numbers[6] != 0;
  return options;
}

int run_worker_process(const WorkerProcessOptions& options) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "nsl-worker");
  install_signal_handlers();
  crypto::prepare();  // while files can still be opened
  // A thread of its own, because its stack must be large whatever the limits of the machine say.
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kNativeStackBytes);
  pthread_attr_setguardsize(&attributes, 1 << 20);
  Life life{.options = options};
  pthread_t thread{};
  NSL_CHECK(pthread_create(&thread, &attributes, serve_thread, &life) == 0);
  // Rights belong to threads. The one that serves still needs its own to enter the sandbox.
  if (options.sandbox) NSL_CHECK(drop_capabilities());
  life.main_is_bare = true;
  life.main_is_bare.notify_one();
  pthread_join(thread, nullptr);
  return life.status;
}

std::optional<int> run_if_worker(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != kWorkerCommand) return std::nullopt;
  const auto options = WorkerProcessOptions::decode(argv[2]);
  if (!options) {
    std::fprintf(stderr, "nsl: %s\n", options.error().message.c_str());
    return 2;
  }
  return run_worker_process(*options);
}

}  // namespace nsl::engine
