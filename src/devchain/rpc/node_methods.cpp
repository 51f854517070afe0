// About the node and the network.
#include "devchain/native/policy.h"
#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/log_json.h"
#include "neo/types/address.h"

namespace nsl::devchain {
namespace {

constexpr std::string_view kUserAgent = "/nsl-devchain:" NSL_VERSION "/";
// All are in force from the first block on.
constexpr std::array<std::string_view, 7> kHardforks{"Aspidochelone", "Basilisk", "Cockatrice", "Domovoi",
                                                     "Echidna",       "Faun",     "Gorgon"};

json::array keys_json(const std::vector<neo::ECPoint>& keys) {
  json::array out;
  for (const neo::ECPoint& key : keys) out.push_back(json::value(key.hex()));
  return out;
}

RpcResult get_version(JsonRpc& rpc, const Params&) {
  json::array hardforks;
  for (const std::string_view name : kHardforks) hardforks.push_back(json::object{{"name", name}, {"blockheight", 0}});
  const json::object protocol{{"addressversion", neo::kAddressVersion},
                              {"network", Chain::kNetwork},
                              {"validatorscount", rpc.chain().validators().size()},
                              {"msperblock", rpc.chain().block_time().count()},
                              {"maxtraceableblocks", kTraceableBlocksMax},
                              {"maxvaliduntilblockincrement", kValidUntilBlockIncrementMax},
                              {"maxtransactionsperblock", Chain::kBlockTransactionsMax},
                              {"memorypoolmaxtransactions", Chain::kPoolMax},
                              {"initialgasdistribution", 52'000'000'0000'0000},
                              {"hardforks", hardforks},
                              {"standbycommittee", keys_json(rpc.chain().validators())},
                              {"seedlist", json::array{}}};
  return json::object{{"tcpport", 0},
                      {"nonce", 0},
                      {"useragent", kUserAgent},
                      {"protocol", protocol},
                      {"rpc", json::object{{"maxiteratorresultitems", kIteratorPageMax}, {"sessionenabled", true}}}};
}

RpcResult validate_address(JsonRpc&, const Params& params) {
  const bool valid = params.text(0) && neo::parse_address(*params.text(0)).has_value();
  return json::object{{"address", params.has(0) ? params.at(0) : json::value()}, {"isvalid", valid}};
}

RpcResult get_committee(JsonRpc& rpc, const Params&) { return keys_json(rpc.chain().validators()); }

RpcResult get_next_block_validators(JsonRpc& rpc, const Params&) {
  json::array out;
  for (const neo::ECPoint& key : rpc.chain().validators())
    out.push_back(json::object{{"publickey", key.hex()}, {"votes", "0"}});
  return out;
}

RpcResult get_candidates(JsonRpc&, const Params&) { return json::array{}; }
RpcResult get_connection_count(JsonRpc&, const Params&) { return 0; }

RpcResult get_peers(JsonRpc&, const Params&) {
  return json::object{{"unconnected", json::array{}}, {"bad", json::array{}}, {"connected", json::array{}}};
}

}  // namespace

void add_node_methods(JsonRpc::Table& table) {
  table["getversion"] = get_version;
  table["validateaddress"] = validate_address;
  table["getcommittee"] = get_committee;
  table["getnextblockvalidators"] = get_next_block_validators;
  table["getcandidates"] = get_candidates;
  table["getconnectioncount"] = get_connection_count;
  table["getpeers"] = get_peers;
}

}  // namespace nsl::devchain
