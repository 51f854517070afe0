#pragma once
// Guarded<T>: data that is only reachable through its lock.

#include <mutex>

namespace nsl {

// with() runs a callable on the data while the lock is held. Thread-safe. Do not call back into the same Guarded
// from inside: the mutex is not recursive.
template <typename T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  template <typename F>
  decltype(auto) with(F&& f) {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(f)(value_);
  }

  template <typename F>
  decltype(auto) with(F&& f) const {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(f)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace nsl
