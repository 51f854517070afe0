#include "follower/follower.h"

#include "base/log.h"

#include <algorithm>

#include <boost/describe/class.hpp>

namespace nsl::follower {

struct CursorRow {
  std::int64_t network;
  std::int64_t next;
  std::string previous;
};
BOOST_DESCRIBE_STRUCT(CursorRow, (), (network, next, previous))

Follower::Counters::Counters(Metrics& metrics)
    : height(metrics.gauge({"nsl_neo_follower_height", "The last block that all subscribers have got."})),
      head(metrics.gauge({"nsl_neo_chain_height", "The last block that the Neo nodes have."})),
      lag(metrics.gauge({"nsl_neo_follower_lag_blocks", "Blocks of the chain that not all subscribers have got."})),
      blocks(metrics.counter({"nsl_neo_follower_blocks_total", "Blocks delivered to subscribers."})),
      events(metrics.counter({"nsl_neo_follower_events_total", "Events delivered to subscribers."})),
      unavailable(metrics.counter({"nsl_neo_follower_problems_total",
                                   "Steps that could not be taken, by reason.",
                                   {{"reason", "unavailable"}}})),
      other_chain(metrics.counter({"nsl_neo_follower_problems_total",
                                   "Steps that could not be taken, by reason.",
                                   {{"reason", "other_chain"}}})),
      storage(metrics.counter(
          {"nsl_neo_follower_problems_total", "Steps that could not be taken, by reason.", {{"reason", "storage"}}})) {}

Follower::Follower(Parts parts, Options options)
    : parts_(parts), options_(std::move(options)), reader_(parts.nodes), counters_(parts.metrics) {}

Follower::~Follower() { stop(); }

void Follower::add(Subscriber& subscriber) { followed_.push_back({&subscriber, std::nullopt}); }

void Follower::start() {
  thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Follower::wake() {
  {
    const std::lock_guard lock(mutex_);
    wake_ = true;
  }
  woken_.notify_all();
}

FollowerStatus Follower::status() const {
  return status_.with([](const FollowerStatus& status) { return status; });
}

void Follower::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_ = false;
    lock.unlock();
    const auto progress = step();
    lock.lock();
    if (progress == Progress::kMore) continue;
    woken_.wait_for(lock, options_.poll, [this] { return stopping_ || wake_; });
  }
}

Follower::Progress Follower::step() {
  auto progress = Progress::kNothingNew;
  shared_.reset();
  for (auto& followed : followed_) {
    const auto advanced = advance(followed);
    if (!advanced) {
      note(advanced.error());
      progress = Progress::kProblem;
    } else if (*advanced && progress == Progress::kNothingNew) {
      progress = Progress::kMore;
    }
  }
  if (progress != Progress::kProblem) note_progress();
  return progress;
}

// true: there may be more.
Result<bool> Follower::advance(Followed& followed) {
  if (!followed.cursor) {
    NSL_TRY(followed.cursor, find_cursor(*followed.subscriber));
  }
  if (!shared_ || shared_from_ != *followed.cursor) {
    auto read = reader_.read(*followed.cursor);
    const bool may_start_again = options_.other_chain == OtherChain::kStartAgain;
    const bool other = read ? read->head + 1 < followed.cursor->next : read.error().code == ErrorCode::kConflict;
    if (may_start_again && other) {
      NSL_TRY_VOID(start_again(followed));
      return true;
    }
    if (!read) return std::unexpected(std::move(read).error());
    shared_from_ = *followed.cursor;
    shared_ = *std::move(read);
    head_ = shared_->head;
  }
  if (shared_->blocks.empty()) return false;
  NSL_TRY_VOID(deliver(followed, *shared_));
  followed.cursor = shared_->after;
  return true;
}

