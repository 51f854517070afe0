#include "engine/testing/stage.h"

#include "base/check.h"
#include "engine/prelude.h"

#include <cstdio>

namespace nsl::engine::testing {

std::shared_ptr<const BaseImage> shared_base() {
  static const std::shared_ptr<const BaseImage> base = [] {
    install_signal_handlers();
    auto built = BaseImage::build(prelude());
    if (!built) check_failed(built.error().message.c_str(), __FILE__, __LINE__);
    return *built;
  }();
  return base;
}

std::uint64_t memory_hash(Slot& slot) {
  Vm& vm = slot.vm();
  const Registers registers = vm.registers();
  std::uint64_t hash = std::uint64_t{registers.stack_pointer} << 32 | registers.pages;
  for (std::size_t at = kNullBytes; at < vm.size(); at += sizeof(std::uint64_t)) {
    hash = (hash ^ vm.read_u64(static_cast<Address>(at))) * 0x9E37'79B9'7F4A'7C15;
    hash ^= hash >> 32;
  }
  return hash;
}

void Recorder::send(const HostCall& call) {
  calls.push_back({call.number, std::string(call.name), std::string(call.arguments), std::string(as_text(call.body))});
}

void Recorder::send_log(std::string_view level, std::int64_t, std::string_view text) {
  logs.push_back(std::string(level) + ": " + std::string(text));
}

Stage::Stage() {
  auto slot = Slot::create(shared_base());
  NSL_CHECK(slot);
  slot_ = *std::move(slot);
  base_pages_ = std::make_shared<const PageSet>(shared_base());
}

std::expected<Image, BuildFailure> Stage::build(std::string_view code, const BuildLimits& limits) {
  return build_image(*slot_, base_pages_, {.code = code, .file_name = "function.js"}, limits);
}

std::shared_ptr<const PageSet> Stage::unfold(const Image& image) const {
  return std::make_shared<const PageSet>(shared_base(), image);
}

std::shared_ptr<const PageSet> Stage::load(std::string_view code, const BuildLimits& limits) {
  const auto image = build(code, limits);
  if (!image) {
    std::fprintf(stderr, "%s: %s\n", image.error().code.c_str(), image.error().message.c_str());
    NSL_CHECK(image.has_value());
  }
  const auto pages = unfold(*image);
  NSL_CHECK(slot_->load(pages));
  return pages;
}

Outcome Stage::run(const StartOptions& options, Outbox& outbox) {
  Execution execution(*slot_, outbox);
  if (execution.start(options) == Execution::State::kWaiting) {
    execution.abandon(Ending::kFailed, "waiting", "it waits for a host call");
  }
  return execution.take_outcome();
}

Outcome Stage::run(const StartOptions& options) {
  Recorder recorder;
  return run(options, recorder);
}

}  // namespace nsl::engine::testing
