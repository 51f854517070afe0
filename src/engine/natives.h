#pragma once
// Natives: the functions of runtime/prelude/native.d.ts, which the prelude builds the Web APIs on.
//
// All of them are answered at once and depend on nothing but their arguments, the recorded seed and the recorded time.
// What leaves the VM (logs, host calls, the result) goes to a Sink.

#include "base/bytes.h"
#include "engine/vm.h"

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace nsl::crypto {
class DeterministicRandom;
}

namespace nsl::engine {

// Source of everything random that an execution sees. The first 24 bytes key the generator behind crypto.*, the last
// 8 are the state of Math.random.
using Seed = std::array<std::uint8_t, 32>;
inline constexpr std::size_t kMathSeedOffset = 24;

struct NativeCall;

// What an execution does to the world. Views hold during the call only; all are untrusted text of the author.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void log(std::string_view level, std::string_view text) = 0;
  // Empty: the call is on its way. Otherwise the message of the error that the author's code gets.
  virtual std::string_view host_call(std::uint32_t number, std::string_view name, std::string_view arguments_json,
                                     ByteView body) = 0;
  virtual void succeed(std::string_view output_json) = 0;
  virtual void fail(std::string_view code, std::string_view message, std::string_view stack) = 0;
};

class Natives final : public VmHost {
 public:
  Natives();
  ~Natives() override;

  // While an image is built there is no sink: host calls and randomness throw, logs vanish, time stands at 1970.
  void begin_image();
  void begin_execution(Sink& sink, const Seed& seed, std::int64_t now_ns);
  void set_time(std::int64_t now_ns) { now_ns_ = now_ns; }

  // The object with all functions, for the prelude to take.
  static Value make_object(Vm& vm);

  Value call(Vm& vm, unsigned function, std::span<const Value> arguments) override;
  std::int64_t now_ns() override { return now_ns_; }
  void rejection(Vm& vm, Value promise, Value reason, bool handled) override;

  struct Rejection {
    Value promise;
    Value reason;
  };
  // Rejected promises that nobody has handled so far, in order; values of the running VM.
  const std::vector<Rejection>& rejections() const { return rejections_; }
  void clear_rejections() { rejections_.clear(); }

 private:
  friend struct NativeCall;

  Sink* sink_ = nullptr;
  Seed seed_{};
  std::int64_t now_ns_ = 0;
  std::unique_ptr<crypto::DeterministicRandom> random_;  // made when first asked
  std::vector<Rejection> rejections_;
  Bytes scratch_;
};

}  // namespace nsl::engine
