#pragma once
// From a script to a final transaction: what it costs, until when it is good, whether it happened.

#include "neo/rpc/client.h"
#include "neo/transaction/signing.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace nsl::neo {

struct Draft {
  Bytes script;
  std::vector<Signer> signers;  // the first pays
  std::vector<Attribute> attributes = {};
  // The verification script of each signer, by account; an account without one is a deployed contract's.
  std::map<UInt160, Bytes> verification_scripts = {};
  // How many blocks it is good for. Short, so that a lost one is soon known to be lost.
  std::uint32_t valid_blocks = 100;
  // Added to what the test invocation used, in hundredths: the state may change until the transaction is run.
  std::int64_t margin_percent = 0;
};

// The transaction, unsigned, with fees and height filled in. kConflict when its script faults now (with the contract's
// reason), so that nobody pays for that.
Result<Transaction> prepare(NeoClient& client, Draft draft);

// The same for a script that was tried out already.
Result<Transaction> prepare(NeoClient& client, Draft draft, const Invocation& tried);

// NEP-17's transfer, which must return true. The amount is in the token's smallest unit.
struct Transfer {
  UInt160 token;
  UInt160 from;
  UInt160 to;
  Integer amount;
  ContractParameter data = ContractParameter::null();
};
Bytes transfer_script(const Transfer& transfer);

// How a sent transaction ended. kHalt and kFault are on the chain for good; an expired one never will be.
struct Expired {};
using Outcome = std::variant<ApplicationLog, Expired>;

// Asks one and the same node until the transaction is final: the height first, then for the transaction, so that "too
// late" and "not there" are of one moment. kUnavailable when the node stops answering, kRequestTimeout after
// `patience`.
struct Wait {
  std::chrono::milliseconds poll{500};
  std::chrono::milliseconds patience{120'000};
};
Result<Outcome> wait_until_final(Rpc& node, const Transaction& transaction, const Wait& wait);

}  // namespace nsl::neo
