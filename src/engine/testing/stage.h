#pragma once
// Test support: a slot with the real base image, on which functions are built and run step by step, and an outbox that
// keeps what they send.

#include "engine/builder.h"
#include "engine/execution.h"

#include <memory>
#include <string>
#include <vector>

namespace nsl::engine::testing {

// The base image with the real prelude, made once in a process.
std::shared_ptr<const BaseImage> shared_base();

// A value that changes with every byte of the slot's memory and with its registers.
std::uint64_t memory_hash(Slot& slot);

class Recorder final : public Outbox {
 public:
  struct Call {
    std::uint32_t number;
    std::string name;
    std::string arguments;
    std::string body;
    bool operator==(const Call&) const = default;
  };
  void send(const HostCall& call) override;
  void send_log(std::string_view level, std::int64_t now_ms, std::string_view text) override;

  std::vector<Call> calls;
  std::vector<std::string> logs;  // "warn: text"
};

// One thread.
class Stage {
 public:
  Stage();

  Slot& slot() { return *slot_; }
  const std::shared_ptr<const PageSet>& base_pages() const { return base_pages_; }

  std::expected<Image, BuildFailure> build(std::string_view code, const BuildLimits& limits = {});
  std::shared_ptr<const PageSet> unfold(const Image& image) const;
  // Builds the function and puts it into the slot. Ends the test program when it is refused.
  std::shared_ptr<const PageSet> load(std::string_view code, const BuildLimits& limits = {});

  // Runs what is loaded without answering host calls; the slot stays as the run left it.
  Outcome run(const StartOptions& options, Outbox& outbox);
  Outcome run(const StartOptions& options = {.input = "null", .meta = "{}"});

 private:
  VmThread thread_;
  std::unique_ptr<Slot> slot_;
  std::shared_ptr<const PageSet> base_pages_;
};

}  // namespace nsl::engine::testing
