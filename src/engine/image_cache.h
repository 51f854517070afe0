#pragma once
// ImageCache: the images a worker knows, bounded by bytes, the least used ones leave first. Unfolded page sets have
// their own, smaller bound: unfolding again costs a tenth of a millisecond, building again some milliseconds.

#include "base/units.h"
#include "engine/image.h"

#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

namespace nsl::engine {

// One thread.
class ImageCache {
 public:
  struct Limits {
    ByteCount images;
    ByteCount page_sets;
  };

  ImageCache(std::shared_ptr<const BaseImage> base, Limits limits);

  void put(std::uint64_t number, Image image);
  void erase(std::uint64_t number);

  // The image ready for a slot; null when it is not (or no longer) known.
  std::shared_ptr<const PageSet> find(std::uint64_t number);
  const std::shared_ptr<const PageSet>& base() const { return base_pages_; }

  std::size_t image_bytes() const { return image_bytes_; }
  std::size_t page_set_bytes() const { return page_set_bytes_; }

 private:
  struct Entry {
    Image image;
    std::shared_ptr<const PageSet> pages;               // null: not unfolded; shared with slots that hold it
    std::list<std::uint64_t>::iterator by_use;          // in used_
    std::list<std::uint64_t>::iterator unfolded_by_use; // in unfolded_, when pages is set
  };
  using Entries = std::unordered_map<std::uint64_t, Entry>;

  void remove(Entries::iterator entry);
  void fold(Entry& entry);

  Limits limits_;
  std::shared_ptr<const BaseImage> base_;
  std::shared_ptr<const PageSet> base_pages_;
  Entries entries_;
  std::list<std::uint64_t> used_;      // newest first
  std::list<std::uint64_t> unfolded_;  // newest first
  std::size_t image_bytes_ = 0;
  std::size_t page_set_bytes_ = 0;
};

}  // namespace nsl::engine
