// Reads a second of what is kept already, on one core: a token's balance, as many functions ask for it.

#include "neo/rpc/block_cache.h"

#include <benchmark/benchmark.h>

namespace nsl::neo {
namespace {

class OneAnswer final : public Rpc {
 public:
  RpcResult call(std::string_view method, const json::array&) override {
    if (method == "getblockcount") return json::value(7);
    return json::object{{"script", "wh8MCGRlY2ltYWxzDBTPduKL0AYsSkeO41VhARMZ88+k0kFifVtS"},
                        {"state", "HALT"},
                        {"gasconsumed", "1007910"},
                        {"exception", nullptr},
                        {"notifications", json::array{}},
                        {"stack", json::array{json::object{{"type", "Integer"}, {"value", "150000000"}}}}};
  }
};

void CachedRead(benchmark::State& state) {
  OneAnswer node;
  BlockCache cache(node, {});
  const json::array parameters{
      "0xd2a4cff31913016155e38e474a2c06d08be276cf", "balanceOf",
      json::array{json::object{{"type", "Hash160"}, {"value", "Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn"}}}};
  for (auto _ : state) benchmark::DoNotOptimize(cache.call("invokefunction", parameters));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(CachedRead);

}  // namespace
}  // namespace nsl::neo
