#include "functions/log_hub.h"

namespace nsl::functions {

class LogHub::Subscribed final : public Service::Subscription {
 public:
  Subscribed(std::shared_ptr<Followers> followers, FunctionId function, std::uint64_t number)
      : followers_(std::move(followers)), function_(function), number_(number) {}
  ~Subscribed() override {
    const auto found = followers_->find(function_);
    if (found == followers_->end()) return;
    found->second.erase(number_);
    if (found->second.empty()) followers_->erase(found);
  }

 private:
  std::shared_ptr<Followers> followers_;
  FunctionId function_;
  std::uint64_t number_;
};

std::unique_ptr<Service::Subscription> LogHub::follow(FunctionId function, OnLine on_line) {
  const std::uint64_t number = next_++;
  (*followers_)[function].emplace(number, std::move(on_line));
  return std::make_unique<Subscribed>(followers_, function, number);
}

void LogHub::publish(FunctionId function, const LogLine& line) {
  const auto found = followers_->find(function);
  if (found == followers_->end()) return;
  // A copy: a follower may end its own subscription, or another's.
  const auto followers = found->second;
  for (const auto& [number, on_line] : followers) on_line(line);
}

}  // namespace nsl::functions
