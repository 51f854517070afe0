// Any frames to a worker: it never breaks, every slot is pristine afterwards, and all it says are messages.
#include "base/check.h"
#include "engine/prelude.h"
#include "engine/worker.h"

#include <algorithm>

namespace nsl::engine {
namespace {

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

// A gateway asks for what its operator allows; without these bounds fuzzing would be waiting for endless loops.
std::string bounded(const Frame& frame) {
  std::string out;
  if (auto start = parse_frame<StartMessage>(frame)) {
    start->limits.cpu = std::chrono::milliseconds(20);
    start->limits.memory.bytes = std::min<std::uint64_t>(start->limits.memory.bytes, 16 << 20);
    append_frame(out, *start);
  } else if (auto build = parse_frame<BuildMessage>(frame)) {
    build->memory.bytes = std::min<std::uint64_t>(build->memory.bytes, 16 << 20);
    append_frame(out, *build);
  } else {
    out.assign(kFrameHeader, '\0');
    out[4] = static_cast<char>(frame.kind);
    out += frame.fields;
  }
  return out;
}

void check_answer(const Frame& frame) {
  NSL_CHECK(parse_frame<BuiltMessage>(frame) || parse_frame<CalledMessage>(frame) ||
            parse_frame<LoggedMessage>(frame) || parse_frame<FinishedMessage>(frame) ||
            parse_frame<ImageMissingMessage>(frame) || parse_frame<WithdrawnMessage>(frame));
}

}  // namespace
}  // namespace nsl::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::engine;
  WorkerOptions options{.slots_max = 3, .image_bytes_max = nsl::ByteCount{64 << 10}, .check_slots = true};
  options.build_limits.cpu = std::chrono::milliseconds(50);
  Worker worker(base_image(), options);
  FrameStream stream, ahead;
  stream.buffer().assign(reinterpret_cast<const char*>(data), size);
  ahead.buffer() = stream.buffer();
  while (const auto frame = ahead.next()) worker.look_ahead(*frame);
  FrameStream answers;
  while (const auto frame = stream.next()) {
    const std::string bytes = bounded(*frame);
    if (!worker.handle({frame->kind, std::string_view(bytes).substr(kFrameHeader)}, answers.buffer())) break;
  }
  while (const auto frame = answers.next()) check_answer(*frame);
  NSL_CHECK(!answers.broken());
  worker.tidy();
  return 0;
}
