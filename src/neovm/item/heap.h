#pragma once
// Heap: makes arrays, structs and maps, and frees those that only hold one another.
//
// Counting holders frees everything but circles (an array that contains itself). NeoVM's own limit does not help: a
// circle that no stack holds is not counted, so a script could leave any number behind. So every compound object is in
// a list, and now and then the heap looks which of them are held from outside; the rest is freed.
//
// One thread. What a heap made must not be used after the heap is gone: its objects are emptied then.

#include "neovm/item/objects.h"

#include <cstddef>

namespace nsl::neovm {

class Heap {
 public:
  // Objects made between two searches. The machine's reference limit allows 2,048 that are in use, so a search visits a
  // few thousand and costs less than making them did.
  static constexpr std::size_t kMadeMax = 4'096;
  // Bytes of strings and buffers made between two searches: circles may hold on to them.
  static constexpr std::size_t kBytesMax = std::size_t{64} << 20;

  Heap() = default;
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  StackItem new_array() { return new_array(ItemType::kArray); }
  StackItem new_struct() { return new_array(ItemType::kStruct); }
  StackItem new_array(ItemType type);  // kArray or kStruct
  StackItem new_array(ItemType type, std::vector<StackItem> items);
  StackItem new_map();

  // To be told of strings and buffers; they need no heap otherwise.
  void made_bytes(std::size_t size) { bytes_made_ += size; }

  // Searches when enough was made since the last time. To be called between instructions, at any depth of calls: items in
  // local variables of C++ count as held from outside.
  void collect_if_due() {
    if (made_ > kMadeMax || bytes_made_ > kBytesMax) collect();
  }
  void collect();

  std::size_t object_count() const { return count_; }

 private:
  friend class StackItem;
  template <typename T>
  StackItem adopt(T* object);
  void unlink(CompoundObject& object);
  // Called when the last holder is gone. Not recursive, however deep objects lie in one another.
  void dead(CompoundObject& object);

  CompoundObject* first_ = nullptr;
  CompoundObject* dead_ = nullptr;  // waiting to be freed, linked by `next`
  bool freeing_ = false;
  std::size_t count_ = 0;
  std::size_t made_ = 0;
  std::size_t bytes_made_ = 0;
};

}  // namespace nsl::neovm
