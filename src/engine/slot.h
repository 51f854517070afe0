#pragma once
// Slot: an address range in which one VM at a time runs, and the means to bring it back to its image, byte for byte, in
// microseconds.
//
// Pages are write-protected; the first write to one is caught and recorded (wasm/guard.h). restore() copies the
// recorded pages back. A page written in two executions stays writable from then on ("hot") and is always copied, also
// for the next image, since most functions write the engine's own pages; now and then hot pages that came out unchanged
// are protected again. This is complete: what was not recorded was not written. A run that scatters its writes over too
// many places loses the protection as a whole; then every page is compared.
//
// Catching a write costs as much as copying fifty pages. So a slot can be told which pages others like it write, and pages
// that were protected again in vain stay writable.

#include "engine/image.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace nsl::engine {

// One thread at a time.
class Slot {
 public:
  // A slot that holds the base image.
  static Result<std::unique_ptr<Slot>> create(std::shared_ptr<const BaseImage> base);

  Vm& vm() { return *vm_; }
  const PageSet& image() const { return *image_; }
  const BaseImage& base() const { return image_->base(); }

  // Puts an image of the same base into the slot; it is pristine afterwards. Some tens of microseconds, if it is
  // another.
  Status load(std::shared_ptr<const PageSet> image);

  // Makes the slot equal to its image again.
  void restore();

  // Compares the whole memory with the image, for tests and for the worker's checking mode (NSL_CHECK_SLOTS=1).
  bool is_pristine() const;

  // The difference of the present memory to the base: a new image.
  Image capture() const;

  const std::vector<std::uint32_t>& hot_pages() const { return hot_; }
  // Makes pages hot that are so in another slot. The slot must be pristine.
  void warm(std::vector<std::uint32_t> pages);
  bool opened() const { return vm_->guard().opened; }

 private:
  Slot() = default;
  void track();
  void protect_all();
  bool set_access(const std::vector<std::uint32_t>& pages, int access);
  void give_back_growth();
  void restore_recorded();
  void restore_opened();
  bool protect_again(std::uint32_t page);
  void cool();

  std::unique_ptr<Vm> vm_;
  std::shared_ptr<const PageSet> image_;
  std::vector<std::uint8_t> dirty_;     // Guard::dirty
  std::vector<std::uint32_t> written_;  // Guard::written
  std::vector<std::uint8_t> times_;     // executions that wrote the page, saturating
  std::vector<std::uint8_t> cooled_;    // how often the page was protected again, since kCoolEvery restores
  std::vector<std::uint32_t> hot_;
  std::uint32_t restores_ = 0;  // since the image was loaded
};

}  // namespace nsl::engine
