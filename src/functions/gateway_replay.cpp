// Replaying: what was recorded of an execution, run once more and compared.

#include "functions/gateway.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

// At once: replays are for people who look into something, and must not take the workers from everybody else.
constexpr std::size_t kReplaysMax = 4;

}  // namespace

void Gateway::replay(std::string_view owner, ExecutionId id, ReplayDone done) {
  auto shared = std::make_shared<ReplayDone>(std::move(done));
  const bool submitted = blocking([this, owner = std::string(owner), id, shared] {
    auto loaded = load_repeatable(owner, id);
    parts_.loop.post([this, shared, loaded = std::move(loaded)]() mutable {
      if (!loaded) return (*shared)(std::unexpected(std::move(loaded).error()));
      start_replay(*std::move(loaded), shared);
    });
  });
  if (!submitted)
    (*shared)(fail(ErrorCode::kUnavailable, "too many requests wait for the database; try again in a moment"));
}

// By the function's id, so that a function which has been deleted since can still be looked into.
Result<Gateway::Repeatable> Gateway::load_repeatable(std::string_view owner, ExecutionId id) {
  NSL_TRY(Execution record, get_execution(owner, id));
  NSL_TRY_VOID(check_repeatable(record));
  NSL_TRY(const Version version, parts_.registry.get_version(record.function, record.version));
  NSL_TRY(Source source, parts_.registry.get_source(record.function, record.version));
  return Repeatable{std::move(record), make_callable(version, std::move(source))};
}

void Gateway::start_replay(Repeatable what, const std::shared_ptr<ReplayDone>& done) {
  if (draining_) return (*done)(fail(ErrorCode::kUnavailable, "the service is stopping; try again in a moment"));
  if (replays_.size() >= kReplaysMax) {
    return (*done)(fail(ErrorCode::kTooManyRequests,
                        fmt::format("{} replays are under way already; try again in a moment", replays_.size())));
  }
  const auto callable = what.callable;
  const engine::ImageNumber image = callable->image->number;  // made for this replay alone
  const ExecutionId id = what.record.id;
  auto made = Replay::create(
      parts_.workers, callable->image, std::move(what.record), [this, id, image, callable, done](ReplayResult result) {
        const auto entry = replays_.extract(image);
        parts_.workers.forget_image(image);
        if (result.error && callable->source_map) {
          result.error->stack = callable->source_map->map_stack(result.error->stack, callable->image->file_name);
        }
        (*done)(std::move(result));
        ended(id);
      });
  if (!made) return (*done)(std::unexpected(std::move(made).error()));
  Replay& added = *replays_.emplace(image, *std::move(made)).first->second;
  if (const Status started = added.start(); !started) {
    replays_.erase(image);
    (*done)(std::unexpected(started.error()));
  }
}

}  // namespace nsl::functions
