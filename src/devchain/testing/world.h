#pragma once
// Test support: a chain in memory, and an account to send from.

#include "devchain/chain/chain.h"
#include "neo/script/builder.h"

#include <memory>
#include <string>
#include <vector>

namespace nsl::devchain::testing {

inline const neo::UInt160& gas() {
  static const neo::UInt160 hash = neo::UInt160::parse("0xd2a4cff31913016155e38e474a2c06d08be276cf").value();
  return hash;
}
inline const neo::UInt160& neo_token() {
  static const neo::UInt160 hash = neo::UInt160::parse("0xef4073a0f2b305a38ec4050e4d3d28bc40ea63f5").value();
  return hash;
}

class World {
 public:
  explicit World(Chain::Options options = {});

  Chain& chain() { return *chain_; }

  // Unsigned; fees that are plenty, by the development account.
  neo::Transaction transaction(Bytes script, std::vector<neo::Signer> signers = {});
  // Signed by the development account alone, sent, and in a block; its log.
  const ExecutionLog& run(Bytes script, std::vector<neo::Signer> signers = {});
  Relay<neo::UInt256> send(neo::Transaction transaction);
  const ExecutionLog& log_of(const neo::UInt256& hash);

  static Bytes transfer_script(const neo::UInt160& token, const neo::UInt160& from, const neo::UInt160& to,
                               std::int64_t amount);

  std::int64_t balance(const neo::UInt160& token, const neo::UInt160& account);
  // What a test invocation leaves on top, as JSON; "FAULT: why" when it faults.
  std::string invoke(Bytes script);

 private:
  std::unique_ptr<Chain> chain_;
  std::uint32_t nonce_ = 0;
};

// A file of the vectors; nullopt when there are none.
std::optional<Bytes> contract_file(std::string_view name);

}  // namespace nsl::devchain::testing
