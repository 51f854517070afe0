#pragma once
// Images: linear memories frozen at a good moment, from which every execution starts.
//
//   BaseImage   the engine with the prelude, built once in a process (15 ms); everything else is a difference to it
//   Image       a function version: changed words against the base; a few KB for a small function
//   PageSet     an Image unfolded into whole pages, ready to be copied into a slot; kept in a bounded cache
//
// All are immutable once made and may be shared between threads.

#include "engine/vm.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace nsl::engine {

// The functions of the prelude's Entry object (runtime/prelude/native.d.ts), as values of every VM of this base.
struct EntryPoints {
  Value install = kUndefined;
  Value start = kUndefined;
  Value deliver = kUndefined;
  Value run_timer = kUndefined;
  Value uncaught = kUndefined;
};

class BaseImage {
 public:
  // `prelude` is the bundle of runtime/prelude (engine/prelude.h). Boots the engine, evaluates it, collects garbage and freezes. Call in a VmThread.
  static Result<std::shared_ptr<const BaseImage>> build(std::string_view prelude);
  ~BaseImage();
  BaseImage(const BaseImage&) = delete;
  BaseImage& operator=(const BaseImage&) = delete;

  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t pages() const { return size_ / kPage; }
  int descriptor() const { return descriptor_; }  // memfd with the same bytes, to map slots from

  Registers registers;
  Address runtime = 0;
  Address context = 0;
  Address random_state = 0;  // of Math.random
  EntryPoints entry;

 private:
  BaseImage() = default;
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  int descriptor_ = -1;
};

// Bytes below this offset are never used (the shadow stack grows down towards it and is bounded by the stack limit), so
// they stay inaccessible: null dereferences and a runaway stack become traps.
inline constexpr std::size_t kNullBytes = 448 << 10;
inline constexpr std::uint32_t kJsStackBytes = 256 << 10;
// 12 times the JavaScript stack was the worst native use seen; docs/performance.md.
inline constexpr std::size_t kNativeStackBytes = 8 << 20;

struct Image {
  struct Run {
    std::uint32_t word;   // index of the first changed 8-byte word
    std::uint32_t count;
  };
  Registers registers;
  std::vector<Run> runs;
  std::vector<std::uint64_t> words;

  std::size_t bytes() const { return sizeof *this + runs.size() * sizeof(Run) + words.size() * sizeof(std::uint64_t); }
};

class PageSet {
 public:
  // The base itself.
  explicit PageSet(std::shared_ptr<const BaseImage> base);
  PageSet(std::shared_ptr<const BaseImage> base, const Image& image);

  const BaseImage& base() const { return *base_; }
  Registers registers() const { return registers_; }
  std::size_t size() const { return std::size_t{registers_.pages} << 16; }
  std::size_t pages() const { return size() / kPage; }

  // The 4096 bytes that page `number` has in this image.
  const std::uint8_t* page(std::size_t number) const {
    const std::uint32_t own = index_[number];
    return own == kShared ? base_->data() + number * kPage : storage_.data() + std::size_t{own} * kPage;
  }
  // Pages that differ from the base, rising.
  const std::vector<std::uint32_t>& own_pages() const { return own_pages_; }
  std::size_t bytes() const { return storage_.size() + index_.size() * sizeof(std::uint32_t); }

 private:
  static constexpr std::uint32_t kShared = 0xFFFF'FFFF;
  std::shared_ptr<const BaseImage> base_;  // shared by all images of the process
  Registers registers_;
  std::vector<std::uint32_t> index_;       // page -> place in storage_, or kShared
  std::vector<std::uint32_t> own_pages_;
  std::vector<std::uint8_t> storage_;
};

}  // namespace nsl::engine
