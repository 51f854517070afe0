#include "engine/slot.h"

#include "base/check.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

#include <sys/mman.h>

namespace nsl::engine {
namespace {

// Executions that must have written a page before it stays writable. A fault costs as much as 50 page copies.
constexpr std::uint8_t kHotAfter = 2;
// Unchanged hot pages are looked for after so many executions: often after an image was loaded, because building it or
// the image before may have warmed hundreds of pages; then rarely enough to cost nothing, and often enough that a page
// warmed by one odd input does not cost 0.1 µs for ever.
constexpr std::uint32_t kCoolFirst = 8;
constexpr std::uint32_t kCoolEvery = 1024;
// A page that came back so often is written each time, and then holds what it held before.
constexpr std::uint8_t kCoolsMax = 2;

bool is_time_to_cool(std::uint32_t restores) {
  return restores % kCoolEvery == 0 ||
         (restores >= kCoolFirst && restores < kCoolEvery && std::has_single_bit(restores));
}

// For whole ranges, which costs no further mapping, so it fails only by a bug of ours.
void protect(std::uint8_t* from, std::size_t length, int access) {
  if (length != 0) NSL_CHECK(mprotect(from, length, access) == 0);
}

}  // namespace

Result<std::unique_ptr<Slot>> Slot::create(std::shared_ptr<const BaseImage> base) {
  std::unique_ptr<Slot> slot(new Slot);
  NSL_TRY(slot->vm_, Vm::create());
  Vm& vm = *slot->vm_;
  // A private mapping of the base: pages that are never written are shared by all slots.
  void* const mapped =
      mmap(vm.data(), base->size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, base->descriptor(), 0);
  if (mapped == MAP_FAILED) return fail(ErrorCode::kUnavailable, "cannot map the base image into a slot");
  vm.adopt(base->registers, base->runtime, base->context);
  slot->image_ = std::make_shared<const PageSet>(std::move(base));
  protect(vm.data(), kNullBytes, PROT_NONE);
  slot->protect_all();
  return slot;
}

// Begins to record anew, for the present image. Hot pages are writable already and stay so.
void Slot::track() {
  const std::size_t pages = image_->pages();
  dirty_.assign(pages + 1, 0);
  written_.resize(pages);
  times_.resize(pages);
  cooled_.resize(pages);
  std::erase_if(hot_, [&](std::uint32_t page) { return page >= pages; });
  Guard& guard = vm_->guard();
  guard.low = kNullBytes;
  guard.tracked = image_->size();
  guard.dirty = dirty_.data();
  guard.written = written_.data();
  guard.written_count = 0;
  guard.writable_runs = 0;
  guard.opened = false;
  for (const std::uint32_t page : hot_) mark_writable(guard, page);
}

void Slot::protect_all() {
  hot_.clear();
  times_.clear();
  cooled_.clear();
  track();
  protect(vm_->data() + kNullBytes, image_->size() - kNullBytes, PROT_READ);
}

// Of `pages`, which rise, those that are not writable anyway; neighbours together. False: the kernel has no mapping
// left.
bool Slot::set_access(const std::vector<std::uint32_t>& pages, int access) {
  const auto tracked = [&](std::uint32_t page) { return page >= image_->pages() || dirty_[page] == 0; };
  for (auto from = pages.begin(); from != pages.end();) {
    if (!tracked(*from)) {
      ++from;
      continue;
    }
    auto to = std::next(from);
    while (to != pages.end() && *to == *std::prev(to) + 1 && tracked(*to)) ++to;
    const std::size_t count = *std::prev(to) - *from + std::size_t{1};
    if (mprotect(vm_->data() + *from * kPage, count * kPage, access) != 0) return false;
    from = to;
  }
  return true;
}

Status Slot::load(std::shared_ptr<const PageSet> image) {
  restore();
  if (image == image_) return {};
  std::uint8_t* const memory = vm_->data();
  Guard& guard = vm_->guard();
  // The old image's own pages go out, the new one's come in.
  const auto& old = image_->own_pages();
  const auto kept = std::ranges::lower_bound(old, std::min(image_->pages(), image->pages()));
  std::vector<std::uint32_t> changed;
  std::set_union(old.begin(), kept, image->own_pages().begin(), image->own_pages().end(), std::back_inserter(changed));
  if (guard.opened || !set_access(changed, PROT_READ | PROT_WRITE)) {
    const std::size_t larger = std::max(image_->size(), image->size());
    mark_opened(guard);
    if (mprotect(memory + kNullBytes, larger - kNullBytes, PROT_READ | PROT_WRITE) != 0) {
      return fail(ErrorCode::kUnavailable, "cannot open a slot's memory (vm.max_map_count reached?)");
    }
  }
  for (const std::uint32_t page : changed) std::memcpy(memory + page * kPage, image->page(page), kPage);
  if (image_->size() > image->size()) {
    const std::size_t surplus = image_->size() - image->size();
    madvise(memory + image->size(), surplus, MADV_DONTNEED);
    protect(memory + image->size(), surplus, PROT_NONE);
  }
  vm_->set_registers(image->registers());
  // What one function writes each time, most others write too: the engine's own state. So hot pages stay hot, and
  // pages that may become so keep their count.
  const bool closed = !guard.opened && set_access(changed, PROT_READ);
  image_ = std::move(image);
  restores_ = 0;
  if (closed) {
    track();
  } else {
    protect_all();
  }
  return {};
}

void Slot::give_back_growth() {
  const std::size_t size = vm_->size();
  if (size <= image_->size()) return;
  // Zero again when it is next needed, and out of reach until then.
  std::uint8_t* const from = vm_->data() + image_->size();
  madvise(from, size - image_->size(), MADV_DONTNEED);
  protect(from, size - image_->size(), PROT_NONE);
}

void Slot::restore() {
  give_back_growth();
  ++restores_;
  Guard& guard = vm_->guard();
  if (guard.opened) {
    restore_opened();
  } else {
    restore_recorded();
  }
  guard.stop.store(false, std::memory_order_relaxed);
  vm_->set_registers(image_->registers());
}

void Slot::restore_recorded() {
  if (is_time_to_cool(restores_)) cool();
  std::uint8_t* const memory = vm_->data();
  for (const std::uint32_t page : hot_) std::memcpy(memory + page * kPage, image_->page(page), kPage);
  Guard& guard = vm_->guard();
  for (std::size_t i = 0; i < guard.written_count; ++i) {
    const std::uint32_t page = written_[i];
    std::memcpy(memory + page * kPage, image_->page(page), kPage);
    if (++times_[page] >= kHotAfter || !protect_again(page)) hot_.push_back(page);
  }
  guard.written_count = 0;
}

// Nothing was recorded. The pages stay writable for a while, since the next run will likely do the same.
void Slot::restore_opened() {
  std::uint8_t* const memory = vm_->data();
  for (std::size_t page = kNullBytes / kPage; page < image_->pages(); ++page) {
    const std::uint8_t* const wanted = image_->page(page);
    if (std::memcmp(memory + page * kPage, wanted, kPage) != 0) std::memcpy(memory + page * kPage, wanted, kPage);
  }
  if (restores_ % kCoolEvery == 0) protect_all();
}

// False: the kernel has no mapping left to tell this page from its neighbours.
bool Slot::protect_again(std::uint32_t page) {
  if (mprotect(vm_->data() + page * kPage, kPage, PROT_READ) != 0) return false;
  mark_protected(vm_->guard(), page);
  return true;
}

void Slot::cool() {
  std::uint8_t* const memory = vm_->data();
  if (restores_ % kCoolEvery == 0) std::ranges::fill(cooled_, 0);
  std::erase_if(hot_, [&](std::uint32_t page) {
    if (cooled_[page] >= kCoolsMax) return false;
    if (std::memcmp(memory + page * kPage, image_->page(page), kPage) != 0) return false;
    if (!protect_again(page)) return false;
    times_[page] = kHotAfter - 1;
    ++cooled_[page];
    return true;
  });
}

void Slot::warm(std::vector<std::uint32_t> pages) {
  Guard& guard = vm_->guard();
  if (guard.opened) return;
  std::erase_if(pages, [&](std::uint32_t page) { return page >= image_->pages() || dirty_[page] != 0; });
  std::ranges::sort(pages);
  if (!set_access(pages, PROT_READ | PROT_WRITE)) return protect_all();
  for (const std::uint32_t page : pages) {
    mark_writable(guard, page);
    times_[page] = kHotAfter;
    hot_.push_back(page);
  }
}

bool Slot::is_pristine() const {
  if (vm_->registers() != image_->registers()) return false;
  for (std::size_t page = kNullBytes / kPage; page < image_->pages(); ++page) {
    if (std::memcmp(vm_->data() + page * kPage, image_->page(page), kPage) != 0) return false;
  }
  return true;
}

Image Slot::capture() const {
  static constexpr std::size_t kWordsInPage = kPage / sizeof(std::uint64_t);
  static const std::uint64_t kZeroes[kWordsInPage] = {};
  const BaseImage& from = base();
  Image image;
  image.registers = vm_->registers();
  const std::size_t pages = (std::size_t{image.registers.pages} << 16) / kPage;
  for (std::size_t page = kNullBytes / kPage; page < pages; ++page) {
    const auto* const now = reinterpret_cast<const std::uint64_t*>(vm_->data() + page * kPage);
    const auto* const then =
        page < from.pages() ? reinterpret_cast<const std::uint64_t*>(from.data() + page * kPage) : kZeroes;
    if (page < image_->pages() && dirty_[page] == 0 &&
        image_->page(page) == reinterpret_cast<const std::uint8_t*>(then))
      continue;
    for (std::size_t i = 0; i < kWordsInPage; ++i) {
      if (now[i] == then[i]) continue;
      const auto word = static_cast<std::uint32_t>(page * kWordsInPage + i);
      // A run goes on over a single equal word: cheaper than a new run.
      if (!image.runs.empty() && image.runs.back().word + image.runs.back().count + 1 >= word &&
          image.runs.back().word + image.runs.back().count <= word && i > 0) {
        auto& run = image.runs.back();
        for (std::uint32_t at = run.word + run.count; at < word; ++at) image.words.push_back(now[i - (word - at)]);
        run.count = word - run.word + 1;
      } else {
        image.runs.push_back({word, 1});
      }
      image.words.push_back(now[i]);
    }
  }
  image.runs.shrink_to_fit();
  image.words.shrink_to_fit();
  return image;
}

}  // namespace nsl::engine
