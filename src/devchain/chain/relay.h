#pragma once
// Why a transaction is not taken, in the numbers that Neo's nodes give.

#include <expected>
#include <string>

namespace nsl::devchain {

enum class RelayCode : int {
  kFailed = -500,
  kAlreadyExists = -501,
  kPoolIsFull = -502,
  kAlreadyInPool = -503,
  kNetworkFeeTooSmall = -504,
  kAgainstPolicy = -505,
  kInvalidScript = -506,
  kInvalidAttribute = -507,
  kInvalidWitness = -508,
  kInvalidSize = -509,
  kExpired = -510,
  kNotEnoughGas = -511,
  kNoVerifyMethod = -512,
};

struct RelayError {
  RelayCode code;
  std::string why;
};

template <typename T>
using Relay = std::expected<T, RelayError>;

inline std::unexpected<RelayError> refuse(RelayCode code, std::string why) {
  return std::unexpected(RelayError{code, std::move(why)});
}

}  // namespace nsl::devchain
