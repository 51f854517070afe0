#pragma once
// SlotPool: the slots of a worker. A slot that already holds the wanted image is taken first; restoring a used slot is
// put off until nobody waits for an answer. Slots that a burst made are kept, because a new one costs as much as twenty
// executions, and given up one by one when they are no longer needed.

#include "engine/slot.h"

#include <memory>
#include <vector>

namespace nsl::engine {

// One thread.
class SlotPool {
 public:
  struct Options {
    std::size_t slots_max;
    bool check;  // compare every restored slot with its image and abort when they differ
  };

  SlotPool(std::shared_ptr<const BaseImage> base, Options options);

  // A pristine slot with this image, out of the pool until give_back(). kUnavailable when all are taken.
  Result<std::unique_ptr<Slot>> take(const std::shared_ptr<const PageSet>& image);

  // The slot is dirty. It is restored by tidy(), or when it is taken again.
  void give_back(std::unique_ptr<Slot> slot);

  void tidy();

  // Whether more slots lie idle than are always kept; and gives up one of these.
  bool has_surplus() const;
  void give_up_one();

 private:
  struct Idle {
    std::unique_ptr<Slot> slot;
    bool dirty;
  };
  void restore(Idle& idle);

  std::shared_ptr<const BaseImage> base_;
  Options options_;
  std::vector<Idle> idle_;      // least recently used first
  std::vector<std::uint32_t> usual_;  // pages that were hot in the slot that came back last
  std::size_t taken_ = 0;
  std::size_t dirty_ = 0;
};

}  // namespace nsl::engine
