#pragma once
// FakeWorker: the other side of a WorkerLink, played by the caller in the same thread: reads what the pool sends, and
// says what it likes. Header only, because fuzz targets use it too.

#include "base/check.h"
#include "engine/worker_link.h"

#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace nsl::engine::testing {

class FakeWorker {
 public:
  FakeWorker() : descriptor_(memfd_create("fake-worker", MFD_CLOEXEC)) {
    NSL_CHECK(descriptor_ >= 0 && ftruncate(descriptor_, sizeof(ChannelMemory)) == 0);
    void* const mapped = mmap(nullptr, sizeof(ChannelMemory), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    NSL_CHECK(mapped != MAP_FAILED);
    channel_ = static_cast<ChannelMemory*>(mapped);
  }
  ~FakeWorker() {
    munmap(channel_, sizeof *channel_);
    close(descriptor_);
  }
  FakeWorker(const FakeWorker&) = delete;
  FakeWorker& operator=(const FakeWorker&) = delete;

  // What WorkerLink::over takes.
  int descriptor() const { return descriptor_; }
  ChannelMemory& channel() { return *channel_; }

  // Gives how many bytes went into the ring.
  std::size_t say_bytes(std::string_view bytes) { return writer().write(bytes); }
  template <typename Message>
  void say(const Message& message) {
    std::string bytes;
    append_frame(bytes, message);
    NSL_CHECK(say_bytes(bytes) == bytes.size());
  }

  // The next message, when it is of this kind. Its views hold until the next call.
  template <typename Message>
  std::optional<Message> hear() {
    take_in();
    const auto frame = stream_.next();
    if (!frame) return std::nullopt;
    return parse_frame<Message>(*frame);
  }
  // The next message of this kind; others before it are thrown away.
  template <typename Message>
  std::optional<Message> hear_among() {
    take_in();
    while (const auto frame = stream_.next()) {
      if (const auto message = parse_frame<Message>(*frame)) return message;
    }
    return std::nullopt;
  }
  // How many bytes the pool has sent that were not heard; they are thrown away.
  std::size_t skip_all() {
    stream_ = {};
    take_in();
    const std::size_t bytes = stream_.buffer().size();
    stream_ = {};
    return bytes;
  }

 private:
  void take_in() {
    stream_.discard_taken();
    reader().read(stream_.buffer());
  }
  RingReader& reader() { return reader_ ? *reader_ : reader_.emplace(channel_->to_worker); }
  RingWriter& writer() { return writer_ ? *writer_ : writer_.emplace(channel_->to_gateway); }

  int descriptor_;
  ChannelMemory* channel_ = nullptr;
  FrameStream stream_;
  std::optional<RingReader> reader_;
  std::optional<RingWriter> writer_;
};

}  // namespace nsl::engine::testing
