#pragma once
// NeoReads: what functions may ask the Neo chain: the host call "neo" behind `context.neo` (runtime/types). Nothing
// here signs, sends or pays; what is on the chain is public, so it needs no grant but a node (setting neo.rpc).
//
// Answers are kept until the next block (neo/rpc/block_cache.h): a thousand functions that ask for the same balance are
// one question to a node.

#include "base/error.h"
#include "base/json.h"
#include "base/pool.h"
#include "follower/event_log.h"
#include "neo/rpc/client.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nsl::functions {

// Thread-safe.
class NeoReads {
 public:
  struct Options {
    std::vector<std::string> nodes;
    std::uint32_t network = 0;             // 0: of the first node that answers
    std::size_t threads = 8;               // as many questions wait for nodes at once
    follower::EventLog* events = nullptr;  // must outlive this; null: questions about events are refused
  };

  // kInvalidArgument for nodes that cannot be used. Nothing is connected to yet.
  static Result<std::unique_ptr<NeoReads>> create(Options options);
  ~NeoReads();

  // `done` is called once with JSON: on a thread of this, or at once when there is too much to do (kTooManyRequests).
  using Done = std::move_only_function<void(Result<std::string>)>;
  void read(std::string arguments, Done done);

 private:
  struct Parts;
  explicit NeoReads(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Where answers come from.
struct NeoSources {
  neo::NeoClient& client;
  follower::EventLog* events = nullptr;
};

// One question: {"method": "height" | "call" | "balance" | "block" | "transaction" | "application_log" | "storage" |
// "events", …}. Blocking. kInvalidArgument for a question of another form, kConflict for a call that faults, and what
// NeoClient gives.
Result<json::value> answer_neo_read(const NeoSources& sources, const json::value& arguments);

}  // namespace nsl::functions
