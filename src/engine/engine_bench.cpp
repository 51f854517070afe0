// What an execution costs on the real image, the prelude in it: the call alone, with the restore, in turns with others;
// building images, what they take in memory, and 10,000 of them in a worker. Times are CPU time of the one thread.
#include "base/check.h"
#include "engine/builder.h"
#include "engine/execution.h"
#include "engine/prelude.h"
#include "engine/worker.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>

namespace nsl::engine {
namespace {

constexpr const char* kHandler = "export default async (input) => ({ hello: input.name, n: input.x * 2 })";
constexpr const char* kInput = R"({"name":"neo","x":21})";
constexpr const char* kMeta = R"({"id":"ex_0","deadline_ms":0,"trigger":{"type":"http"}})";

std::shared_ptr<const BaseImage> base_image() {
  static const auto base = [] {
    install_signal_handlers();
    static const VmThread thread;
    const auto built = BaseImage::build(prelude());
    NSL_CHECK(built);
    return *built;
  }();
  return base;
}

class Nobody final : public Outbox {
 public:
  void send(const HostCall&) override {}
  void send_log(std::string_view, std::int64_t, std::string_view) override {}
};

struct Stage {
  explicit Stage(std::string_view code) {
    auto made = Slot::create(base);
    NSL_CHECK(made);
    slot = *std::move(made);
    const auto image = build_image(*slot, base_pages, {.code = code, .file_name = "function.js"}, {});
    NSL_CHECK(image && slot->load(std::make_shared<const PageSet>(base, *image)));
  }
  void run() {
    Execution execution(*slot, nobody);
    NSL_CHECK(execution.start({.now_ns = 1'700'000'000'000'000'000, .input = kInput, .meta = kMeta}) ==
              Execution::State::kDone);
    benchmark::DoNotOptimize(execution.take_outcome());
  }

