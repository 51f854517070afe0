#pragma once
// The messages between gateway and worker. Each names its fields once; writing and reading follow from that.
//
//   gateway → worker   Build   Start   Answer   Cancel   Withdraw   Forget
//   worker → gateway   Ready   Built   Called   Logged   Finished   ImageMissing   Withdrawn
//
// An execution is known by a number that the gateway gives and never uses twice for a worker; an image likewise.

#include "engine/channel/frame.h"
#include "engine/execution.h"

namespace nsl::engine {

using ExecutionNumber = std::uint64_t;
using ImageNumber = std::uint64_t;

// What a worker shows in ChannelMemory::working_on: an execution's number, or an image's with this bit; 0: nothing.
inline constexpr std::uint64_t kBuilding = std::uint64_t{1} << 63;

enum class MessageKind : std::uint8_t {
  kBuild = 1, kStart, kAnswer, kCancel, kWithdraw, kForget,
  kReady = 65, kBuilt, kCalled, kLogged, kFinished, kImageMissing, kWithdrawn,
};

struct BuildMessage {
  static constexpr MessageKind kKind = MessageKind::kBuild;
  ImageNumber image = 0;
  ByteCount memory;
  std::string_view file_name;
  std::string_view code;
  template <typename A> void fields(A& a) { a(image, memory, file_name, code); }
};

struct StartMessage {
  static constexpr MessageKind kKind = MessageKind::kStart;
  ExecutionNumber execution = 0;
  ImageNumber image = 0;
  Limits limits;
  Seed seed{};
  std::int64_t now_ns = 0;
  std::int64_t wall_deadline_ns = 0;  // monotonic clock, the same in both processes
  std::string_view input;
  std::string_view meta;
  template <typename A> void fields(A& a) {
    a(execution, image, limits.memory, limits.cpu, limits.wall, limits.host_calls, limits.input, limits.output,
      limits.logs, seed, now_ns, wall_deadline_ns, input, meta);
  }
};

struct AnswerMessage {
  static constexpr MessageKind kKind = MessageKind::kAnswer;
  ExecutionNumber execution = 0;
  std::uint32_t call = 0;
  bool ok = true;
  std::int64_t now_ns = 0;
  std::string_view json;
  ByteView body;
  template <typename A> void fields(A& a) { a(execution, call, ok, now_ns, json, body); }
};

struct CancelMessage {
  static constexpr MessageKind kKind = MessageKind::kCancel;
  ExecutionNumber execution = 0;
  Ending ending = Ending::kCancelled;
  std::string_view code;
  std::string_view message;
  template <typename A> void fields(A& a) { a(execution, ending, code, message); }
};

// Do not begin this execution: another worker has got it. Seen before the Start that it is about, also when it comes
// later. When the execution has begun, it is ended. Either way the answer is Withdrawn, the last message about it.
struct WithdrawMessage {
  static constexpr MessageKind kKind = MessageKind::kWithdraw;
  ExecutionNumber execution = 0;
  template <typename A> void fields(A& a) { a(execution); }
};

struct ForgetMessage {
  static constexpr MessageKind kKind = MessageKind::kForget;
  ImageNumber image = 0;
  template <typename A> void fields(A& a) { a(image); }
};

struct ReadyMessage {
  static constexpr MessageKind kKind = MessageKind::kReady;
  std::string_view walls;              // which walls of the sandbox stand, for `nsl doctor`
  std::uint64_t base_image_bytes = 0;
  template <typename A> void fields(A& a) { a(walls, base_image_bytes); }
};

struct BuiltMessage {
  static constexpr MessageKind kKind = MessageKind::kBuilt;
  ImageNumber image = 0;
  bool ok = false;
  std::string_view code;               // of the failure
  std::string_view message;
  std::string_view stack;
  std::uint64_t image_bytes = 0;
  template <typename A> void fields(A& a) { a(image, ok, code, message, stack, image_bytes); }
};

struct CalledMessage {
  static constexpr MessageKind kKind = MessageKind::kCalled;
  ExecutionNumber execution = 0;
  std::uint32_t call = 0;
  std::string_view name;
  std::string_view arguments;
  ByteView body;
  template <typename A> void fields(A& a) { a(execution, call, name, arguments, body); }
};

struct LoggedMessage {
  static constexpr MessageKind kKind = MessageKind::kLogged;
  ExecutionNumber execution = 0;
  std::int64_t time_ms = 0;
  std::string_view level;
  std::string_view text;
  template <typename A> void fields(A& a) { a(execution, time_ms, level, text); }
};

struct FinishedMessage {
  static constexpr MessageKind kKind = MessageKind::kFinished;
  ExecutionNumber execution = 0;
  Ending ending = Ending::kFailed;
  std::string_view output;
  std::string_view code;
  std::string_view message;
  std::string_view stack;
  std::chrono::microseconds cpu{0};
  ByteCount memory;
  std::uint32_t host_calls = 0;
  std::uint64_t logs_dropped = 0;
  template <typename A> void fields(A& a) {
    a(execution, ending, output, code, message, stack, cpu, memory, host_calls, logs_dropped);
  }
};

struct ImageMissingMessage {
  static constexpr MessageKind kKind = MessageKind::kImageMissing;
  ExecutionNumber execution = 0;
  ImageNumber image = 0;
  template <typename A> void fields(A& a) { a(execution, image); }
};

struct WithdrawnMessage {
  static constexpr MessageKind kKind = MessageKind::kWithdrawn;
  ExecutionNumber execution = 0;
  template <typename A> void fields(A& a) { a(execution); }
};

template <typename Message>
void append_frame(std::string& out, const Message& message) {
  FrameWriter writer(out, static_cast<std::uint8_t>(Message::kKind));
  const_cast<Message&>(message).fields(writer);  // the writer takes its fields as const
}

// nullopt: the frame does not hold exactly such a message.
template <typename Message>
std::optional<Message> parse_frame(const Frame& frame) {
  if (frame.kind != static_cast<std::uint8_t>(Message::kKind)) return std::nullopt;
  Message message;
  FrameReader reader(frame.fields);
  message.fields(reader);
  if (!reader.complete()) return std::nullopt;
  return message;
}

}  // namespace nsl::engine
