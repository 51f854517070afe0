#include "engine/slot_pool.h"

#include "base/check.h"

#include <fmt/format.h>

namespace nsl::engine {
namespace {

// Idle slots that are always kept, each with an image in it: switching images costs 20 µs, a slot some 300 KB.
constexpr std::size_t kWarmSlots = 8;

}  // namespace

SlotPool::SlotPool(std::shared_ptr<const BaseImage> base, Options options) : base_(std::move(base)), options_(options) {
  idle_.reserve(options_.slots_max);
}

void SlotPool::restore(Idle& idle) {
  if (!idle.dirty) return;
  idle.slot->restore();
  idle.dirty = false;
  --dirty_;
  if (options_.check) NSL_CHECK(idle.slot->is_pristine());
}

Result<std::unique_ptr<Slot>> SlotPool::take(const std::shared_ptr<const PageSet>& image) {
  // Newest first: its pages are in the processor's cache.
  for (std::size_t i = idle_.size(); i-- > 0;) {
    if (&idle_[i].slot->image() != image.get()) continue;
    restore(idle_[i]);
    auto slot = std::move(idle_[i].slot);
    idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(i));
    ++taken_;
    return slot;
  }
  if (taken_ >= options_.slots_max) {
    return fail(ErrorCode::kUnavailable, fmt::format("all {} slots of the worker are in use", options_.slots_max));
  }
  std::unique_ptr<Slot> slot;
  if (idle_.size() < kWarmSlots && taken_ + idle_.size() < options_.slots_max) {
    NSL_TRY(slot, Slot::create(base_));
    slot->warm(usual_);
  } else {
    restore(idle_.front());
    slot = std::move(idle_.front().slot);
    idle_.erase(idle_.begin());
  }
  NSL_TRY_VOID(slot->load(image));
  if (options_.check) NSL_CHECK(slot->is_pristine());
  ++taken_;
  return slot;
}

void SlotPool::give_back(std::unique_ptr<Slot> slot) {
  NSL_CHECK(taken_ > 0);
  --taken_;
  usual_ = slot->hot_pages();
  idle_.push_back({std::move(slot), true});
  ++dirty_;
}

void SlotPool::tidy() {
  if (dirty_ == 0) return;
  for (Idle& idle : idle_) restore(idle);
}

bool SlotPool::has_surplus() const { return idle_.size() > kWarmSlots; }

void SlotPool::give_up_one() {
  if (!has_surplus()) return;
  if (idle_.front().dirty) --dirty_;
  idle_.erase(idle_.begin());
}

}  // namespace nsl::engine
