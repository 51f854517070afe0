#include "outbox/outbox.h"

#include "base/log.h"
#include "neo/rpc/client.h"

#include <algorithm>

namespace nsl::outbox {
namespace {

using std::chrono::milliseconds;

// Of a block's time, between two looks at the height: soon after a block its transactions are known to be final.
constexpr std::uint32_t kLooksPerBlock = 20;
constexpr milliseconds kPollMin{20};
constexpr milliseconds kPollMax{500};
constexpr milliseconds kFailedPause{100};  // doubled with each failure
constexpr std::chrono::minutes kTrimPause{10};

MetricName transactions(std::string_view state) {
  return {"nsl_neo_transactions_total",
          "Transactions that were put into the outbox or ended.",
          {{"state", std::string(state)}}};
}
MetricName looks(const char* result) {
  return {"nsl_neo_outbox_looks_total", "Looks of the outbox at the chain.", {{"result", result}}};
}

OpenTransaction opened(const NewTransaction& request, const TransactionRecord& record) {
  OpenTransaction open{.hash = record.hash,
                       .network = request.network,
                       .prepared_at = request.prepared_at,
                       .valid_until = record.valid_until,
                       .bytes = to_base64(request.transaction.encode()),
                       .signers = {},
                       .replaces = request.replaces};
  for (const auto& signer : request.transaction.signers) open.signers.push_back(signer.account);
  return open;
}

}  // namespace

Outbox::Outbox(Parts parts, Options options)
    : parts_(parts),
      options_(options),
      added_(parts.metrics.counter(transactions("added"))),
      looks_(parts.metrics.counter(looks("ok"))),
      failed_looks_(parts.metrics.counter(looks("failed"))),
      open_(parts.metrics.gauge({"nsl_neo_transactions_open", "Transactions that have not ended."})),
      reachable_(parts.metrics.gauge({"nsl_neo_reachable", "Whether a node answered the outbox last time: 1 or 0."})),
      tracker_(options.tracker, parts.clock) {
  for (std::size_t i = 0; i < kTransactionStates; ++i) {
    const auto state = static_cast<TransactionState>(i);
    if (has_ended(state)) ended_[i] = &parts.metrics.counter(transactions(to_string(state)));
  }
  thread_ = std::thread([this] { run(); });
}

Outbox::~Outbox() {
  {
    const std::lock_guard lock(mutex_);
    mailbox_.stopping = true;
  }
  wake_.notify_one();
  thread_.join();
}

Result<TransactionStore::Added> Outbox::add(const NewTransaction& request) {
  NSL_TRY(auto added, parts_.store.add(request));
  if (added.repeated) return added;
  added_.add();
  {
    const std::lock_guard lock(mutex_);
    mailbox_.incoming.push_back(opened(request, added.record));
  }
  wake_.notify_one();
  return added;
}

std::unique_ptr<Outbox::Watch> Outbox::watch(const neo::UInt256& hash, std::move_only_function<void()> on_end) {
  auto told = std::make_shared<Watch::Told>();
  told->on_end = std::move(on_end);
  const bool taken = watches_.with([&](Watches& watches) {
    if (watches.size() >= kWatchesMax) std::erase_if(watches, [](const auto& entry) { return entry.second.expired(); });
    if (watches.size() >= kWatchesMax) return false;
    watches.emplace(hash, told);
    return true;
  });
  return taken ? std::unique_ptr<Watch>(new Watch(std::move(told))) : nullptr;
}

Outbox::Watch::~Watch() {
  const std::lock_guard lock(told_->mutex);
  told_->on_end = nullptr;
}

void Outbox::run() {
  for (milliseconds pause{0}; wait(pause);) {
    const Status looked = look();
    if (!looked && failures_ == 0) log::warn("the outbox waits", {{"reason", looked.error().message}});
    if (looked && failures_ > 0) log::info("the outbox goes on", {{"failures", failures_}});
    failures_ = looked ? 0 : failures_ + 1;
    (looked ? looks_ : failed_looks_).add();
    open_.set(static_cast<double>(tracker_.size()));
    pause = pause_after(looked);
  }
}

// Until the pause is over or something came in. False: it is time to end.
bool Outbox::wait(milliseconds pause) {
  std::unique_lock lock(mutex_);
  const auto woken = [&] { return mailbox_.stopping || (failures_ == 0 && !mailbox_.incoming.empty()); };
  wake_.wait_for(lock, pause, woken);
  if (mailbox_.stopping) return false;
  auto incoming = std::exchange(mailbox_.incoming, {});
  lock.unlock();
  for (auto& transaction : incoming) tracker_.add(std::move(transaction));
  return true;
}

milliseconds Outbox::pause_after(const Status& looked) {
  if (!looked) return std::min(kFailedPause * (1u << std::min(failures_ - 1, 8u)), options_.failed_pause_max);
  if (tracker_.empty()) return kTrimPause;
  return tracker_.has_to_send() ? milliseconds(0) : poll_;
}

Status Outbox::load() {
  NSL_TRY(auto open, parts_.store.open());
  NSL_TRY(const auto network, parts_.nodes.network());
  std::size_t strangers = 0;
  for (auto& transaction : open) {
    // Signed for another network: it can do nothing on this one, and its own may come back.
    if (transaction.network == network) tracker_.add(std::move(transaction));
    else ++strangers;
  }
  if (strangers > 0) log::warn("transactions wait for another Neo network", {{"transactions", strangers}});
  loaded_ = true;
  return {};
}

Status Outbox::look() {
  if (!loaded_) NSL_TRY_VOID(load());
  if (parts_.clock.steady() >= trim_at_) {
    NSL_TRY(const bool more, parts_.store.trim());
    trim_at_ = parts_.clock.steady() + (more ? milliseconds(1'000) : milliseconds(kTrimPause));
  }
  if (tracker_.empty()) return {};
  const auto node = parts_.nodes.pin();
  reachable_.set(node ? 1 : 0);
  if (!node) return std::unexpected(node.error());
  if (poll_ == milliseconds(0)) {
    NSL_TRY(const auto version, neo::NeoClient(**node).version());
    poll_ = std::clamp(milliseconds(version.ms_per_block / kLooksPerBlock), kPollMin, kPollMax);
  }
  Status looked = tracker_.look(parts_.nodes, **node);
  reachable_.set(looked ? 1 : 0);
  NSL_TRY_VOID(save());
  return looked;
}

Status Outbox::save() {
  if (const auto sent = tracker_.take_sent(); !sent.empty()) {
    // Only for people: what is not marked is sent once more after a restart, and is there already.
    const Status marked = parts_.store.mark_sent(sent);
    if (!marked) log::warn("transactions are not marked as sent", {{"reason", marked.error().message}});
  }
  const auto endings = tracker_.endings();
  if (endings.empty()) return {};
  NSL_TRY_VOID(parts_.store.finish(endings));
  for (const auto& ending : endings) {
    tracker_.forget(ending.hash);
    ended_[static_cast<std::size_t>(ending.state)]->add();
    tell(ending.hash);
  }
  return {};
}

void Outbox::tell(const neo::UInt256& hash) {
  std::vector<std::shared_ptr<Watch::Told>> told;
  watches_.with([&](Watches& watches) {
    const auto [begin, end] = watches.equal_range(hash);
    for (auto at = begin; at != end; ++at) {
      if (auto one = at->second.lock()) told.push_back(std::move(one));
    }
    watches.erase(begin, end);
  });
  for (const auto& one : told) {
    const std::lock_guard lock(one->mutex);
    if (auto on_end = std::exchange(one->on_end, nullptr)) on_end();
  }
}

}  // namespace nsl::outbox