  std::shared_ptr<const BaseImage> base = base_image();
  std::shared_ptr<const PageSet> base_pages = std::make_shared<const PageSet>(base);
  std::unique_ptr<Slot> slot;
  Nobody nobody;
};

// Some 200 KB of small functions, classes and tables, as a bundler leaves them.
std::string bundle() {
  std::string code;
  for (int i = 0; code.size() < 200'000; ++i) {
    code += fmt::format(
        "var table_{0} = {{ name: \"entry {0}\", values: [{0}, {1}, {2}], nested: {{ on: true, text: \"some text {0}\" "
        "}} }};\n"
        "function compute_{0}(first, second) {{\n  if (first > {1}) return compute_{3}(second, first - {1});\n"
        "  const parts = [first, second, ...table_{0}.values].map((part) => part * {2} + 1);\n"
        "  return parts.reduce((sum, part) => sum + part, 0) % 1000003;\n}}\n"
        "class Thing_{0} {{\n  #inner = {1};\n  constructor(value) {{ this.value = value; }}\n"
        "  get inner() {{ return this.#inner + this.value; }}\n  toJSON() {{ return {{ kind: \"thing_{0}\", inner: "
        "this.inner }}; }}\n}}\n",
        i, i * 7 % 1009, i * 13 % 211, i > 0 ? i - 1 : 0);
  }
  return code + "export default async (input) => ({ n: compute_5(input.x, 3), thing: new Thing_7(1) });\n";
}

// --- a call
// ---------------------------------------------------------------------------------------------------------------

void call_alone(benchmark::State& state) {
  Stage stage(kHandler);
  std::uint32_t calls = 0;
  for (auto _ : state) {
    stage.run();
    // Garbage would pile up for ever.
    if (++calls % 1'000 == 0) {
      state.PauseTiming();
      stage.slot->restore();
      state.ResumeTiming();
    }
  }
}
BENCHMARK(call_alone)->Unit(benchmark::kMicrosecond);

void restore_and_call(benchmark::State& state) {
  Stage stage(kHandler);
  for (auto _ : state) {
    stage.run();
    stage.slot->restore();
  }
  state.counters["hot_pages"] = static_cast<double>(stage.slot->hot_pages().size());
}
BENCHMARK(restore_and_call)->Unit(benchmark::kMicrosecond);

void restore_and_call_of_a_200_kb_bundle(benchmark::State& state) {
  Stage stage(bundle());
  for (auto _ : state) {
    stage.run();
    stage.slot->restore();
  }
  state.counters["hot_pages"] = static_cast<double>(stage.slot->hot_pages().size());
}
BENCHMARK(restore_and_call_of_a_200_kb_bundle)->Unit(benchmark::kMicrosecond);

// The slot holds another function each time.
void change_image_and_call(benchmark::State& state) {
  Stage stage(kHandler);
  Stage other("export default async (input) => input.x + 1");
  // Held here, since the slot lets go of the one it had.
  const auto one = [&](std::string_view code) {
    const auto image = build_image(*other.slot, stage.base_pages, {.code = code, .file_name = "function.js"}, {});
    NSL_CHECK(image);
    return std::make_shared<const PageSet>(stage.base, *image);
  };
  const std::shared_ptr<const PageSet> pages[] = {one(kHandler), one("export default async (input) => input.x + 1")};
  std::size_t turn = 0;
  for (auto _ : state) {
    NSL_CHECK(stage.slot->load(pages[++turn % 2]));
    stage.run();
  }
}
BENCHMARK(change_image_and_call)->Unit(benchmark::kMicrosecond);

// --- images
// ---------------------------------------------------------------------------------------------------------------

void build_base_image(benchmark::State& state) {
  base_image();
  for (auto _ : state) benchmark::DoNotOptimize(BaseImage::build(prelude()));
}
BENCHMARK(build_base_image)->Unit(benchmark::kMillisecond);

void build(benchmark::State& state, const std::string& code) {
  Stage stage(kHandler);
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto image = build_image(*stage.slot, stage.base_pages, {.code = code, .file_name = "function.js"}, {});
    NSL_CHECK(image);
    bytes = image->bytes();
  }
  state.counters["image_bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(build, small_function, std::string(kHandler))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build, bundle_of_200_kb, bundle())->Unit(benchmark::kMillisecond);

void unfold_a_small_image(benchmark::State& state) {
  Stage stage(kHandler);
  const auto image = build_image(*stage.slot, stage.base_pages, {.code = kHandler, .file_name = "function.js"}, {});
  for (auto _ : state) benchmark::DoNotOptimize(PageSet(stage.base, *image));
}
BENCHMARK(unfold_a_small_image)->Unit(benchmark::kMicrosecond);

// --- many functions
// ---------------------------------------------------------------------------------------------------------

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

// One worker with ever more functions; function 0 is the one in use.
class Deployed {
 public:
  void grow_to(std::int64_t count) {
    for (; count_ < count; ++count_) {
      const std::string code = fmt::format(
          "const n = {0}; export default async (input) => ({{ hello: input.name, n: input.x * {0} }})", count_);
      const auto built = send<BuiltMessage>(BuildMessage{
          .image = static_cast<ImageNumber>(count_), .memory = 64_MiB, .file_name = "function.js", .code = code});
      NSL_CHECK(built.ok);
    }
    worker_.tidy();
    invoke(0);
    // What the first ones took was for slots and caches, which the later ones share.
    if (count <= kFirst) first_bytes_ = resident_bytes();
  }
  void invoke(ImageNumber image) {
    const auto ended = send<FinishedMessage>(
        StartMessage{.execution = ++executions_, .image = image, .limits = {}, .input = kInput, .meta = kMeta});
    NSL_CHECK(ended.ending == Ending::kSucceeded);
    worker_.tidy();
  }
  // Of each function after the first ones, with what is kept of it unfolded.
  double resident_bytes_each() const {
    return count_ > kFirst ? std::max(0.0, resident_bytes() - first_bytes_) / static_cast<double>(count_ - kFirst) : 0;
  }

 private:
  static constexpr std::int64_t kFirst = 10;

  template <typename Answer, typename Message>
  Answer send(const Message& message) {
    bytes_.clear();
    out_.clear();
    append_frame(bytes_, message);
    NSL_CHECK(worker_.handle({static_cast<std::uint8_t>(Message::kKind), std::string_view(bytes_).substr(kFrameHeader)},
                             out_));
    const auto answer =
        parse_frame<Answer>({static_cast<std::uint8_t>(Answer::kKind), std::string_view(out_).substr(kFrameHeader)});
    NSL_CHECK(answer);
    return *answer;
  }

  Worker worker_{base_image(), {}};
  std::int64_t count_ = 0;
  double first_bytes_ = 0;
  std::string bytes_, out_;
  ExecutionNumber executions_ = 0;
};

// Kept between benchmarks, which run in the order of their counts: building 10,000 takes a while.
Deployed& deployed(std::int64_t count) {
  static Deployed all;
  all.grow_to(count);
  return all;
}

void invoke_a_function_in_use(benchmark::State& state) {
  Deployed& all = deployed(state.range(0));
  for (auto _ : state) all.invoke(0);
}

// Far more than the unfolded images that are kept, in turn.
void invoke_a_function_not_used_for_long(benchmark::State& state) {
  Deployed& all = deployed(state.range(0));
  ImageNumber next = 0;
  for (auto _ : state) all.invoke((next += 7) % static_cast<ImageNumber>(state.range(0)));
  state.counters["resident_bytes_each"] = all.resident_bytes_each();
}

void register_many() {
  for (const std::int64_t count : {10, 100, 1'000, 10'000}) {
    benchmark::RegisterBenchmark("invoke_a_function_in_use", invoke_a_function_in_use)
        ->Arg(count)
        ->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark("invoke_a_function_not_used_for_long", invoke_a_function_not_used_for_long)
        ->Arg(count)
        ->Unit(benchmark::kMicrosecond);
  }
}
[[maybe_unused]] const bool kRegistered = (register_many(), true);

}  // namespace
}  // namespace nsl::engine
