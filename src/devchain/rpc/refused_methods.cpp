// What Neo's nodes are asked as well and a development chain has nothing to answer with: said by name, so that nobody
// looks for a mistake of their own.
#include "devchain/rpc/json_rpc.h"

#include <array>

namespace nsl::devchain {
namespace {

enum class Refusal : std::uint8_t { kState, kOracle, kNotary, kBlocks };

template <Refusal kWhy>
RpcResult refuse_method(JsonRpc&, const Params&) {
  switch (kWhy) {
    case Refusal::kState:
      return std::unexpected(
          rpc_error(RpcCode::kUnsupportedState, "this development chain keeps no state but the last, and no roots of it"));
    case Refusal::kOracle:
      return std::unexpected(rpc_error(RpcCode::kOracleDisabled, "this development chain has no oracle"));
    case Refusal::kNotary:
      return std::unexpected(rpc_error(RpcCode::kInternal, "this development chain has no notary"));
    case Refusal::kBlocks: break;
  }
  return std::unexpected(
      rpc_error(RpcCode::kVerificationFailed, "this development chain makes its blocks itself and takes none"));
}

constexpr std::array<std::string_view, 11> kOfState{
    "getstateroot",         "getstateheight",        "getproof",
    "verifyproof",          "getstate",              "findstates",
    "getstoragehistoric",   "findstoragehistoric",   "invokefunctionhistoric",
    "invokescripthistoric", "invokecontractverifyhistoric"};
constexpr std::array<std::string_view, 3> kOfNotary{"submitnotaryrequest", "getrawnotarypool", "getrawnotarytransaction"};

}  // namespace

void add_refused_methods(JsonRpc::Table& table) {
  for (const auto method : kOfState) table[method] = refuse_method<Refusal::kState>;
  for (const auto method : kOfNotary) table[method] = refuse_method<Refusal::kNotary>;
  table["submitoracleresponse"] = refuse_method<Refusal::kOracle>;
  table["submitblock"] = refuse_method<Refusal::kBlocks>;
}

}  // namespace nsl::devchain
