#pragma once
// EvaluationStack: the stack that instructions work on. Index 0 is the top. Keeps the reference count.

#include "neovm/item/reference_counter.h"

#include <algorithm>
#include <vector>

namespace nsl::neovm {

// The counter must outlive the stack.
class EvaluationStack {
 public:
  explicit EvaluationStack(ReferenceCounter& counter) : counter_(&counter) {}

  std::size_t size() const { return items_.size(); }
  bool has(std::size_t count) const { return items_.size() >= count; }
  StackItem& peek(std::size_t index = 0) { return items_[items_.size() - 1 - index]; }
  const StackItem& peek(std::size_t index = 0) const { return items_[items_.size() - 1 - index]; }

  void push(StackItem item) {
    counter_->add(item);
    items_.push_back(std::move(item));
  }
  // The caller has accounted for the item.
  void push_counted(StackItem item) { items_.push_back(std::move(item)); }

  StackItem pop() {
    StackItem item = pop_counted();
    counter_->remove(item);
    return item;
  }
  // The item stays counted; the caller accounts for it.
  StackItem pop_counted() {
    StackItem item = std::move(items_.back());
    items_.pop_back();
    return item;
  }

  // index <= size()
  void insert(std::size_t index, StackItem item) {
    counter_->add(item);
    items_.insert(items_.end() - static_cast<std::ptrdiff_t>(index), std::move(item));
  }
  void remove(std::size_t index) {
    counter_->remove(peek(index));
    items_.erase(items_.end() - 1 - static_cast<std::ptrdiff_t>(index));
  }
  void roll(std::size_t index) {
    const auto at = items_.end() - 1 - static_cast<std::ptrdiff_t>(index);
    std::rotate(at, at + 1, items_.end());
  }
  void reverse(std::size_t count) { std::reverse(items_.end() - static_cast<std::ptrdiff_t>(count), items_.end()); }
  void clear() {
    for (const StackItem& item : items_) counter_->remove(item);
    items_.clear();
  }

  // Everything goes on top of the other stack, in the same order and still counted.
  void move_to(EvaluationStack& other) {
    other.items_.insert(other.items_.end(), std::make_move_iterator(items_.begin()),
                        std::make_move_iterator(items_.end()));
    items_.clear();
  }

 private:
  ReferenceCounter* counter_;
  std::vector<StackItem> items_;
};

}  // namespace nsl::neovm
