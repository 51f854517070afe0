#include "neo/rpc/block_cache.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace nsl::neo {

namespace {

// Sorted.
constexpr std::array<std::string_view, 19> kKeptMethods{"findstorage",
                                                        "getapplicationlog",
                                                        "getblock",
                                                        "getblockhash",
                                                        "getblockheader",
                                                        "getcandidates",
                                                        "getcommittee",
                                                        "getcontractstate",
                                                        "getnativecontracts",
                                                        "getnep11balances",
                                                        "getnep11properties",
                                                        "getnep17balances",
                                                        "getnextblockvalidators",
                                                        "getproof",
                                                        "getstate",
                                                        "getstorage",
                                                        "invokecontractverify",
                                                        "invokefunction",
                                                        "invokescript"};
static_assert(std::ranges::is_sorted(kKeptMethods));

bool is_kept(std::string_view method) { return std::ranges::binary_search(kKeptMethods, method); }

std::string key_of(std::string_view method, const json::array& parameters) {
  return std::string(method) + json::serialize(parameters);
}

bool has_session(const RpcResult& result) {
  const auto* object = result ? result->if_object() : nullptr;
  return object != nullptr && object->contains("session");
}

}  // namespace

RpcResult BlockCache::call(std::string_view method, const json::array& parameters) {
  if (!is_kept(method)) return upstream_.call(method, parameters);
  look_at_height();
  const auto key = key_of(method, parameters);
  std::promise<Answer> promise;
  std::shared_future<Answer> known;
  const bool mine = state_.with([&](State& state) {
    const auto found = state.answers.find(key);
    if (found != state.answers.end()) {
      known = found->second;
      return false;
    }
    if (state.answers.size() < options_.entries_max) state.answers.emplace(key, promise.get_future().share());
    return true;
  });
  if (!mine) {
    const auto answer = known.get();
    return has_session(*answer) ? upstream_.call(method, parameters) : *answer;
  }
  auto answer = std::make_shared<const RpcResult>(upstream_.call(method, parameters));
  promise.set_value(answer);
  if (!*answer || has_session(*answer)) state_.with([&](State& state) { state.answers.erase(key); });
  return *answer;
}

void BlockCache::look_at_height() {
  const bool due = state_.with([&](State& state) {
    // Until a first height came, everyone asks: what is put here before it would be dropped when it comes.
    const bool now = !state.checked || clock_.steady() - state.checked_at >= options_.recheck_height;
    if (now) state.checked_at = clock_.steady();  // others need not
    return now;
  });
  if (!due) return;
  const auto count = upstream_.call("getblockcount", {});
  const auto* number = count ? count->if_int64() : nullptr;
  state_.with([&](State& state) {
    state.checked = true;
    // Without a height nothing can be said to be of the last block.
    if (number != nullptr && *number == state.block_count) return;
    state.block_count = number != nullptr ? *number : 0;
    state.answers.clear();
  });
}

}  // namespace nsl::neo
