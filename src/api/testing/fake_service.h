#pragma once
// FakeService: functions and executions in memory, for the tests of the API alone. Executions "run" by giving their
// input back; the function called "fails" fails, "slow" ends when end_slow() is called.

#include "functions/service.h"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace nsl::api::testing {

class FakeService final : public functions::Service {
 public:
  using Execution = functions::Execution;

  Result<functions::Deployed> deploy(const functions::DeployRequest& request) override;
  Result<functions::Function> get_function(functions::FunctionRef function) override;
  Result<functions::Listing<functions::Function>> list_functions(std::string_view owner, const functions::Page& page) override;
  Result<functions::Version> get_version(functions::FunctionRef function, std::optional<std::uint32_t> number) override;
  Result<std::string> get_code(functions::FunctionRef function, std::optional<std::uint32_t> number) override;
  Result<functions::Listing<functions::Version>> list_versions(functions::FunctionRef function,
                                                               const functions::Page& page) override;
  Result<functions::Function> roll_back(functions::FunctionRef function, std::optional<std::uint32_t> number) override;
  Status remove(functions::FunctionRef function) override;
  void invoke(functions::InvokeRequest request, InvokeDone done) override;
  Result<Execution> get_execution(std::string_view owner, ExecutionId id) override;
  Result<functions::Listing<Execution>> list_executions(functions::FunctionRef function,
                                                        const functions::ExecutionFilter& filter,
                                                        const functions::Page& page) override;
  Result<Execution> cancel(std::string_view owner, ExecutionId id) override;
  void replay(std::string_view owner, ExecutionId id, ReplayDone done) override;
  Result<functions::Listing<functions::LogLine>> logs(functions::FunctionRef function, const functions::Page& page) override;
  std::unique_ptr<Subscription> follow(FunctionId function,
                                       std::function<void(const functions::LogLine&)> on_line) override;

  // ---- For tests ----
  static constexpr const char* kOwner = "owner";  // of what is added
  void add_function(const std::string& name);
  void add_execution(const Execution& execution);
  void end_slow();                           // of executions that are queued
  void log(const functions::LogLine& line);  // to all followers
  std::string replay_difference;             // what replays find
  std::size_t followers() const { return followers_.size(); }

  functions::DeployRequest last_deploy;
  functions::InvokeRequest last_invoke;
  functions::Page last_page;
  functions::ExecutionFilter last_filter;
  std::function<void()> before_blocking;  // called at the start of blocking operations

 private:
  struct Stored {
    functions::Function function;
    std::vector<functions::Version> versions;
    std::vector<std::string> codes;
  };
  class FakeSubscription;

  Result<Stored*> find(functions::FunctionRef function);
  Result<functions::Version> find_version(functions::FunctionRef function, std::optional<std::uint32_t> number);

  std::recursive_mutex mutex_;  // the pool has several threads
  std::map<std::pair<std::string, std::string>, Stored> functions_;  // by owner and name
  std::map<ExecutionId, Execution> executions_;
  std::map<std::string, std::pair<std::string, Execution>> keys_;  // Idempotency-Key to input and answer
  std::map<std::uint64_t, std::function<void(const functions::LogLine&)>> followers_;
  std::uint64_t last_follower_ = 0;
};

}  // namespace nsl::api::testing
