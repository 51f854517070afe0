#pragma once
// LogHub: hands live log lines to those who follow a function. Event-loop thread only.

#include "functions/service.h"

#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

namespace nsl::functions {

class LogHub {
 public:
  using OnLine = std::function<void(const LogLine&)>;

  LogHub() : followers_(std::make_shared<Followers>()) {}

  std::unique_ptr<Service::Subscription> follow(FunctionId function, OnLine on_line);
  bool anyone_follows(FunctionId function) const { return followers_->contains(function); }
  void publish(FunctionId function, const LogLine& line);

 private:
  using Followers = std::unordered_map<FunctionId, std::map<std::uint64_t, OnLine>>;
  class Subscribed;

  std::shared_ptr<Followers> followers_;  // shared with the subscriptions, which may outlive the hub
  std::uint64_t next_ = 1;
};

}  // namespace nsl::functions
