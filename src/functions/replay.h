#pragma once
// Replay: an execution once more, from its record: the same code, input, seed and start, and the recorded answers to
// its host calls. Nothing outside is asked. What comes out must be what came out the first time, byte for byte; where
// it is not, the record or the code is not what it was, or something hidden went in.

#include "engine/worker_pool.h"
#include "functions/execution_secrets.h"
#include "functions/journal.h"
#include "functions/types.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace nsl::functions {

// An execution that somebody or something outside brought to its end (a clock, a cancellation, a lost worker) does not
// end in the same way by itself: kConflict says so.
Status check_repeatable(const Execution& record);

// Event-loop thread only.
class Replay final : public engine::ExecutionListener {
 public:
  using Done = std::move_only_function<void(ReplayResult)>;

  // Values of secrets are not in the record. Whoever has them gives them back here: `entry` is a call of "secret" with
  // the hash of the value in its result. Null: this one cannot be had.
  using SecretValues = std::function<std::shared_ptr<const crypto::SecretBytes>(const JournalEntry& entry)>;

  // `record` is a final execution as it is stored. kStorageFailed when its seed or journal is damaged;
  // kSecretUnavailable when it read a secret whose value cannot be had.
  static Result<std::unique_ptr<Replay>> create(engine::WorkerPool& pool,
                                                std::shared_ptr<const engine::ImageSource> image, Execution record,
                                                Done done, const SecretValues& values = {});
  Status start();

 private:
  Replay(engine::WorkerPool& pool, std::shared_ptr<const engine::ImageSource> image, Execution record, Done done)
      : pool_(pool),
        image_(std::move(image)),
        record_(std::move(record)),
        done_(std::move(done)),
        secrets_(record_.seed) {}

  void on_host_call(const engine::HostCall& call) override;
  void on_log(std::string_view level, std::int64_t time_ms, std::string_view text) override;
  void on_finished(engine::Outcome outcome) override;
  void answer_next();
  Status take_values(const SecretValues& values);
  void differs(std::string what);

  engine::WorkerPool& pool_;
  std::shared_ptr<const engine::ImageSource> image_;
  Execution record_;
  Done done_;
  Journal journal_;
  ExecutionSecrets secrets_;
  std::map<std::uint32_t, std::shared_ptr<const crypto::SecretBytes>> values_;  // by number of the call
  std::vector<const JournalEntry*> answers_;                                    // in the order they were given
  std::uint32_t calls_made_ = 0;
  std::size_t answered_ = 0;
  engine::Seed seed_{};
  engine::ExecutionNumber number_ = 0;
  ReplayResult result_;
};

}  // namespace nsl::functions
