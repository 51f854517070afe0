#pragma once
// How the commands that change the chain go about it: build, sign with the user's account, send, and wait if asked to.

#include "app/commands.h"
#include "app/neo_network.h"
#include "neo/rpc/sending.h"

#include <string>

namespace CLI {
class App;
}

namespace nsl::app {

// Five minutes at 3 s a block: what is lost is soon known to be. Other people may need a day to sign (at 15 s; most
// networks allow no more blocks than this).
inline constexpr std::uint32_t kValidBlocks = 100;
inline constexpr std::uint32_t kValidBlocksForOthers = 5'760;

struct NeoSendOptions {
  NeoNetworkOptions network;
  std::string from;  // account; empty: the default one
  std::string wallet;
  std::string passphrase_file;
  std::string out;                 // write what is signed so far here, and do not send
  std::uint32_t valid_blocks = 0;  // 0: kValidBlocks, and kValidBlocksForOthers with `out`
  bool wait = false;
};

// --from, --wallet, --passphrase-file, --out, --wait and those of the network.
void add_send_options(CLI::App& command, NeoSendOptions& options);

// What the account is to do.
struct Undertaking {
  std::string what;  // for failures: "cannot transfer"
  // Gives the script, once it is known whose account it is.
  std::function<Result<Bytes>(neo::NeoClient& client, const neo::UInt160& account)> script;
  neo::WitnessScope scope = neo::WitnessScope::kCalledByEntry;
  std::vector<neo::Attribute> attributes = {};
  neo::Fixed8 extra_network_fee = {};
};
Exit carry_out(Program& program, const NeoSendOptions& options, const Undertaking& undertaking);

// Sends what is complete, prints its hash, and waits if asked to.
Exit send_complete(Program& program, neo::NodePool& pool, const neo::Transaction& transaction,
                   const NeoSendOptions& options);

// Waits until the transaction is final and shows how it ended; a fault and expiry are failures.
Exit show_end(Program& program, neo::NodePool& pool, const neo::Transaction& transaction);

}  // namespace nsl::app
