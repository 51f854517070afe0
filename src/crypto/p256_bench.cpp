// Signatures a second on P-256: OpenSSL by itself with a key that is ready, and ours, which are given the key's bytes
// each time.

#include "crypto/openssl.h"
#include "crypto/p256.h"
#include "crypto/random.h"

#include <benchmark/benchmark.h>

namespace nsl::crypto {
namespace {

struct Fixture {
  std::array<std::uint8_t, 32> scalar{1, 2, 3};
  std::array<std::uint8_t, 36> message{};
};

void OpenSslAlone(benchmark::State& state) {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const Fixture fixture;
  std::array<std::uint8_t, 80> signature{};
  for (auto _ : state) {
    const DigestContext context(EVP_MD_CTX_new());
    std::size_t size = signature.size();
    EVP_DigestSignInit(context.get(), nullptr, algorithm(Hash::kSha256), nullptr, key.get());
    EVP_DigestSign(context.get(), signature.data(), &size, fixture.message.data(), fixture.message.size());
    benchmark::DoNotOptimize(signature);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(OpenSslAlone);

template <auto Sign>
void Ours(benchmark::State& state) {
  const Fixture fixture;
  for (auto _ : state) benchmark::DoNotOptimize(Sign(Hash::kSha256, {fixture.scalar}, fixture.message));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Ours<p256_sign_hedged>)->Name("Hedged");
BENCHMARK(Ours<p256_sign>)->Name("Rfc6979");

void Verify(benchmark::State& state) {
  const Fixture fixture;
  const auto point = *p256_public({fixture.scalar});
  const auto signature = *p256_sign(Hash::kSha256, {fixture.scalar}, fixture.message);
  for (auto _ : state) {
    benchmark::DoNotOptimize(p256_verify(Hash::kSha256, {.key = {point}, .signature = signature}, fixture.message));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Verify);

}  // namespace
}  // namespace nsl::crypto
