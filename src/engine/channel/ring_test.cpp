#include "engine/channel/ring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <thread>

namespace nsl::engine {
namespace {

constexpr std::size_t kCapacity = RingMemory::kCapacity;

struct Ring {
  std::unique_ptr<RingMemory> memory = std::make_unique<RingMemory>();
  RingWriter writer{*memory};
  RingReader reader{*memory};

  std::string read() {
    std::string out;
    EXPECT_EQ(reader.read(out), RingReader::Got::kBytes);
    return out;
  }
};

// Bytes that tell where in the stream they stand.
std::string pattern(std::size_t from, std::size_t length) {
  std::string text(length, '\0');
  for (std::size_t i = 0; i < length; ++i) text[i] = static_cast<char>((from + i) * 2'654'435'761u >> 24);
  return text;
}

TEST(Ring, IsEmptyAtFirst) {
  Ring ring;
  std::string out;
  EXPECT_FALSE(ring.reader.ready());
  EXPECT_EQ(ring.reader.read(out), RingReader::Got::kNothing);
  EXPECT_TRUE(ring.writer.has_room());
  EXPECT_EQ(ring.writer.write(""), 0u);
}

TEST(Ring, GivesWhatWasWrittenAcrossTheWrap) {
  Ring ring;
  std::size_t position = 0;
  // A length that does not divide the capacity, so that the wrap falls at every kind of place.
  for (int i = 0; i < 100; ++i, position += 10'007) {
    ASSERT_EQ(ring.writer.write(pattern(position, 10'007)), 10'007u);
    ASSERT_EQ(ring.read(), pattern(position, 10'007));
  }
}

TEST(Ring, TakesOnlyWhatThereIsRoomFor) {
  Ring ring;
  ASSERT_EQ(ring.writer.write(std::string(kCapacity - 10, 'a')), kCapacity - 10);
  EXPECT_EQ(ring.writer.write("0123456789and more"), 10u);
  EXPECT_FALSE(ring.writer.has_room());
  EXPECT_EQ(ring.writer.write("x"), 0u);
  EXPECT_EQ(ring.read(), std::string(kCapacity - 10, 'a') + "0123456789");
  EXPECT_TRUE(ring.writer.has_room());
}

TEST(Ring, TellsAWaitingWriterOfRoomOnce) {
  Ring ring;
  ASSERT_EQ(ring.writer.write(std::string(kCapacity, 'a')), kCapacity);
  ring.read();
  EXPECT_FALSE(ring.reader.must_wake_writer()) << "everything fitted, so nobody waits";
  ASSERT_EQ(ring.writer.write(std::string(kCapacity + 1, 'a')), kCapacity);
  ring.read();
  EXPECT_TRUE(ring.reader.must_wake_writer());
  EXPECT_FALSE(ring.reader.must_wake_writer());
}

TEST(Ring, WakesASleepingReaderOnce) {
  Ring ring;
  ring.writer.write("a");
  EXPECT_FALSE(ring.writer.must_wake()) << "the reader has not said that it sleeps";
  ring.reader.announce_sleep();
  EXPECT_TRUE(ring.writer.must_wake());
  EXPECT_FALSE(ring.writer.must_wake());
  ring.reader.announce_sleep();
  ring.reader.announce_awake();
  EXPECT_FALSE(ring.writer.must_wake());
}

TEST(Ring, AReaderRefusesMoreBytesThanTheRingHolds) {
  Ring ring;
  std::string out;
  ring.memory->written = kCapacity + 1;
  EXPECT_EQ(ring.reader.read(out), RingReader::Got::kNonsense);
  EXPECT_TRUE(out.empty());
}

TEST(Ring, AReaderRefusesAWriterThatGoesBack) {
  Ring ring;
  ring.writer.write("abcdef");
  ring.read();
  for (const std::uint64_t position : {std::uint64_t{5}, std::uint64_t{0}, ~std::uint64_t{0}}) {
    std::string out;
    ring.memory->written = position;
    EXPECT_EQ(ring.reader.read(out), RingReader::Got::kNonsense) << position;
    EXPECT_TRUE(out.empty());
  }
}

TEST(Ring, AWriterRefusesAReaderThatIsAhead) {
  Ring ring;
  ring.writer.write("abc");
  for (const std::uint64_t position : {std::uint64_t{4}, std::uint64_t{3 + 2 * kCapacity}}) {
    ring.memory->read = position;
    EXPECT_EQ(ring.writer.write("x"), 0u) << position;
    EXPECT_FALSE(ring.writer.has_room()) << position;
  }
}

TEST(Ring, NeitherSideBelievesItsOwnPositionFromSharedMemory) {
  Ring ring;
  ring.writer.write("abc");
  ring.memory->written = 3 + kCapacity / 2;  // the other side writes where it must not
  ring.writer.write("def");
  EXPECT_EQ(ring.read(), "abcdef");
  ring.memory->read = 0;
  ring.writer.write("ghi");
  EXPECT_EQ(ring.read(), "ghi");
}

// A reader that sleeps whenever there is nothing, and a writer that sleeps whenever there is no room: a wake-up that got
// lost would end this test by its time limit.
TEST(Ring, TwoThreadsPassEveryByteAndNoWakeUpIsLost) {
  constexpr std::size_t kTotal = 24 << 20;
  Ring ring;
  std::atomic<std::uint32_t> room{0};
  std::thread writing([&] {
    std::mt19937 random(1);
    std::string rest;
    std::size_t made = 0;
    std::uint32_t seen = 0;
    while (made < kTotal || !rest.empty()) {
      if (rest.empty()) {
        const std::size_t length = std::min<std::size_t>(kTotal - made, 1 + random() % (2 * kCapacity));
        rest = pattern(made, length);
        made += length;
      }
      rest.erase(0, ring.writer.write(rest));
      if (ring.writer.must_wake()) ring.reader.sleep_word().notify_one();
      if (rest.empty() || ring.writer.has_room()) continue;
      room.wait(seen);
      seen = room.load();
    }
  });
  std::size_t position = 0;
  bool right = true;
  std::string got;
  while (position < kTotal && right) {
    got.clear();
    if (ring.reader.read(got) == RingReader::Got::kNothing) {
      ring.reader.announce_sleep();
      while (!ring.reader.ready() && ring.reader.sleep_word().load() == 1) ring.reader.sleep_word().wait(1);
      ring.reader.announce_awake();
      continue;
    }
    if (ring.reader.must_wake_writer()) {
      ++room;
      room.notify_one();
    }
    right = got == pattern(position, got.size());
    position += got.size();
  }
  writing.join();
  EXPECT_TRUE(right);
  EXPECT_EQ(position, kTotal);
}

}  // namespace
}  // namespace nsl::engine
