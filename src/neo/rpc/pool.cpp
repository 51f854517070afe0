#include "neo/rpc/pool.h"

#include "neo/rpc/answers.h"

#include <algorithm>
#include <tuple>

namespace nsl::neo {

namespace {

using Health = NodeStatus::Health;

constexpr std::chrono::seconds kRestFirst{1};
constexpr std::chrono::seconds kRestMost{60};

std::chrono::seconds rest_after(unsigned failures) {
  const auto doublings = std::min(failures - 1, 6u);  // 2^6 is above a minute
  return std::min(kRestFirst * (1u << doublings), kRestMost);
}

std::chrono::microseconds since(SteadyTime start, const Clock& clock) {
  return std::chrono::duration_cast<std::chrono::microseconds>(clock.steady() - start);
}

}  // namespace

std::string_view health_name(Health health) {
  switch (health) {
    case Health::kUnknown: return "unknown";
    case Health::kGood: return "good";
    case Health::kLagging: return "lagging";
    case Health::kResting: return "not answering";
    case Health::kWrongNetwork: return "wrong network";
  }
  return "";
}

Result<std::unique_ptr<NodePool>> NodePool::create(Options options, const Clock& clock) {
  if (options.urls.empty()) return fail(ErrorCode::kInvalidArgument, "No Neo node is named. Set neo.rpc.");
  std::unique_ptr<NodePool> pool(new NodePool(std::move(options), clock));
  std::vector<Member> members;
  for (const auto& url : pool->options_.urls) {
    NSL_TRY(auto node, Node::create({.url = url, .timeout = pool->options_.timeout}));
    members.push_back({.status = {.url = node->url()}});
    pool->nodes_.push_back(std::move(node));
  }
  pool->state_.with([&](State& state) {
    state.members = std::move(members);
    state.network = pool->options_.network;
  });
  return pool;
}

RpcResult NodePool::call(std::string_view method, const json::array& parameters) {
  return ask(method, parameters).result;
}

std::vector<RpcResult> NodePool::batch(std::span<const RpcCall> calls) {
  probe_if_due();
  const auto best = candidates();
  if (best.empty() || calls.size() < 2) return Rpc::batch(calls);
  auto results = nodes_[best.front()]->batch(calls);
  const auto unanswered = [](const RpcResult& result) { return !result && result.error().code == rpc_code::kNoAnswer; };
  if (std::ranges::all_of(results, unanswered)) failed(best.front(), results.front().error());
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool again = unanswered(results[i]) || (!results[i] && results[i].error().code == rpc_code::kInternal);
    if (again) results[i] = call(calls[i].method, calls[i].parameters);
  }
  return results;
}

NodePool::Answer NodePool::ask(std::string_view method, const json::array& parameters) {
  probe_if_due();
  auto last = nobody();
  for (const auto index : candidates()) {
    const auto start = clock_.steady();
    auto result = nodes_[index]->call(method, parameters);
    if (result) {
      succeeded(index, since(start, clock_));
      return {.result = std::move(result), .node = nodes_[index].get()};
    }
    last = result.error();
    // What a node decides, another would decide too; only when something is wrong with the node itself is it worth
    // asking.
    if (last.code != rpc_code::kNoAnswer && last.code != rpc_code::kInternal) {
      succeeded(index, since(start, clock_));
      return {.result = std::unexpected(std::move(last)), .node = nodes_[index].get()};
    }
    if (last.code == rpc_code::kNoAnswer) failed(index, last);
  }
  return {.result = std::unexpected(std::move(last)), .node = nullptr};
}

std::vector<Rpc*> NodePool::pins() {
  probe_if_due();
  std::vector<Rpc*> out;
  for (const auto index : candidates()) out.push_back(nodes_[index].get());
  return out;
}

std::vector<NodeStatus> NodePool::statuses() const {
  return state_.with([](const State& state) {
    std::vector<NodeStatus> out;
    for (const auto& member : state.members) out.push_back(member.status);
    return out;
  });
}

// Why no node can be asked. One of another network stays so, and is what to mend first.
RpcError NodePool::nobody() const {
  std::string why = "none of the nodes answers";
  state_.with([&](const State& state) {
    for (const auto& [status, checked, failures, rests_until] : state.members) {
      if (status.health != Health::kWrongNetwork) continue;
      why = status.url + " is of the network " + std::to_string(status.network) + ", not of " +
            std::to_string(state.network);
    }
  });
  return {rpc_code::kNoAnswer, std::move(why), {}};
}