Result<ChainCursor> Follower::find_cursor(const Subscriber& subscriber) {
  NSL_TRY(const auto network, parts_.nodes.network());
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto row,
          transaction.find<CursorRow>("SELECT network, next, previous FROM neo_followers WHERE name = :name",
                                      subscriber.name()));
  NSL_TRY_VOID(transaction.commit());
  if (!row) {
    NSL_TRY(const auto cursor, reader_.begin(subscriber.backfill_blocks()));
    NSL_TRY(auto change, parts_.database.write(storage::Durability::kGrouped));
    NSL_TRY_VOID(save(change, subscriber.name(), cursor));
    NSL_TRY_VOID(change.commit());
    return cursor;
  }
  if (row->network != network) {
    return fail(ErrorCode::kConflict, "The Neo nodes are of another network than the one that was followed.");
  }
  ChainCursor cursor{.next = static_cast<std::uint32_t>(row->next), .previous = std::nullopt};
  if (row->previous.empty()) return cursor;
  const auto previous = neo::UInt256::parse(row->previous);
  if (!previous) return fail(ErrorCode::kStorageFailed, "a cursor of the follower is damaged");
  cursor.previous = *previous;
  return cursor;
}

Status Follower::save(storage::Transaction& transaction, std::string_view name, const ChainCursor& cursor) {
  NSL_TRY(const auto network, parts_.nodes.network());
  const std::string previous = cursor.previous ? cursor.previous->display() : "";
  NSL_TRY_VOID(
      transaction.execute("INSERT INTO neo_followers (name, network, next, previous, updated_us) "
                          "VALUES (:name, :network, :next, :previous, :updated_us) ON CONFLICT (name) DO UPDATE SET "
                          "network = excluded.network, next = excluded.next, previous = excluded.previous, updated_us "
                          "= excluded.updated_us",
                          name, network, cursor.next, previous, parts_.clock.wall()));
  return {};
}

Status Follower::deliver(Followed& followed, const ChainStep& step) {
  auto& subscriber = *followed.subscriber;
  NSL_TRY(auto transaction, parts_.database.write(storage::Durability::kGrouped));
  std::size_t count = 0;
  std::vector<const ChainEvent*> wanted;
  for (const auto& block : step.blocks) {
    wanted.clear();
    for (const auto& event : block.events) {
      if (subscriber.filter().matches(event)) wanted.push_back(&event);
    }
    NSL_TRY_VOID(subscriber.deliver(transaction, block, wanted));
    count += wanted.size();
  }
  NSL_TRY_VOID(save(transaction, subscriber.name(), step.after));
  NSL_TRY_VOID(transaction.commit());
  counters_.blocks.add(static_cast<double>(step.blocks.size()));
  counters_.events.add(static_cast<double>(count));
  if (options_.on_delivered) options_.on_delivered();
  return {};
}

Status Follower::start_again(Followed& followed) {
  const auto name = followed.subscriber->name();
  log::warn("the chain is another one: following it from its start", {{"subscriber", name}});
  NSL_TRY(auto transaction, parts_.database.write(storage::Durability::kGrouped));
  NSL_TRY_VOID(followed.subscriber->forget(transaction));
  NSL_TRY_VOID(transaction.execute("DELETE FROM neo_followers WHERE name = :name", name));
  NSL_TRY_VOID(transaction.commit());
  followed.cursor.reset();
  return {};
}

void Follower::note(const Error& problem) {
  if (problem.code == ErrorCode::kConflict) counters_.other_chain.add();
  else if (problem.code == ErrorCode::kStorageFailed) counters_.storage.add();
  else counters_.unavailable.add();
  const bool changed = status_.with([&](FollowerStatus& status) {
    const bool other = status.problem.empty();
    status.problem = problem.message;
    return other;
  });
  if (changed) log::warn("the chain cannot be followed", {{"reason", problem.message}});
}

void Follower::note_progress() {
  if (followed_.empty()) return;
  const auto slowest =
      std::ranges::min(followed_, {}, [](const Followed& one) { return one.cursor ? one.cursor->next : 0; });
  const std::uint32_t next = slowest.cursor ? slowest.cursor->next : 0;
  counters_.height.set(next == 0 ? 0 : next - 1);
  counters_.head.set(head_);
  counters_.lag.set(head_ + 1 > next ? head_ + 1 - next : 0);
  const bool recovered = status_.with([&](FollowerStatus& status) {
    const bool was_stuck = !status.problem.empty();
    status = {.next = next, .head = head_, .problem = {}};
    return was_stuck;
  });
  if (recovered) log::info("the chain is followed again", {{"next", next}});
}

}  // namespace nsl::follower
