#include "crypto/random.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

namespace nsl::crypto {

void random_bytes(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const auto got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    NSL_CHECK(got > 0);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

Seed random_seed() {
  static constexpr std::size_t kSeeds = 64;
  thread_local std::array<std::uint8_t, kSeeds * kSeedBytes> store;
  thread_local std::size_t left = 0;
  if (left == 0) {
    random_bytes(store);
    left = kSeeds;
  }
  const auto next = std::span(store).subspan(--left * kSeedBytes, kSeedBytes);
  Seed seed;
  std::ranges::copy(next, seed.begin());
  OPENSSL_cleanse(next.data(), next.size());
  return seed;
}

struct DeterministicRandom::State {
  CipherContext context{EVP_CIPHER_CTX_new()};
};

DeterministicRandom::DeterministicRandom(const Seed& seed) : state_(std::make_unique<State>()) {
  NSL_CHECK(state_->context != nullptr);
  restart(seed);
}

DeterministicRandom::~DeterministicRandom() = default;

void DeterministicRandom::restart(const Seed& seed) {
  static constexpr std::uint8_t kCounter[16] = {};
  NSL_CHECK(EVP_EncryptInit_ex2(state_->context.get(), aes(CipherMode::kCtr, kSeedBytes), seed.data(), kCounter,
                                nullptr) == 1);
}

void DeterministicRandom::fill(std::span<std::uint8_t> out) {
  std::ranges::fill(out, std::uint8_t{0});
  while (!out.empty()) {
    const auto part = out.first(std::min(out.size(), kCipherBytesMax));
    int written = 0;
    NSL_CHECK(EVP_EncryptUpdate(state_->context.get(), part.data(), &written, part.data(),
                                static_cast<int>(part.size())) == 1);
    out = out.subspan(part.size());
  }
}

}  // namespace nsl::crypto
