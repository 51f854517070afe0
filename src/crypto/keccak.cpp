#include "crypto/keccak.h"

#include <algorithm>
#include <bit>

namespace nsl::crypto {
namespace {

constexpr std::size_t kRateBytes = 136;  // 1600 bits less twice the 256 of the output

// Five rows of five lanes: lane (x, y) at x + 5y.
using State = std::array<std::uint64_t, 25>;

constexpr std::array<std::uint64_t, 24> kRoundConstants{
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

void theta(State& state) {
  std::array<std::uint64_t, 5> columns{};
  for (std::size_t i = 0; i < state.size(); ++i) columns[i % 5] ^= state[i];
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i] ^= columns[(i + 4) % 5] ^ std::rotl(columns[(i + 1) % 5], 1);
  }
}

// Each lane moves to the next place of one walk over all but the first, turned by the triangular numbers.
void rho_and_pi(State& state) {
  std::size_t x = 1;
  std::size_t y = 0;
  std::uint64_t moving = state[1];
  for (int step = 1; step <= 24; ++step) {
    const auto next_y = (2 * x + 3 * y) % 5;
    x = y;
    y = next_y;
    moving = std::exchange(state[x + 5 * y], std::rotl(moving, step * (step + 1) / 2 % 64));
  }
}

void chi(State& state) {
  for (std::size_t row = 0; row < state.size(); row += 5) {
    std::array<std::uint64_t, 5> before{};
    std::copy_n(&state[row], 5, before.begin());
    for (std::size_t x = 0; x < 5; ++x) state[row + x] ^= ~before[(x + 1) % 5] & before[(x + 2) % 5];
  }
}

void permute(State& state) {
  for (const auto constant : kRoundConstants) {
    theta(state);
    rho_and_pi(state);
    chi(state);
    state[0] ^= constant;
  }
}

void absorb(State& state, ByteView block) {
  for (std::size_t i = 0; i < block.size(); ++i) state[i / 8] ^= std::uint64_t{block[i]} << (i % 8 * 8);
}

}  // namespace

Sha256 keccak256(ByteView data) {
  State state{};
  for (; data.size() >= kRateBytes; data = data.subspan(kRateBytes)) {
    absorb(state, data.first(kRateBytes));
    permute(state);
  }
  std::array<std::uint8_t, kRateBytes> last{};
  std::ranges::copy(data, last.begin());
  last[data.size()] = 0x01;
  last[kRateBytes - 1] |= 0x80;
  absorb(state, last);
  permute(state);
  Sha256 out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(state[i / 8] >> (i % 8 * 8));
  return out;
}

}  // namespace nsl::crypto
