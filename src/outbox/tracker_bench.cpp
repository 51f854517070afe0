// What the outbox's tracker costs with many transactions that wait, without network and database: to take one more, to
// look when nothing has happened, and to read a block that ends 500 of them.
#include "outbox/tracker.h"

#include "base/bytes.h"
#include "base/check.h"

#include <benchmark/benchmark.h>

#include <fmt/format.h>

namespace nsl::outbox {
namespace {

constexpr std::size_t kInBlock = 500;

neo::Transaction transaction(std::uint32_t nonce) {
  neo::Transaction out{.nonce = nonce, .valid_until_block = 5'000, .signers = {{}}, .script = {0x40}};
  out.witnesses.resize(1);
  return out;
}

OpenTransaction opened(const neo::Transaction& transaction) {
  return {.hash = transaction.hash(),
          .valid_until = transaction.valid_until_block,
          .bytes = to_base64(transaction.encode()),
          .signers = {transaction.sender()},
          .replaces = {}};
}

// Takes what is sent; has the block that it was given; everything in it halted.
class Answering final : public neo::Rpc {
 public:
  neo::RpcResult call(std::string_view method, const json::array& parameters) override {
    if (method == "getblockcount") return json::value(block.empty() ? 1 : 2);
    if (method == "getblock") return json::value(block);
    if (method == "getrawmempool") return json::array{};
    if (method == "sendrawtransaction") return json::object{{"hash", ""}};
    const json::object execution{{"trigger", "Application"},
                                 {"vmstate", "HALT"},
                                 {"gasconsumed", "1"},
                                 {"stack", json::array{}},
                                 {"notifications", json::array{}}};
    return json::object{{"txid", parameters[0]}, {"executions", json::array{execution}}};
  }
  std::string block;  // in base64; empty: none yet
};

// A tracker with so many that were sent and wait.
struct Waiting {
  explicit Waiting(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      transactions.push_back(transaction(static_cast<std::uint32_t>(i)));
      tracker.add(opened(transactions.back()));
    }
    while (tracker.has_to_send()) NSL_CHECK(tracker.look(node, node));
  }
  std::vector<neo::Transaction> transactions;
  Answering node;
  Tracker tracker{{}, system_clock()};
};

void take_one_more(benchmark::State& state) {
  Waiting waiting(state.range(0));
  std::uint32_t nonce = 1'000'000;
  for (auto _ : state) {
    const auto more = opened(transaction(++nonce));
    waiting.tracker.add(more);
    waiting.tracker.forget(more.hash);
  }
}
BENCHMARK(take_one_more)->Arg(100)->Arg(10'000);

void look_without_news(benchmark::State& state) {
  Waiting waiting(state.range(0));
  for (auto _ : state) {
    NSL_CHECK(waiting.tracker.look(waiting.node, waiting.node));
    benchmark::DoNotOptimize(waiting.tracker.endings());
  }
}
BENCHMARK(look_without_news)->Arg(100)->Arg(10'000);

void read_a_block_of_500(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Waiting waiting(state.range(0));
    neo::Block block{.header = {.index = 1}, .transactions = {}};
    block.transactions.assign(waiting.transactions.begin(), waiting.transactions.begin() + kInBlock);
    std::vector<neo::UInt256> hashes;
    for (const auto& one : block.transactions) hashes.push_back(one.hash());
    block.header.merkle_root = neo::merkle_root(hashes);
    waiting.node.block = to_base64(block.encode());
    state.ResumeTiming();
    NSL_CHECK(waiting.tracker.look(waiting.node, waiting.node));
    NSL_CHECK(waiting.tracker.endings().size() == kInBlock);
  }
}
BENCHMARK(read_a_block_of_500)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nsl::outbox
