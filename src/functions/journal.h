#pragma once
// Journal: the host calls of one execution in order, with what each was asked and what it answered. Together with code,
// input, start time and seed it decides everything the execution does, so it is what a replay needs and an auditor
// reads.

#include "base/error.h"
#include "crypto/scrubber.h"
#include "engine/execution.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::functions {

struct JournalEntry {
  std::uint32_t call = 0;  // number within the execution
  std::string name;
  std::string arguments;  // JSON text
  Bytes arguments_body;
  std::uint32_t answer_order = 0;  // 1: answered first; 0: never answered
  bool ok = true;
  std::string result;  // JSON text
  Bytes result_body;
  bool result_body_withheld = false;  // it was the value of a secret; `result` has a keyed hash of it
  std::int64_t asked_ns = 0;          // since 1970
  std::int64_t answered_ns = 0;       // the time that the function saw from then on
};

class Journal {
 public:
  // Values that the scrubber knows are masked: what is asked again in a replay is masked in the same way.
  void record_call(const engine::HostCall& call, std::int64_t now_ns, const crypto::Scrubber& scrubber);
  // What is written down of a call.
  static JournalEntry asked(const engine::HostCall& call, const crypto::Scrubber& scrubber);

  enum class Body : std::uint8_t { kRecorded, kWithheld };
  void record_answer(const engine::HostAnswer& answer, Body body = Body::kRecorded);

  const std::vector<JournalEntry>& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }

  // As it is stored: a JSON array. Arguments and results are strings that hold the JSON text as it was, since a replay
  // must give them back byte for byte; bodies are base64, times decimal strings (they do not fit into a double).
  std::string to_json() const;
  // kMalformedJson, kInvalidArgument.
  static Result<Journal> parse(std::string_view json);

 private:
  std::vector<JournalEntry> entries_;
  std::uint32_t answers_ = 0;
};

}  // namespace nsl::functions
