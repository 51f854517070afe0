#include "neo/rpc/rpc.h"

namespace nsl::neo {

std::vector<RpcResult> Rpc::batch(std::span<const RpcCall> calls) {
  std::vector<RpcResult> out;
  out.reserve(calls.size());
  for (const auto& [method, parameters] : calls) out.push_back(call(method, parameters));
  return out;
}

Error to_error(const RpcError& error) {
  const auto at = error.node.empty() ? std::string() : " (" + error.node + ")";
  if (error.code == rpc_code::kNoAnswer) {
    return {ErrorCode::kUnavailable, "No Neo node answered: " + error.message + at, {}};
  }
  return {ErrorCode::kConflict,
          "The Neo node refused: " + error.message + " (code " + std::to_string(error.code) + ")" + at,
          {}};
}

}  // namespace nsl::neo
