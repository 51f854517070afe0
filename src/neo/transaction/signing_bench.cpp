// Transactions a second on one core: a transfer of GAS, from its parts to the bytes that are sent. Signing is nearly
// all of it; src/crypto has what OpenSSL itself takes.

#include "neo/contract/native.h"
#include "neo/rpc/sending.h"
#include "neo/transaction/signing.h"

#include <benchmark/benchmark.h>

namespace nsl::neo {
namespace {

Transaction transfer_of_gas(const UInt160& from, std::uint32_t nonce) {
  Transaction out{.nonce = nonce,
                  .system_fee = Fixed8::datoshi(997'775),
                  .network_fee = Fixed8::datoshi(122'000),
                  .valid_until_block = 1'000};
  out.signers.push_back({.account = from});
  out.script = transfer_script({.token = gas_token_hash(), .from = from, .to = UInt160{}, .amount = 150'000'000});
  return out;
}

void BuildTransaction(benchmark::State& state) {
  const auto key = PrivateKey::generate();
  const auto account = key.account();
  std::uint32_t nonce = 0;
  for (auto _ : state) benchmark::DoNotOptimize(transfer_of_gas(account, ++nonce).encode_unsigned());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BuildTransaction);

void SignAndSerialiseTransaction(benchmark::State& state) {
  const auto key = PrivateKey::generate();
  const auto account = key.account();
  std::uint32_t nonce = 0;
  for (auto _ : state) {
    auto transaction = transfer_of_gas(account, ++nonce);
    if (!sign_alone(transaction, 860'833'102, key)) state.SkipWithError("not signed");
    benchmark::DoNotOptimize(transaction.encode());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(SignAndSerialiseTransaction);

void DecodeTransaction(benchmark::State& state) {
  const auto key = PrivateKey::generate();
  auto transaction = transfer_of_gas(key.account(), 1);
  if (!sign_alone(transaction, 860'833'102, key)) state.SkipWithError("not signed");
  const auto bytes = transaction.encode();
  for (auto _ : state) benchmark::DoNotOptimize(Transaction::decode(bytes));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DecodeTransaction);

}  // namespace
}  // namespace nsl::neo