Result<Rpc*> NodePool::pin() {
  const auto best = pins();
  if (!best.empty()) return best.front();
  return std::unexpected(to_error(nobody()));
}

std::vector<NodeStatus> NodePool::probe() {
  const std::lock_guard one_at_a_time(probing_);
  for (std::size_t i = 0; i < nodes_.size(); ++i) probe_one(i);
  return state_.with([&](State& state) {
    state.probed_at = clock_.steady();
    state.probed = true;
    std::uint32_t highest = 0;
    for (const auto& member : state.members) {
      if (member.status.health == Health::kGood) highest = std::max(highest, member.status.height);
    }
    std::vector<NodeStatus> out;
    for (auto& member : state.members) {
      auto& status = member.status;
      const bool lags = highest - std::min(highest, status.height) > options_.lag_blocks_max;
      if (status.health == Health::kGood && lags) status.health = Health::kLagging;
      out.push_back(status);
    }
    return out;
  });
}

Result<std::uint32_t> NodePool::network() {
  probe_if_due();
  const auto [network, answered] = state_.with([](const State& state) {
    const bool any = std::ranges::any_of(state.members, [](const Member& member) { return member.checked; });
    return std::pair(state.network, any);
  });
  if (answered) return network;
  return std::unexpected(to_error(nobody()));
}

void NodePool::probe_if_due() {
  const bool due = state_.with([&](State& state) {
    const bool now = !state.probed || clock_.steady() - state.probed_at >= options_.probe_every;
    if (now && state.probed) state.probed_at = clock_.steady();  // the next caller need not
    return now;
  });
  if (due) probe();
}

void NodePool::probe_one(std::size_t index) {
  const auto [checked, rests] = state_.with([&](const State& state) {
    const auto& member = state.members[index];
    return std::pair(member.checked, clock_.steady() < member.rests_until);
  });
  if (rests) return;
  if (!checked) {
    const auto answer = nodes_[index]->call("getversion", {});
    const auto version =
        answer ? read_version(*answer) : Result<NodeVersion>(std::unexpected(to_error(answer.error())));
    if (!version) return failed(index, {rpc_code::kNoAnswer, version.error().message, nodes_[index]->url()});
    const bool right = state_.with([&](State& state) {
      auto& member = state.members[index];
      if (state.network == 0) state.network = version->network;
      member.status.network = version->network;
      member.status.user_agent = version->user_agent;
      member.checked = state.network == version->network;
      if (!member.checked) member.status.health = Health::kWrongNetwork;
      return member.checked;
    });
    if (!right) return;
  }
  const auto start = clock_.steady();
  const auto answer = nodes_[index]->call("getblockcount", {});
  const auto* count = answer ? answer->if_int64() : nullptr;
  if (count == nullptr || *count < 1) {
    return failed(index, answer ? RpcError{rpc_code::kNoAnswer, "it gives no height", {}} : answer.error());
  }
  succeeded(index, since(start, clock_));
  state_.with([&](State& state) {
    auto& status = state.members[index].status;
    status.height = static_cast<std::uint32_t>(*count - 1);
    status.health = Health::kGood;
  });
}

std::vector<std::size_t> NodePool::candidates() {
  return state_.with([&](const State& state) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < state.members.size(); ++i) {
      const auto& member = state.members[i];
      if (member.checked && clock_.steady() >= member.rests_until) out.push_back(i);
    }
    std::ranges::sort(out, {}, [&](std::size_t i) {
      const auto& status = state.members[i].status;
      return std::tuple(status.health == Health::kLagging, status.latency, i);
    });
    return out;
  });
}

void NodePool::failed(std::size_t index, const RpcError& error) {
  state_.with([&](State& state) {
    auto& member = state.members[index];
    ++member.failures;
    member.rests_until = clock_.steady() + rest_after(member.failures);
    member.status.health = Health::kResting;
    member.status.problem = error.message;
  });
}

void NodePool::succeeded(std::size_t index, std::chrono::microseconds latency) {
  state_.with([&](State& state) {
    auto& member = state.members[index];
    member.failures = 0;
    auto& average = member.status.latency;
    average = average.count() == 0 ? latency : (average * 7 + latency) / 8;
    if (member.status.health == Health::kResting) member.status.health = Health::kGood;
  });
}

}  // namespace nsl::neo
