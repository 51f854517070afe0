#pragma once
// For tests of what kill -9 leaves behind: runs something in a process of its own, which kills itself at a chosen step.

#include "storage/database.h"
#include "vault/observer.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <memory>

namespace nsl::vault::testing {

enum class Ended : std::uint8_t { kByItself, kKilled, kWrongly };

// Call it while this process has no other thread and the database is not open. `work` returns whether all went well.
inline Ended run_in_child(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return Ended::kKilled;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Ended::kByItself : Ended::kWrongly;
}

// Kills the process when the n-th writing transaction is asked for: the ones before are committed, nothing after.
class KillingDatabase final : public storage::Database {
 public:
  KillingDatabase(std::unique_ptr<storage::Database> inner, int at_write) : inner_(std::move(inner)), left_(at_write) {}

  Result<storage::Transaction> read() override { return inner_->read(); }
  Result<storage::Transaction> write(storage::Durability durability) override {
    if (--left_ == 0) kill(getpid(), SIGKILL);
    return inner_->write(durability);
  }

 private:
  std::unique_ptr<storage::Database> inner_;
  int left_;
};

// Kills the process inside the n-th change: its statements are carried out and not committed.
class KillingObserver final : public Observer {
 public:
  explicit KillingObserver(int at_change) : left_(at_change) {}

  Status record(const Event&) override { return {}; }
  Status record(storage::Transaction&, const Event&) override {
    if (--left_ == 0) kill(getpid(), SIGKILL);
    return {};
  }

 private:
  int left_;
};

}  // namespace nsl::vault::testing
