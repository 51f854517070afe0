#include "engine/image_cache.h"

namespace nsl::engine {

ImageCache::ImageCache(std::shared_ptr<const BaseImage> base, Limits limits)
    : limits_(limits), base_(std::move(base)), base_pages_(std::make_shared<const PageSet>(base_)) {}

void ImageCache::put(std::uint64_t number, Image image) {
  erase(number);
  image_bytes_ += image.bytes();
  used_.push_front(number);
  entries_.emplace(number, Entry{std::move(image), nullptr, used_.begin(), {}});
  // The newest stays even when it alone is over the bound.
  while (image_bytes_ > limits_.images.bytes && used_.size() > 1) remove(entries_.find(used_.back()));
}

void ImageCache::erase(std::uint64_t number) {
  if (const auto entry = entries_.find(number); entry != entries_.end()) remove(entry);
}

void ImageCache::remove(Entries::iterator entry) {
  fold(entry->second);
  image_bytes_ -= entry->second.image.bytes();
  used_.erase(entry->second.by_use);
  entries_.erase(entry);
}

void ImageCache::fold(Entry& entry) {
  if (!entry.pages) return;
  page_set_bytes_ -= entry.pages->bytes();
  unfolded_.erase(entry.unfolded_by_use);
  entry.pages = nullptr;
}

std::shared_ptr<const PageSet> ImageCache::find(std::uint64_t number) {
  const auto found = entries_.find(number);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  if (entry.by_use != used_.begin()) used_.splice(used_.begin(), used_, entry.by_use);
  if (entry.pages) {
    if (entry.unfolded_by_use != unfolded_.begin()) unfolded_.splice(unfolded_.begin(), unfolded_, entry.unfolded_by_use);
    return entry.pages;
  }
  entry.pages = std::make_shared<const PageSet>(base_, entry.image);
  page_set_bytes_ += entry.pages->bytes();
  unfolded_.push_front(number);
  entry.unfolded_by_use = unfolded_.begin();
  while (page_set_bytes_ > limits_.page_sets.bytes && unfolded_.size() > 1) fold(entries_.at(unfolded_.back()));
  return entry.pages;
}

}  // namespace nsl::engine
