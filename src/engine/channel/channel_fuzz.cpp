// Any bytes as a stream of frames, cut anywhere: looking ahead and taking find the same frames, and whatever parses as
// a message is written again in as many bytes, which mean the same.
#include "base/check.h"
#include "engine/channel/messages.h"
#include "engine/channel/ring.h"

#include <memory>
#include <tuple>

namespace nsl::engine {
namespace {

template <typename Message>
void check_message(const Frame& frame) {
  const auto message = parse_frame<Message>(frame);
  if (!message) return;
  std::string again;
  append_frame(again, *message);
  const auto reread =
      parse_frame<Message>({static_cast<std::uint8_t>(again[4]), std::string_view(again).substr(kFrameHeader)});
  NSL_CHECK(reread);
  std::string third;
  append_frame(third, *reread);
  NSL_CHECK(again == third && again.size() == frame.fields.size() + kFrameHeader);
}

void check_frame(const Frame& frame) {
  const auto all = [&]<typename... Messages>(std::tuple<Messages...>*) { (check_message<Messages>(frame), ...); };
  using AllMessages =
      std::tuple<BuildMessage, StartMessage, AnswerMessage, CancelMessage, WithdrawMessage, ForgetMessage, ReadyMessage,
                 BuiltMessage, CalledMessage, LoggedMessage, FinishedMessage, ImageMissingMessage, WithdrawnMessage>;
  all(static_cast<AllMessages*>(nullptr));
}

std::string as_log(const Frame& frame) {
  return std::to_string(frame.kind) + ":" + std::to_string(frame.fields.size()) + ";";
}

}  // namespace
}  // namespace nsl::engine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::engine;
  if (size == 0) return 0;
  // The first byte says how the stream is cut; it goes through a ring on its way.
  const std::size_t step = 1 + std::size_t{data[0]} * data[0];
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  static const auto memory = std::make_unique<RingMemory>();
  memory->written = 0;
  memory->read = 0;
  RingWriter writer(*memory);
  RingReader reader(*memory);
  FrameStream stream;
  std::string taken, peeked;
  while (!rest.empty()) {
    const std::size_t count = writer.write(rest.substr(0, step));
    rest.remove_prefix(count);
    NSL_CHECK(reader.read(stream.buffer()) == RingReader::Got::kBytes);
    while (const auto frame = stream.peek()) peeked += as_log(*frame);
    while (const auto frame = stream.next()) {
      taken += as_log(*frame);
      check_frame(*frame);
    }
    stream.discard_taken();
    // Looking ahead may find the break before the frames in front of it were taken; then nothing is taken any more.
    NSL_CHECK(stream.broken() ? peeked.starts_with(taken) : peeked == taken);
  }
  return 0;
}
