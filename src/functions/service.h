#pragma once
// Service: everything a caller can do with functions and executions. The API, the command line and later the triggers
// talk to this and to nothing below it.
//
// Callers see what their owner has and nothing else: kFunctionNotFound and kExecutionNotFound say the same of what does not
// exist and of what is somebody else's.
//
// Threads: invoke(), replay() and follow() belong to the event loop's thread. The rest blocks on the database and is called from
// any other thread (the API has a pool for that).

#include "base/error.h"
#include "functions/types.h"

#include <functional>
#include <memory>

namespace nsl::functions {

// What must be true for a change to be made; else it is kPreconditionFailed.
struct Condition {
  std::optional<std::string> revision = {};  // the function is there, and its revision_of() is this
  bool absent = false;                       // there is no function of this name
};

struct DeployRequest {
  std::string owner;
  std::string name;
  std::string code;                      // one ES module
  std::string file_name = "function.js"; // shown in stack traces
  std::string source_map = {};           // of a bundle (Source Map v3), for stack traces; empty: none
  std::string description;
  std::string note;
  Settings settings;
  Condition condition = {};
  std::uint64_t functions_max = 0;       // a new one is refused when the owner has so many; 0: any number
};

enum class DeployOutcome : std::uint8_t { kCreated, kUpdated, kUnchanged };

struct Deployed {
  Function function;
  Version version;
  DeployOutcome outcome = DeployOutcome::kCreated;
};

enum class Answer : std::uint8_t { kWhenDone, kWhenQueued };

struct InvokeRequest {
  std::string owner;
  std::string function;
  std::optional<std::uint32_t> version;  // absent: the active one
  std::string input;                     // valid JSON
  Answer answer = Answer::kWhenDone;
  std::string idempotency_key;           // empty: none; at most 255 characters
  std::string trace = {};                // functions/trace_context.h; empty: not part of a trace
};

struct Page {
  std::uint32_t limit = 50;              // 1 ... 200
  std::string cursor;                    // empty: from the newest
};

template <typename T>
struct Listing {
  std::vector<T> items;
  std::string next_cursor;               // empty: this was the last page
};

struct ExecutionFilter {
  std::optional<ExecutionStatus> status;
};

struct LogLine {
  ExecutionId execution;
  std::uint32_t version = 0;
  LogEntry entry;
};

class Service {
 public:
  virtual ~Service() = default;

  // Compiles the code in a sandbox first: kInvalidFunction carries the reason with line and column.
  virtual Result<Deployed> deploy(const DeployRequest& request) = 0;
  virtual Result<Function> get_function(FunctionRef function) = 0;
  virtual Result<Listing<Function>> list_functions(std::string_view owner, const Page& page) = 0;
  virtual Result<Version> get_version(FunctionRef function, std::optional<std::uint32_t> number) = 0;
  virtual Result<std::string> get_code(FunctionRef function, std::optional<std::uint32_t> number) = 0;
  virtual Result<Listing<Version>> list_versions(FunctionRef function, const Page& page) = 0;
  // Makes an older version the active one; absent: the one before the active one.
  virtual Result<Function> roll_back(FunctionRef function, std::optional<std::uint32_t> number) = 0;
  virtual Status remove(FunctionRef function) = 0;

  struct Invoked {
    Execution execution;
    bool replayed = false;               // an earlier answer for the same Idempotency-Key
  };
  using InvokeDone = std::move_only_function<void(const Result<Invoked>&)>;
  // `done` is called once, on the loop's thread, perhaps before invoke returns.
  virtual void invoke(InvokeRequest request, InvokeDone done) = 0;

  virtual Result<Execution> get_execution(std::string_view owner, ExecutionId id) = 0;
  virtual Result<Listing<Execution>> list_executions(FunctionRef function, const ExecutionFilter& filter,
                                                     const Page& page) = 0;
  // Gives the execution as it is after the cancellation was asked for. kConflict when it has already ended.
  virtual Result<Execution> cancel(std::string_view owner, ExecutionId id) = 0;

  using ReplayDone = std::move_only_function<void(Result<ReplayResult>)>;
  // Runs an execution that has ended once more from its record, in a sandbox and without asking anything outside; changes
  // no record. kConflict when it has not ended, or not by itself. `done` is called once, on the loop's thread, perhaps
  // before replay returns.
  virtual void replay(std::string_view owner, ExecutionId id, ReplayDone done) = 0;

  // Newest last. The cursor leads to older lines.
  virtual Result<Listing<LogLine>> logs(FunctionRef function, const Page& page) = 0;

  // Live log lines of a function from now on. Destroying the subscription ends it. Loop thread only; the callback
  // too.
  class Subscription {
   public:
    virtual ~Subscription() = default;
  };
  virtual std::unique_ptr<Subscription> follow(FunctionId function, std::function<void(const LogLine&)> on_line) = 0;
};

}  // namespace nsl::functions
