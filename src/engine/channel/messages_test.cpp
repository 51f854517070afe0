#include "engine/channel/messages.h"

#include <gtest/gtest.h>

namespace nsl::engine {
namespace {

// One message of each kind, no field at its default.
template <typename Message>
Message sample();

template <> BuildMessage sample() { return {.image = 7, .memory = 3_MiB, .file_name = "f.js", .code = "export default 1"}; }
template <> StartMessage sample() {
  StartMessage message{.execution = 9, .image = 7, .limits = {}, .seed = {}, .now_ns = -5, .wall_deadline_ns = 1'000,
                       .input = "{\"a\":1}", .meta = "{}"};
  message.limits = {.memory = 1_MiB, .cpu = std::chrono::microseconds(2), .wall = std::chrono::microseconds(3),
                    .host_calls = 4, .input = 5_KiB, .output = 6_KiB, .logs = 7_KiB};
  message.seed.fill(0xA5);
  return message;
}
template <> AnswerMessage sample() { return {.execution = 9, .call = 2, .ok = false, .now_ns = 77, .json = "null", .body = as_bytes("body")}; }
template <> CancelMessage sample() { return {.execution = 9, .ending = Ending::kTimedOut, .code = "c", .message = "m"}; }
template <> WithdrawMessage sample() { return {.execution = 9}; }
template <> ForgetMessage sample() { return {.image = 7}; }
template <> ReadyMessage sample() { return {.walls = "seccomp\tyes\t", .base_image_bytes = 1'572'864}; }
template <> BuiltMessage sample() {
  return {.image = 7, .ok = true, .code = "c", .message = "m", .stack = "s", .image_bytes = 4'900};
}
template <> CalledMessage sample() { return {.execution = 9, .call = 2, .name = "fetch", .arguments = "{}", .body = as_bytes("b")}; }
template <> LoggedMessage sample() { return {.execution = 9, .time_ms = 12, .level = "warn", .text = "careful"}; }
template <> FinishedMessage sample() {
  return {.execution = 9, .ending = Ending::kMemoryExceeded, .output = "1", .code = "c", .message = "m", .stack = "s",
          .cpu = std::chrono::microseconds(5), .memory = 6_MiB, .host_calls = 7, .logs_dropped = 8};
}
template <> ImageMissingMessage sample() { return {.execution = 9, .image = 7}; }
template <> WithdrawnMessage sample() { return {.execution = 9}; }

template <typename Message>
std::string bytes_of(const Message& message) {
  std::string out;
  append_frame(out, message);
  return out;
}

template <typename Message>
class Messages : public ::testing::Test {};

using AllMessages = ::testing::Types<BuildMessage, StartMessage, AnswerMessage, CancelMessage, WithdrawMessage, ForgetMessage,
                                     ReadyMessage, BuiltMessage, CalledMessage, LoggedMessage, FinishedMessage,
                                     ImageMissingMessage, WithdrawnMessage>;
TYPED_TEST_SUITE(Messages, AllMessages);

TYPED_TEST(Messages, SurviveTheChannel) {
  const std::string bytes = bytes_of(sample<TypeParam>());
  FrameStream stream;
  stream.buffer() = bytes;
  const auto frame = stream.next();
  ASSERT_TRUE(frame);
  const auto parsed = parse_frame<TypeParam>(*frame);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(bytes_of(*parsed), bytes);
  EXPECT_NE(bytes_of(*parsed), bytes_of(TypeParam{})) << "the fields were carried";
}

TYPED_TEST(Messages, AreRefusedWhenTheyEndTooEarlyOrTooLate) {
  const std::string bytes = bytes_of(sample<TypeParam>());
  const std::string_view fields = std::string_view(bytes).substr(kFrameHeader);
  const auto kind = static_cast<std::uint8_t>(TypeParam::kKind);
  for (std::size_t length = 0; length < fields.size(); ++length) {
    ASSERT_FALSE(parse_frame<TypeParam>({kind, fields.substr(0, length)})) << length;
  }
  EXPECT_TRUE(parse_frame<TypeParam>({kind, fields}));
  EXPECT_FALSE(parse_frame<TypeParam>({kind, std::string(fields) + '\0'}));
}

TYPED_TEST(Messages, AreRefusedUnderAnotherKind) {
  const std::string bytes = bytes_of(sample<TypeParam>());
  const auto kind = static_cast<std::uint8_t>(static_cast<std::uint8_t>(TypeParam::kKind) + 1);
  EXPECT_FALSE(parse_frame<TypeParam>({kind, std::string_view(bytes).substr(kFrameHeader)}));
}

TEST(StartMessage, KeepsEveryLimit) {
  const std::string bytes = bytes_of(sample<StartMessage>());
  const auto parsed = parse_frame<StartMessage>({static_cast<std::uint8_t>(MessageKind::kStart), std::string_view(bytes).substr(kFrameHeader)});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->limits, sample<StartMessage>().limits);
  EXPECT_EQ(parsed->seed, sample<StartMessage>().seed);
  EXPECT_EQ(parsed->input, "{\"a\":1}");
}

}  // namespace
}  // namespace nsl::engine
